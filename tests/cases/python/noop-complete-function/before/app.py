from pkg.new import new_load


class Cache:
    def old_load(self, key):
        return self.old_load(new_load(key))


def run(old_load):
    return old_load(1)
