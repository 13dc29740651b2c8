class OldStore:
    """Another OldStore."""

    def copy(self) -> "OldStore":
        return OldStore()
