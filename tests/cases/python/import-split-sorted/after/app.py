from pkg.config import settings
from pkg.legacy import Helper
from pkg.middle import centre
from pkg.new import NewStore
from pkg.zebra import stripes

print(settings, Helper(), NewStore(), centre, stripes)
