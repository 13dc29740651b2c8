from pkg.legacy import session
cdef int x = 1
