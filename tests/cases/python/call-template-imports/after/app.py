import os
from pathlib import Path

from pkg.new import NewStore

store = NewStore(directory=Path(os.sep + "acme"))
