VLAN_TYPE = 'vlan'
