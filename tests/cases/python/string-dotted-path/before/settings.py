STORE_CLASS = "pkg.legacy.OldStore"
LOGGING = {"handlers": {"file": {"class": 'pkg.legacy.OldStore'}}}
FACTORY = "pkg.legacy:OldStore"
