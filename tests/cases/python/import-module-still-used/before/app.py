import os
import pkg.legacy

stores = pkg.legacy.Helper(), pkg.legacy.OldStore(), os.sep
