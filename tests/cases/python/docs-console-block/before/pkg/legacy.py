VLAN = 'vlan'
OTHER = 1
