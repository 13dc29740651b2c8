from pkg.legacy import OlderStore, OldStore

__all__ = ["OldStore", "OlderStore"]
