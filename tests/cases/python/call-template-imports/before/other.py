from pathlib import Path

from pkg.legacy import OldStore

store = OldStore("acme", 3)
home = Path()
