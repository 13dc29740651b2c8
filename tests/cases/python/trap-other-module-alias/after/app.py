import pkg.new as real
import pkg.other as legacy

stores = legacy.OldStore(), real.NewStore()
