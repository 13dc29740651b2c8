from pkg.zebra import stripes
from pkg.legacy import OldStore, Helper
from pkg.config import settings

print(settings, Helper(), OldStore(), stripes)
