from p.a import DEFAULT
from p.b import OTHER

print(DEFAULT, OTHER)
