def make():
    def OldStore():
        return 1

    return OldStore()
