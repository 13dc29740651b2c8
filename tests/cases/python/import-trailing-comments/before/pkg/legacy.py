class OldStore:
    def __init__(self, size=0):
        self.size = size
