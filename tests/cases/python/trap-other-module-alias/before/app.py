import pkg.legacy as real
import pkg.other as legacy

stores = legacy.OldStore(), real.OldStore()
