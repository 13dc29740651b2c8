from pkg.new import NewStore

print "opening", NewStore
try:
    store = NewStore()
except (IOError, NewStore), error:
    print >>log, `error`
    raise NewStore, "message"
