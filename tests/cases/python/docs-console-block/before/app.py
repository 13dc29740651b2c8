from pkg.legacy import VLAN

print(VLAN)
