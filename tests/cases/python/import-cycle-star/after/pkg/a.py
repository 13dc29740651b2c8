from pkg.new import NewStore
from pkg.b import *
