import pkg.new as real
import pkg.other as legacy


def parameter(legacy):
    return legacy.OldStore()


stores = legacy.OldStore(), real.NewStore()
