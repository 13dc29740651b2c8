from pkg.legacy import OldStore

short = OldStore("/var/lib/acme")
long = OldStore(
    "/var/lib/acme",  # shared
    timeout=30,
)
