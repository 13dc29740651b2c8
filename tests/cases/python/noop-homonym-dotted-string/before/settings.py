STORE = "shop.legacy.OldStore"
FACTORY = "my.pkg.legacy:OldStore"
DEEP = "pkg.legacy.inner.OldStore"
