from pkg.legacy import OldStore
from pkg.b import *
