from pkg.legacy import OldStore


class Audited(OldStore):
    def __init__(self, base_path, log):
        super().__init__(base_path, timeout=3)
        self.log = log


class Plain(dict):
    def __init__(self, base_path):
        super().__init__(base_path)
