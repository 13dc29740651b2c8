from pathlib import Path

from pkg.new import NewStore

store = NewStore(directory=Path("acme"), timeout=3)
home = Path()
