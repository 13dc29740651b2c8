class OldStore:
    def __init__(self, base_path, timeout=5, mode=0o600):
        self.settings = (base_path, timeout, mode)
