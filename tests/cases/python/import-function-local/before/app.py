def make():
    from pkg.legacy import OldStore

    return OldStore()


class Service:
    def make(self):
        import pkg.legacy

        return pkg.legacy.OldStore()
