from pkg.config import settings
from pkg.legacy import Helper, OldStore
from pkg.middle import centre
from pkg.zebra import stripes

print(settings, Helper(), OldStore(), centre, stripes)
