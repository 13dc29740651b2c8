def make(pkg):
    return pkg.legacy.OldStore()


def local(service):
    pkg = service
    return pkg.legacy.OldStore, pkg.OldStore
