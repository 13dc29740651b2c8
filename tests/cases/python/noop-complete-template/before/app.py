from pkg.new import NewStore


class Audited(NewStore):
    def __init__(self, base_path):
        super().__init__(base_path, timeout=3)


store = NewStore("/a", timeout=3)
