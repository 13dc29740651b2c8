"""A tree on disk as the deciding half sees it: paths, bytes, a search, a ledger."""

from __future__ import annotations

import os
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from cutover.errors import CutoverError
from cutover.listing import listing
from cutover.model import NO_CODE, Unanalysed, may_be_code
from cutover.workspace import READ, Workspace

_BUFFER = 1 << 19
_FULL = 1 << 18
_KEEP = 1 << 24
_PAGE = 1 << 12
_OPEN = 1 << 6
_ROOT = getattr(os, "O_PATH", os.O_RDONLY) | os.O_CLOEXEC
_HEAD = 8192
_GENERATED = (".map", ".min.js", ".min.mjs", ".min.cjs", ".min.css")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")

_MANY = 1 << 14
_ODD = frozenset(mark[0] for mark in _WIDE)
_Hit = tuple[str, Sequence[bytes], str]
_Find = Callable[[bytes, int, int], int]


class DiskTree:
    """The `model.Tree` of a workspace: read anew at each search, results kept per needle.

    A file is read once and kept, as long as there is room.
    """

    def __init__(self, workspace: Workspace, exclude: Sequence[str] = ()) -> None:
        self._workspace = workspace
        self._listing = listing(workspace, exclude)
        self._held: dict[bytes, set[str]] = {}
        self._held_in_code: dict[bytes, set[str]] = {}
        self._problems: dict[str, str] = {}
        self._kept: dict[str, bytes] = {}
        self._room = _KEEP

    def paths(self) -> Sequence[str]:
        """Every file to analyse, sorted; fewer after a `search` that met unreadable ones."""
        if not self._problems:
            return list(self._listing.files)
        return [path for path in self._listing.files if path not in self._problems]

    def read(self, path: str) -> bytes:
        """The bytes of one file of `paths`; KeyError for any other path."""
        if path not in self._listing.files:
            raise KeyError(path)
        if path in self._kept:
            return self._kept[path]
        try:
            data = self._workspace.read(path)
        except OSError as error:
            raise CutoverError(
                f"{path}: {error.strerror}", "make it readable, or exclude it"
            ) from error
        if len(data) <= self._room:
            self._room -= len(data)
            self._kept[path] = data
        return data

    def search(
        self, needles: Sequence[bytes], code: Sequence[bytes] = ()
    ) -> Mapping[str, frozenset[bytes]]:
        """The files that hold at least one needle as a substring, with the needles they hold."""
        new = [needle for needle in dict.fromkeys(needles) if needle not in self._held]
        known = {*self._held, *self._held_in_code, *new}
        new_in_code = [needle for needle in dict.fromkeys(code) if needle not in known]
        if new or new_in_code:
            self._search(new, new_in_code)
        found: dict[str, set[bytes]] = {}
        for needle, paths in (*self._everywhere(needles), *self._in_code(code)):
            for path in paths:
                if path not in self._problems:
                    found.setdefault(path, set()).add(needle)
        return {path: frozenset(found[path]) for path in sorted(found)}

    def _everywhere(self, needles: Iterable[bytes]) -> Iterator[tuple[bytes, Iterable[str]]]:
        return ((needle, self._held[needle]) for needle in needles)

    def _in_code(self, needles: Iterable[bytes]) -> Iterator[tuple[bytes, Iterable[str]]]:
        for needle in needles:
            held = self._held_in_code.get(needle)
            yield needle, filter(may_be_code, self._held[needle]) if held is None else held

    def unanalysed(self) -> Sequence[Unanalysed]:
        """The ledger so far, sorted; binary files appear once a `search` finds a needle in them."""
        met = (Unanalysed(path, reason) for path, reason in self._problems.items())
        return sorted((*self._listing.ledger, *met))

    def _search(self, needles: list[bytes], in_code: list[bytes]) -> None:
        self._held.update((needle, set()) for needle in needles)
        self._held_in_code.update((needle, set()) for needle in in_code)
        root = os.open(self._workspace.absolute(""), _ROOT)
        opened: list[int] = []
        try:
            if not in_code:
                self._search_from(root, self._listing.files, needles, opened)
                return
            code, others = [""] * 0, [""] * 0
            for path in self._listing.files:
                (others if path.endswith(NO_CODE) else code).append(path)
            self._search_from(root, code, [*needles, *in_code], opened)
            self._search_from(root, others if needles else (), needles, opened)
        finally:
            _close(opened)
            os.close(root)

    def _search_from(
        self, root: int, files: Iterable[str], needles: Sequence[bytes], opened: list[int]
    ) -> None:
        # Many files lie in one buffer: each search of it has its price, however little is there.
        buffer, paths, bounds, end = bytearray(_BUFFER), [""] * 0, [0], 0
        view, open_, readv = memoryview(buffer), os.open, os.readv
        find = _finder(buffer, len(self._listing.files))
        for path in files:
            if len(opened) > _OPEN:
                _close(opened)
            if end > _FULL:
                self._keep(_hits(buffer, find, paths, bounds, needles))
                paths, bounds, end = [], [0], 0
            try:
                descriptor = open_(path, READ, dir_fd=root)
                opened.append(descriptor)
                count = readv(descriptor, [view[end:]])
                # A file ends where a read stops short, unless that is between two pages.
                if count % _PAGE == 0 or end + count == _BUFFER:
                    self._keep(_alone(path, descriptor, needles))
                    count = 0
            except OSError as error:
                self._problems[path] = f"unreadable: {error.strerror}"
                continue
            if count:
                end += count
                paths.append(path)
                bounds.append(end)
        self._keep(_hits(buffer, find, paths, bounds, needles))

    def _keep(self, found: Iterable[_Hit]) -> None:
        for path, held, problem in found:
            if problem:
                self._problems[path] = problem
            for needle in () if problem else held:
                where = self._held.get(needle)
                (self._held_in_code[needle] if where is None else where).add(path)


