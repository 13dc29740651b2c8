from p.a import NEW
from p.b import OTHER

print(NEW, OTHER)
