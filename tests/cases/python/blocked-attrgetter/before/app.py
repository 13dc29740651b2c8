from operator import attrgetter

from pkg import legacy

make = attrgetter("OldStore")
store = make(legacy)()
