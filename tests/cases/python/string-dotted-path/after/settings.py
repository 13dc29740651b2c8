STORE_CLASS = "pkg.new.NewStore"
LOGGING = {"handlers": {"file": {"class": 'pkg.new.NewStore'}}}
FACTORY = "pkg.new:NewStore"
