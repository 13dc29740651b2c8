from . import OldStore
from ..old import helper

print(OldStore(), helper())
