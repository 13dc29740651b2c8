"""The tools that `plan` is measured beside, each asked the nearest thing it can answer."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

from tests.bench import trees
from tests.bench.measure import Command, Cost, run

_LIBCST = "formatter: ['cat']\nmodules: ['libcst.codemod.commands']\nrepo_root: '.'\n"


def git_grep(root: Path, word: str) -> Command:
    """List the files that hold the word as a substring."""
    return Command(("git", "grep", "-lF", word), root)


def ast_grep(root: Path, word: str) -> Command | None:
    """Find the identifier in every Python file of the tree; None where it is not installed."""
    beside = Path(sys.executable).with_name("ast-grep")
    program = str(beside) if beside.exists() else shutil.which("ast-grep")
    if program is None:
        return None
    return Command((program, "run", "-p", word, "--lang", "python"), root)


def libcst(root: Path, legacy: str, replacement: str, scratch: Path) -> tuple[Cost, int] | None:
    """Rename in copies of the Python files that hold the word, and how many they are.

    One process and no formatter: both favour LibCST.
    """
    if importlib.util.find_spec("libcst") is None:
        return None
    word = legacy.rpartition(":")[2]
    listed = trees.git(root, "grep", "-lwF", word, "--", "*.py").splitlines()
    trees.copy(root, listed, scratch)
    (scratch / ".libcst.codemod.yaml").write_text(_LIBCST, encoding="utf-8")
    arguments = (
        *(sys.executable, "-m", "libcst.tool", "codemod", "rename.RenameCommand"),
        *("--jobs", "1", "--no-format", "--hide-progress", "--hide-generated-warnings"),
        *(f"--old_name={_dotted(legacy)}", f"--new_name={_dotted(replacement)}"),
    )
    codes = frozenset({0, 1})  # 1: a file of the tree is not Python, as Django's fixtures
    return run(Command((*arguments, *listed), scratch, codes)), len(listed)


def _dotted(symbol: str) -> str:
    return symbol.replace(":", ".")
