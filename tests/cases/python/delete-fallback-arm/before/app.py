from pkg.legacy import FLAG, cast

x = cast(int, FLAG)
