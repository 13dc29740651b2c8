"""Which files of a tree are analysed (git's view, else a walk), and why the others are not."""

# File names come by the ten thousand; pathlib would cost more than the reading.
# ruff: noqa: PTH110, PTH112, PTH115

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping, Sequence, Set

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
_GIT = ("git", "-c", "core.fsmonitor=false", "ls-files", "-z")
_TRACKED = (*_GIT, "-c")
_OTHERS = (*_GIT, "-o", "--exclude-standard")
_OWN = frozenset({".git", STATE})
_GIT_ENVIRONMENT: Mapping[str, str | None] = {
    **dict.fromkeys(("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")),
    "LC_ALL": "C",
}
_GIT_SECONDS = 300.0


class Listing(Struct, frozen=True):
    """The files to analyse (sorted; the values say nothing), and those that are not."""

    files: Mapping[str, None]
    ledger: tuple[Unanalysed, ...]


def list_files(workspace: Workspace, exclude: Sequence[str] = ()) -> list[str]:
    """Every regular file of the tree that no glob of ``exclude`` names, sorted."""
    return list(listing(workspace, exclude).files)


def listing(workspace: Workspace, exclude: Sequence[str] = ()) -> Listing:
    """The files to analyse and the ledger of the others: git's view, else a walk."""
    root = workspace.absolute("")
    names = _git_names(root, _TRACKED)
    odd: set[str] = set()
    if names is not None:
        odd, complete = _beside(root, names)
        # Git looks for what it does not track only where there is such a thing: that costs most.
        others = () if complete else _git_names(root, _OTHERS) or ()
        names += others
        odd |= set(others)
    if not names:
        names, odd = _walk(root)
    return _classify(root, names, odd, exclude)


def _git_names(root: str, command: Sequence[str]) -> list[str] | None:
    """What git lists below ``root``; None without git."""
    try:
        done = run(command, root, _GIT_SECONDS, _GIT_ENVIRONMENT)
    except CutoverError:
        return None
    if done.returncode and b"not a git repository" in done.stderr:
        return None
    if done.returncode or done.timed_out:
        raise CutoverError(
            f"{root}: git cannot list the files: {done.stderr.decode(errors='replace').strip()}",
            "make `git ls-files` work in this directory",
        )
    return os.fsdecode(done.stdout).split("\0")[:-1]


def _beside(root: str, tracked: Sequence[str]) -> tuple[set[str], bool]:
    """The tracked names that are no regular files, and whether nothing else is there."""
    left, folders = set(tracked), _folders(tracked)
    complete = True
    for folder in sorted(folders):
        try:
            with os.scandir(root + folder) as entries:
                held = list(entries)
        except OSError:
            continue
        files = [folder + entry.name for entry in held if entry.is_file(follow_symlinks=False)]
        before = len(left)
        left.difference_update(files)
        strange = len(files) - (before - len(left))
        if strange:
            complete = complete and not folder and strange == files.count(".git")
        if complete and len(files) < len(held):
            others = [entry for entry in held if not entry.is_file(follow_symlinks=False)]
            complete = all(_is_known(e, folder + e.name, left, folders) for e in others)
    return left, complete


def _is_known(entry: os.DirEntry[str], name: str, tracked: Set[str], folders: Set[str]) -> bool:
    """Whether something is tracked, a folder of what is, or what git and cutover write."""
    ours = f"{name}/" in folders or entry.name in _OWN
    return name in tracked or (ours and entry.is_dir(follow_symlinks=False))


def _folders(names: Iterable[str]) -> Set[str]:
    """The folders above names, at any depth, each with a slash at its end; the root is empty."""
    folders = {name[: name.rfind("/") + 1] for name in names}
    for folder in list(folders):
        above = folder[: folder.rfind("/", 0, -1) + 1]
        while above not in folders:
            folders.add(above)
            above = above[: above.rfind("/", 0, -1) + 1]
    return folders | {""}


def _walk(root: str) -> tuple[list[str], set[str]]:
    """Names below ``root``, and which are no files; an unlistable folder ends in a slash."""
    names: list[str] = []
    odd: set[str] = set()
    waiting = [""]
    while waiting:
        directory = waiting.pop()
        try:
            with os.scandir(root + directory) as entries:
                for entry in entries:
                    if entry.name in _SKIPPED:
                        continue
                    name = directory + entry.name
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(f"{name}/")
                        continue
                    names.append(name)
                    if not entry.is_file(follow_symlinks=False):
                        odd.add(name)
        except PermissionError:
            names.append(directory)
            odd.add(directory)
    return names, odd


def _classify(
    root: str, names: Iterable[str], odd: Iterable[str], exclude: Sequence[str]
) -> Listing:
    """Each name in its place; only those that are ``odd`` are looked at again."""
    ledger: list[Unanalysed] = []
    files = dict.fromkeys(_allowed(sorted(dict.fromkeys(names)), exclude, ledger))
    links: list[str] = []
    for name in [name for name in odd if name in files]:
        try:
            status = os.lstat(root + name)
        except ABSENT:
            del files[name]
            continue
        except OSError as error:
            del files[name]
            ledger.append(Unanalysed(name, f"unreadable: {error.strerror}"))
            continue
        if stat.S_ISREG(status.st_mode):
            continue
        del files[name]
        if stat.S_ISLNK(status.st_mode):
            links.append(name)
        else:
            ledger.append(Unanalysed(name, _oddity(root, name, status)))
    ledger += (Unanalysed(link, _link(root, link, files)) for link in links)
    return Listing(files, tuple(sorted(ledger)))


def _allowed(
    names: Sequence[str], exclude: Sequence[str], ledger: list[Unanalysed]
) -> Iterable[str]:
    """The names that may be analysed; the ledger gets the others, but for cutover's own."""
    globs = [(glob, glob_pattern(glob)) for glob in exclude]
    if not globs and all(map(str.isascii, names)) and not any(STATE in name for name in names):
        return names
    allowed: list[str] = []
    for name in names:
        if STATE in name and STATE in name.split("/")[:-1]:
            continue
        if not name.isascii() and not _is_utf8(name):
            shown = os.fsencode(name).decode("utf-8", "backslashreplace")
            ledger.append(Unanalysed(shown, "its name is not UTF-8"))
        elif globs and (glob := next((g for g, pattern in globs if pattern.fullmatch(name)), "")):
            ledger.append(Unanalysed(name, f"excluded by the manifest: {glob}"))
        else:
            allowed.append(name)
    return allowed


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


def _link(root: str, name: str, files: Mapping[str, None]) -> str:
    """What the ledger says of a symbolic link: its target, and whether that is analysed."""
    target = os.readlink(root + name)
    shown = os.fsencode(target).decode("utf-8", "backslashreplace")
    real = os.path.realpath(root + name)
    if not os.path.exists(real):
        return f"symbolic link to {shown}, which does not exist"
    if not real.startswith(root):
        return f"symbolic link to {shown}, outside the tree"
    inside = real.removeprefix(root)
    if inside in files or os.path.isdir(real):
        return f"symbolic link to {shown}, which is analysed itself"
    return f"symbolic link to {shown}, which is not analysed either"