def _close(opened: list[int]) -> None:
    """Close files, each run of neighbours by one system call."""
    first = last = opened[0] if opened else 0
    for descriptor in opened:
        if descriptor > last + 1 or descriptor < last:
            os.closerange(first, last + 1)
            first = descriptor
        last = descriptor
    if opened:
        os.closerange(first, last + 1)
    opened.clear()


def _alone(path: str, descriptor: int, needles: Sequence[bytes]) -> list[_Hit]:
    """What a large file holds."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    with open(descriptor, "rb", buffering=0, closefd=False) as file:
        data = file.readall()
    return _hits(data, data.find, [path], [0, len(data)], needles) if data else []


def _finder(buffer: bytearray, count: int) -> _Find:
    """`buffer.find`, by the C library of GNU where so many files are worth the loading of it."""
    if count < _MANY or sys.platform != "linux":
        return buffer.find
    try:
        import ctypes

        library = ctypes.CDLL(None)
        search, _ = library.memmem, library.gnu_get_libc_version
    except (ImportError, OSError, AttributeError):
        return buffer.find
    search.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t)
    search.restype = ctypes.c_void_p
    begin = ctypes.addressof(ctypes.c_char.from_buffer(buffer))

    def find(needle: bytes, start: int, end: int) -> int:
        found: int | None = search(begin + start, end - start, needle, len(needle))
        return -1 if found is None else found - begin

    return find


def _hits(
    data: bytes | bytearray,
    find: _Find,
    paths: Sequence[str],
    bounds: Sequence[int],
    needles: Sequence[bytes],
) -> list[_Hit]:
    """What the files between the bounds hold, each with why it is not analysed if it is not."""
    held: dict[int, list[bytes]] = {}
    for needle in needles:
        at = find(needle, 0, bounds[-1])
        while at >= 0:
            index = bisect_right(bounds, at) - 1
            if at + len(needle) <= bounds[index + 1]:
                held.setdefault(index, []).append(needle)
                at = find(needle, bounds[index + 1], bounds[-1])
            else:
                at = find(needle, at + 1, bounds[-1])
    wide = [
        i
        for i, at in enumerate(bounds[:-1])
        if data[at] in _ODD and data.startswith(_WIDE, at, bounds[i + 1])
    ]
    return [
        (paths[i], held.get(i, ()), _problem(paths[i], data, bounds[i], bounds[i + 1]))
        for i in dict.fromkeys((*held, *wide))
    ]


def _problem(path: str, data: bytes | bytearray, start: int, end: int) -> str:
    """Why a file that holds a name is not analysed; empty if it is."""
    if data.startswith(_WIDE, start, end):
        return "text in UTF-16 or UTF-32"
    if data.find(0, start, min(end, start + _HEAD)) >= 0:
        return "binary, and holds a name that is searched for"
    if path.endswith(_GENERATED):
        return "generated, and holds a name: build it anew"
    return ""
