from pkg.new import NewStore

first = NewStore(directory="/var/lib/acme")
second = NewStore(directory="/var/lib/acme", timeout=30)
third = NewStore(directory="/var/lib/acme", timeout=30)
fourth = NewStore(directory="/var/lib/acme")
