from pkg.zebra import stripes
from pkg.legacy import Helper
from pkg.new import NewStore
from pkg.config import settings

print(settings, Helper(), NewStore(), stripes)
