from pkg.new import VLAN_TYPE

print(VLAN_TYPE)
