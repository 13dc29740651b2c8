def make():
    from vendor.stores import OldStore

    return OldStore()


class Service:
    from vendor.stores import OldStore

    def make(self):
        return self.OldStore()
