from pkg.legacy import OldStore


def make(path, **options):
    return OldStore(path, **options)
