from pkg.new import NewStore

short = NewStore("/var/lib/acme", service='acme')
long = NewStore(
    "/var/lib/acme",  # shared
    timeout=30,
    service='acme',
)
