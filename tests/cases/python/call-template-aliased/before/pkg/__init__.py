from .legacy import OldStore as Store
