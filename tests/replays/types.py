"""What the compiler says of a TypeScript tree before and after a replay."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.replays.steps import lay_out

_INSTALL = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
_ERROR = re.compile(r"^(?P<path>[^\s(]+)\(\d+,\d+\): error (?P<what>TS\d+: .*)$", re.MULTILINE)
_TEST = re.compile(r"\.(?:test|spec)\.|(?:^|/)(?:__tests__|tests?|integration-tests|test-utils)/")


def new_errors(
    directory: Path, revision: str, projects: Sequence[str], result: Path, place: Path
) -> list[str]:
    """The errors in production code that ``result`` has and its ``revision`` had not.

    ``place`` keeps a copy of the revision with its dependencies installed; what the copy compiles
    to lies beside its sources, so it is neither of the trees that are compared. The last of the
    projects is checked, the others are built for it.
    """
    if not place.is_dir():
        lay_out(directory, revision, place)
        subprocess.run(_INSTALL, cwd=place, check=True, capture_output=True)
    names = subprocess.run(
        ["git", f"--git-dir={directory}", "ls-tree", "-r", "-z", "--name-only", revision],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")[:-1]
    before = set(_errors(place, projects))
    with_result = [n for n in names if _differs(place / n, result / n)]
    kept = {name: (place / name).read_bytes() for name in with_result}
    try:
        for name in with_result:
            _replace(place / name, result / name)
        return sorted(set(_errors(place, projects)) - before)
    finally:
        for name, data in kept.items():
            (place / name).write_bytes(data)


def _differs(mine: Path, theirs: Path) -> bool:
    if not mine.is_file() or mine.is_symlink():
        return False
    return not theirs.is_file() or mine.read_bytes() != theirs.read_bytes()


def _replace(path: Path, by: Path) -> None:
    if by.is_file():
        shutil.copyfile(by, path)
    else:
        path.unlink()


def _errors(place: Path, projects: Sequence[str]) -> Iterator[str]:
    """The compiler's errors in production code, without their lines, which an edit may move."""
    compiler = place / "node_modules" / ".bin" / "tsc"
    *built, checked = projects
    steps = [("-b", project) for project in built] + [("--noEmit", "-p", checked)]
    for step in steps:
        done = subprocess.run(
            [str(compiler), *step], cwd=place, capture_output=True, text=True, check=False
        )
        for error in _ERROR.finditer(done.stdout):
            if not _TEST.search(error["path"]):
                yield f"{error['path']}: {error['what']}"
