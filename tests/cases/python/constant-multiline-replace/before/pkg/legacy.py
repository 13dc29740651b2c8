FIRST = 1

# Hosts of the old cluster.
OLD_HOSTS = [
    "a.example",  # east
    "b.example",
]

LAST = 2
