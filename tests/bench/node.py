"""Programs from npm, installed outside every tree."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

_INSTALL = ("npm", "install", "--no-audit", "--no-fund", "--no-save")


def install(packages: Sequence[str], folder: Path, *, scripts: bool = False) -> Path:
    """The ``node_modules`` of a folder with the packages in it, each ``name@version``.

    Only what is missing is installed; ``scripts`` lets packages fetch their own programs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    modules = folder.resolve() / "node_modules"
    if not all((modules / package.rpartition("@")[0]).is_dir() for package in packages):
        more = () if scripts else ("--ignore-scripts",)
        command = (*_INSTALL, *more, "--prefix", str(folder), *packages)
        subprocess.run(command, check=True, capture_output=True, text=True)
    return modules
