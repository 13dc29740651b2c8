"""A tree on disk as the deciding half sees it: paths, bytes, a search, a ledger."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from cutover.errors import CutoverError
from cutover.listing import listing
from cutover.model import Unanalysed
from cutover.workspace import READ, Workspace

_BUFFER = 1 << 20
_HEAD = 8192
_GENERATED = (".map", ".min.js", ".min.mjs", ".min.cjs", ".min.css")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


class DiskTree:
    """The `model.Tree` of a workspace: read anew at each search, results kept per needle."""

    def __init__(self, workspace: Workspace, exclude: Sequence[str] = ()) -> None:
        self._workspace = workspace
        self._listing = listing(workspace, exclude)
        self._held: dict[bytes, set[str]] = {}
        self._problems: dict[str, str] = {}

    def paths(self) -> Sequence[str]:
        """Every file to analyse, sorted; fewer after a `search` that met unreadable ones."""
        if not self._problems:
            return list(self._listing.sizes)
        return [path for path in self._listing.sizes if path not in self._problems]

    def read(self, path: str) -> bytes:
        """The bytes of one file of `paths`; KeyError for any other path."""
        if path not in self._listing.sizes:
            raise KeyError(path)
        try:
            return self._workspace.read(path)
        except OSError as error:
            raise CutoverError(
                f"{path}: {error.strerror}", "make it readable, or exclude it"
            ) from error

    def search(self, needles: Sequence[bytes]) -> Mapping[str, frozenset[bytes]]:
        """The files that hold at least one needle as a substring, with the needles they hold."""
        if new := [needle for needle in dict.fromkeys(needles) if needle not in self._held]:
            self._search(new)
        found: dict[str, set[bytes]] = {}
        for needle in needles:
            for path in self._held[needle]:
                if path not in self._problems:
                    found.setdefault(path, set()).add(needle)
        return {path: frozenset(found[path]) for path in sorted(found)}

    def unanalysed(self) -> Sequence[Unanalysed]:
        """The ledger so far, sorted; binary files appear once a `search` finds a needle in them."""
        met = (Unanalysed(path, reason) for path, reason in self._problems.items())
        return sorted((*self._listing.ledger, *met))

    def _search(self, needles: list[bytes]) -> None:
        # One buffer for all files, a find per needle: an alternation loses the literal fast path.
        hits = self._held
        hits.update((needle, set()) for needle in needles)
        prefix, buffer, problems = self._workspace.absolute(""), bytearray(_BUFFER), self._problems
        vector, find, open_, readv, close = [buffer], buffer.find, os.open, os.readv, os.close
        capacity = _BUFFER
        for path, size in self._listing.sizes.items():
            try:
                descriptor = open_(prefix + path, READ)
                try:
                    count = readv(descriptor, vector)
                    if count < size or count == capacity:
                        count = _read_rest(descriptor, buffer, count)
                        capacity = len(buffer)
                finally:
                    close(descriptor)
            except OSError as error:
                problems[path] = f"unreadable: {error.strerror}"
                continue
            if buffer.startswith(_WIDE, 0, count):
                problems[path] = "text in UTF-16 or UTF-32"
                continue
            for needle in needles:
                if find(needle, 0, count) >= 0:
                    if find(0, 0, min(count, _HEAD)) >= 0:
                        problems[path] = "binary, and holds a name that is searched for"
                        break
                    if path.endswith(_GENERATED):
                        problems[path] = "generated, and holds a name: build it anew"
                        break
                    hits[needle].add(path)


def _read_rest(descriptor: int, buffer: bytearray, count: int) -> int:
    """Read on from byte ``count``, growing the buffer, to the end of the file."""
    while True:
        if count == len(buffer):
            buffer.extend(bytes(len(buffer)))
        with memoryview(buffer) as view, view[count:] as rest:
            more = os.readv(descriptor, [rest])
        if not more:
            return count
        count += more
