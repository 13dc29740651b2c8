from pkg.legacy import (Alpha)
from pkg.new import NewStore

stores = Alpha(), NewStore()
