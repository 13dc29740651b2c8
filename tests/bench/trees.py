"""Scratch trees to measure on: copies of a tree with a git index, and a repository of five files."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

FIVE_LEGACY = "pkg.legacy:OldStore"
FIVE_REPLACEMENT = "pkg.stores:NewStore"
FIVE = {
    "pkg/__init__.py": 'from pkg.legacy import OldStore\n\n__all__ = ["OldStore"]\n',
    "pkg/legacy.py": (
        'import json\n\n\nclass OldStore:\n    """Keeps values in JSON."""\n\n'
        "    def __init__(self, path: str) -> None:\n        self.path = path\n\n"
        "    def get(self, name: str) -> str:\n        return str(json.loads(self.path)[name])\n"
    ),
    "pkg/stores.py": (
        "class NewStore:\n    def __init__(self, path: str) -> None:\n        self.path = path\n"
    ),
    "pkg/commands.py": (
        "from pkg import legacy\nfrom pkg.legacy import OldStore\n\n\n"
        'def show(store: OldStore) -> str:\n    return store.get("a")\n\n\n'
        'def main() -> None:\n    print(show(legacy.OldStore("{}")))\n'
    ),
    "tests/test_commands.py": (
        "from unittest import mock\n\nimport pkg as p\n\n\ndef test_main() -> None:\n"
        '    with mock.patch("pkg.commands.OldStore"):\n        assert p.OldStore("{}")\n'
    ),
}


def git(root: Path, *arguments: str) -> str:
    """The output of one git command."""
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def is_repository(tree: Path) -> bool:
    """Whether a directory is the root of a git work tree."""
    return (tree / ".git").exists()


def names(tree: Path) -> list[str]:
    """The files of a tree that git does not ignore; of a plain directory, all."""
    if not is_repository(tree):
        return sorted(p.relative_to(tree).as_posix() for p in tree.rglob("*") if p.is_file())
    listed = git(tree, "ls-files", "-z", "-co", "--exclude-standard").split("\0")
    return sorted({name for name in listed if name})


def copy(tree: Path, files: Iterable[str], root: Path) -> None:
    """Copy files to another root; links stay links."""
    for name in files:
        source, target = tree / name, root / name
        if source.is_symlink() or source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target, follow_symlinks=False)


def lay_out(tree: Path, files: Sequence[str], root: Path, folders: Sequence[str]) -> None:
    """A repository that holds the files once in each of the folders, all of them in its index."""
    for folder in folders:
        copy(tree, files, root / folder)
    index(root)


def five_files(root: Path) -> None:
    """A small repository in which one class has an heir."""
    for name, text in FIVE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    index(root)


def index(root: Path) -> None:
    """Make a repository of a directory; no commit is needed to list or search it."""
    git(root, "init", "-q")
    git(root, "-c", "core.compression=0", "-c", "core.autocrlf=false", "add", "-A", "-f", ".")
