"""The paths of a tree, asked for modules: what stands at a path that an import names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property

from cutover.languages.typescript.resolution.suffixes import FAMILIES, key_of, members, split
from cutover.model import Tree

_SUFFIXES = tuple(suffix for family in FAMILIES.values() for suffix in family)


class FileTree:
    """Which files there are; ``entry`` gives the module of a folder with its own package.json."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.entry: Callable[[str], str | None] = lambda folder: None

    @cached_property
    def _sorted(self) -> tuple[str, ...]:
        return tuple(self.tree.paths())

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._sorted)

    def __contains__(self, path: str) -> bool:
        return path in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._sorted)

    def starting(self, prefix: str) -> Iterator[str]:
        """The paths that begin with ``prefix``."""
        for at in range(bisect_left(self._sorted, prefix), len(self._sorted)):
            if not self._sorted[at].startswith(prefix):
                return
            yield self._sorted[at]

    def named(self, *beginnings: str) -> list[str]:
        """The paths whose last part begins with one of these, outside node_modules, in order."""
        found = (path for beginning in beginnings for path in self._beginning(beginning))
        return sorted({path for path in found if "node_modules/" not in path})

    @cached_property
    def _joined(self) -> str:
        # A search of one text takes a hundredth of the time of a look at each path.
        return "\0/" + "\0/".join(self._sorted) + "\0"

    def _beginning(self, beginning: str) -> Iterator[str]:
        text = self._joined
        at = text.find(f"/{beginning}")
        while at >= 0:
            end = text.index("\0", at)
            if "/" not in text[at + 1 : end]:
                yield text[text.rindex("\0", 0, at) + 2 : end]
            at = text.find(f"/{beginning}", at + 1)

    def ending(self, spec: str) -> bool:
        """Whether the path of a module outside node_modules, or of its folder, ends so."""
        stem = without_suffix(spec)
        ends = {stem + suffix for suffix in _SUFFIXES}
        ends |= {f"{stem}/index{suffix}" for suffix in _SUFFIXES}
        at = self._joined.find(f"/{stem}")
        while at >= 0:
            stop = self._joined.index("\0", at)
            if self._joined[at + 1 : stop] in ends:
                start = self._joined.rindex("\0", 0, at)
                if "node_modules/" not in self._joined[start:stop]:
                    return True
            at = self._joined.find(f"/{stem}", at + 1)
        return False

    def is_folder(self, folder: str) -> bool:
        """Whether anything lies below a folder."""
        return not folder or next(self.starting(folder + "/"), None) is not None

    def has(self, key: str) -> bool:
        """Whether a module has a file."""
        return any(path in self._known for path in members(key))

    def file(self, base: str) -> str | None:
        """The module whose file is meant by ``base``, a path with or without suffix."""
        key = key_of(base)
        if key and self.has(key):
            return key
        if not key and base in self._known:
            return None
        for family in FAMILIES:
            key = key_of(base + family)
            if self.has(key):
                return key
        return None

    def folder(self, base: str) -> str | None:
        """The module that answers for a folder."""
        if f"{base}/package.json" in self._known or (not base and "package.json" in self._known):
            found = self.entry(base)
            if found is not None:
                return found
        return self.file(f"{base}/index" if base else "index")

    def module(self, base: str | None) -> str | None:
        """The module at a path, be it a file or a folder."""
        if base is None:
            return None
        return (self.file(base) if base else None) or self.folder(base)


def without_suffix(path: str) -> str:
    """A path without the suffix of a module."""
    return split(path)[0]
