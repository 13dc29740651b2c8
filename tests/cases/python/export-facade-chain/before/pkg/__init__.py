from .outer import OldStore
