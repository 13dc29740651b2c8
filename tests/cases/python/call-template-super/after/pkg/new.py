class NewStore:
    def __init__(self, directory, timeout=5, service="default"):
        self.settings = (directory, timeout, service)
