import os
import pkg.legacy
import pkg.new

stores = pkg.legacy.Helper(), pkg.new.NewStore(), os.sep
