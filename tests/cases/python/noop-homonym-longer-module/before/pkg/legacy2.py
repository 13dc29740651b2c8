from .legacy_v2 import OldStore
