import pkg.legacy
from pkg.legacy import Helper

helpers = Helper(), pkg.legacy.Helper()
