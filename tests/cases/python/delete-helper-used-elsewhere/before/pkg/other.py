from pkg.legacy import _encode

print(_encode(1))
