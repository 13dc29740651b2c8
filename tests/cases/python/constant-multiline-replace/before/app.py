from pkg.legacy import OLD_HOSTS

print(*OLD_HOSTS)
