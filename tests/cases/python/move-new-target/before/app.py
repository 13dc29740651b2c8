from pkg.legacy import TokenStore, root

print(TokenStore(), root())
