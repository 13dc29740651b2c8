from pkg.new import NEW_HOSTS

print(*NEW_HOSTS)
