from pkg.legacy import OldStore

print "opening", OldStore
try:
    store = OldStore()
except (IOError, OldStore), error:
    print >>log, `error`
    raise OldStore, "message"
