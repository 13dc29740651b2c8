"""Which files of a tree are analysed (git's view, else a walk), and why the others are not."""

# File names come by the ten thousand; pathlib would cost more than the reading.
# ruff: noqa: PTH110, PTH112, PTH115

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from cutover.commands import run
from cutover.errors import CutoverError
from cutover.globs import glob_pattern
from cutover.model import Unanalysed
from cutover.workspace import ABSENT, STATE, Workspace

_SKIPPED = frozenset(
    f".git .hg .svn .venv venv node_modules __pycache__ .tox .nox .mypy_cache .ruff_cache "
    f".pytest_cache {STATE}".split()
)
_GIT = ("git", "-c", "core.fsmonitor=false", "ls-files", "-z", "-co", "--exclude-standard")
_GIT_ENVIRONMENT: Mapping[str, str | None] = {
    **dict.fromkeys(("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")),
    "LC_ALL": "C",
}
_GIT_SECONDS = 300.0


class Listing(Struct, frozen=True):
    """The files to analyse (sorted, with sizes), and those that are not."""

    sizes: Mapping[str, int]
    ledger: tuple[Unanalysed, ...]


def list_files(workspace: Workspace, exclude: Sequence[str] = ()) -> list[str]:
    """Every regular file of the tree that no glob of ``exclude`` names, sorted."""
    return list(listing(workspace, exclude).sizes)


def listing(workspace: Workspace, exclude: Sequence[str] = ()) -> Listing:
    """The files to analyse and the ledger of the others: git's view, else a walk."""
    root = workspace.absolute("")
    names = _git_names(root)
    return _classify(root, _walk(root) if names is None else names, exclude)


def _git_names(root: str) -> list[str] | None:
    """What git lists below ``root``; None without git, or in a folder it ignores whole."""
    try:
        done = run(_GIT, root, _GIT_SECONDS, _GIT_ENVIRONMENT)
    except CutoverError:
        return None
    if done.returncode and b"not a git repository" in done.stderr:
        return None
    if done.returncode or done.timed_out:
        raise CutoverError(
            f"{root}: git cannot list the files: {done.stderr.decode(errors='replace').strip()}",
            "make `git ls-files` work in this directory",
        )
    return os.fsdecode(done.stdout).split("\0")[:-1] or None


def _walk(root: str) -> Iterator[str]:
    """Names below ``root``, a directory that cannot be listed ending in a slash."""
    waiting = [""]
    while waiting:
        directory = waiting.pop()
        try:
            with os.scandir(root + directory) as entries:
                for entry in entries:
                    if entry.name in _SKIPPED:
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(f"{directory}{entry.name}/")
                    else:
                        yield directory + entry.name
        except PermissionError:
            yield directory


def _classify(root: str, names: Iterator[str] | list[str], exclude: Sequence[str]) -> Listing:
    sizes: dict[str, int] = {}
    ledger: list[Unanalysed] = []
    links: list[str] = []
    globs = [(glob, glob_pattern(glob)) for glob in exclude]
    lstat, kind, regular = os.lstat, stat.S_IFMT, stat.S_IFREG
    for name in sorted(set(names)):
        if STATE in name and STATE in name.split("/")[:-1]:
            continue
        if not name.isascii() and not _is_utf8(name):
            shown = os.fsencode(name).decode("utf-8", "backslashreplace")
            ledger.append(Unanalysed(shown, "its name is not UTF-8"))
            continue
        if globs and (glob := next((g for g, pattern in globs if pattern.fullmatch(name)), "")):
            ledger.append(Unanalysed(name, f"excluded by the manifest: {glob}"))
            continue
        try:
            status = lstat(root + name)
        except ABSENT:
            continue
        except OSError as error:
            ledger.append(Unanalysed(name, f"unreadable: {error.strerror}"))
            continue
        if kind(status.st_mode) == regular:
            sizes[name] = status.st_size
        elif stat.S_ISLNK(status.st_mode):
            links.append(name)
        else:
            ledger.append(Unanalysed(name, _oddity(root, name, status)))
    ledger += (Unanalysed(link, _link(root, link, sizes)) for link in links)
    return Listing(sizes, tuple(sorted(ledger)))


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _oddity(root: str, name: str, status: os.stat_result) -> str:
    if not stat.S_ISDIR(status.st_mode):
        return "not a regular file"
    if not os.access(root + name, os.R_OK | os.X_OK):
        return "a directory that cannot be listed"
    return "a git repository of its own" if name.endswith("/") else "a submodule"


def _link(root: str, name: str, sizes: Mapping[str, int]) -> str:
    """What the ledger says of a symbolic link: its target, and whether that is analysed."""
    target = os.readlink(root + name)
    shown = os.fsencode(target).decode("utf-8", "backslashreplace")
    real = os.path.realpath(root + name)
    if not os.path.exists(real):
        return f"symbolic link to {shown}, which does not exist"
    if not real.startswith(root):
        return f"symbolic link to {shown}, outside the tree"
    inside = real.removeprefix(root)
    if inside in sizes or os.path.isdir(real):
        return f"symbolic link to {shown}, which is analysed itself"
    return f"symbolic link to {shown}, which is not analysed either"
