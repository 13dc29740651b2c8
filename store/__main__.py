"""Run the command with ``python -m store``."""

from __future__ import annotations

from store.cli.main import main

if __name__ == "__main__":
    main()
