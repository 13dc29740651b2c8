from pkg.core import TokenStore
from pkg.legacy import root

print(TokenStore(), root())
