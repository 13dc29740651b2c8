def make():
    from pkg.new import NewStore

    return NewStore()


class Service:
    def make(self):
        import pkg.new

        return pkg.new.NewStore()
