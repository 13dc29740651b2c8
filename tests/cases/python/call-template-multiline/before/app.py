from pkg.legacy import OldStore

store = OldStore(
    # where the tokens live
    "/var/lib/acme",
    timeout=30,  # seconds
)
