"""A small application in a git repository, and the command run on it as `main` runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cutover.cli.main import run

FILES = {
    "app/__init__.py": "",
    "app/old.py": 'import os\n\n\nclass OldStore:\n    """Keeps."""\n\n'
    "    def __init__(self, path, create=True):\n        self.path = os.fspath(path)\n",
    "app/new.py": "class NewStore:\n    def __init__(self, directory):\n"
    "        self.directory = directory\n",
    "app/use.py": "from app.old import OldStore\n\n\ndef make():\n"
    '    return OldStore("here", create=True)\n',
    "lib/other.py": "from app.old import OldStore\n\nstore = OldStore('there')\n",
    "README.md": "Tokens are kept by `OldStore`.\n",
}
MANIFEST = """\
version = 1

[cutover]
id = "stores"

[[symbol]]
legacy = "app.old:OldStore"
replacement = "app.new:NewStore"

[[symbol.call]]
arguments = "{path}"
drop = ["create"]

[sites]
"README.md" = { mention = 1 }
"app/use.py" = { import = 1, call = 1 }
"lib/other.py" = { import = 1, call = 1 }
"""
PAIR = ("--legacy", "app.old:OldStore", "--replacement", "app.new:NewStore")


class Result:
    """How a command ended and what it said."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


class Repository:
    """A directory under git, with the command run in it."""

    def __init__(self, root: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self._capture = capture

    def write(self, path: str, text: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def add(self, path: str, text: str) -> None:
        with (self.root / path).open("a", encoding="utf-8") as file:
            file.write(text)

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def __call__(self, *args: str) -> Result:
        self._capture.readouterr()
        code = run(["-C", str(self.root), *args])
        said = self._capture.readouterr()
        return Result(code, said.out, said.err)

    def process(self, *args: str, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cutover.cli.main", *args]
        done: subprocess.CompletedProcess[str] = subprocess.run(  # type: ignore[call-overload]
            command, cwd=self.root, capture_output=True, text=True, check=False, **options
        )
        return done

    def snapshot(self) -> dict[str, bytes]:
        """Every file but those of git and of cutover's own state."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and not {".git", ".cutover"} & set(path.parts)
        }

    def check(self, *command: str) -> None:
        """Add a check to the manifest."""
        words = ", ".join(f"'{word}'" for word in command)
        self.add("cutover.toml", f'\n[[check]]\nname = "tests"\ncommand = [{words}]\n')
