"""The interface of a language: what the neutral half asks, and nothing else.

An adapter is one package below `languages` with one line in `table`. It sees one file at a time;
what spans files (who imports what, what may go, what a plan is) is the neutral half's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from cutover.languages.base import FileFacts, Hit, Layout, SearchPath, Term
from cutover.languages.editing import (
    Calls,
    Destination,
    Moved,
    Removal,
    Rewritten,
    Site,
)
from cutover.languages.embedding import Block
from cutover.manifest import SymbolTable
from cutover.model import Tree, What


class Source(Struct, frozen=True):
    """A definition in the tree: the file that holds it, and its name there."""

    path: str
    data: bytes
    name: str


class Editor(Protocol):
    """Rewrites the files of one language, and its code inside other files."""

    def rewrite(
        self, path: str, data: bytes, sites: Sequence[Site], removed: Removal | None = None
    ) -> Rewritten:
        """All patches of one code file; with ``removed``, its definitions and dead code go too."""

    def rewrite_block(self, path: str, block: Block, sites: Sequence[Site]) -> Rewritten:
        """The patches of embedded code, as patches of its host; sites have host offsets."""

    def rewrite_prose(self, path: str, data: bytes, site: Site) -> Rewritten:
        """The patches of one name in a file that is no code."""

    def remove(
        self,
        path: str,
        data: bytes,
        names: Sequence[str],
        wanted: Callable[[str], bool],
        kept: frozenset[str],
        *,
        public: bool = False,
    ) -> Removal:
        """What deleting the definitions of ``names`` takes along in their file.

        ``wanted`` tells whether another file reads a name of this module; ``kept`` are names that
        stay whatever happens; ``public`` lets public definitions go along too, as a move does.
        """

    def move(
        self, path: str, data: bytes, goals: Mapping[str, Destination], gone: Removal
    ) -> Moved:
        """Definitions as the text of another module, which is that of all ``goals``."""


class Language(Protocol):
    """One language.

    ``suffixes`` are those of its files; ``star_exports`` are bytes of which every file holds one
    that has `star_hits` (none where stars only import).
    """

    name: str
    suffixes: tuple[str, ...]
    star_exports: tuple[bytes, ...]

    def reads(self, path: str, data: bytes) -> bool:
        """Whether a file is of this language: by its suffix, or as a script by its first line."""

    def layout(self, tree: Tree, search_path: SearchPath) -> Layout:
        """Where the modules of a tree are, and how they are called."""

    def facts(self, path: str, data: bytes, names: Sequence[str]) -> FileFacts:
        """The hits of ``names`` in one file, and what it exports, the same in every folder."""

    def block_hits(self, block: Block, names: Sequence[str]) -> Sequence[Hit]:
        """The hits in code that some other file embeds, at their offsets in the host."""

    def passes_on(self, data: bytes) -> bool:
        """Whether a file may hand on all that another module exports; never false if it does."""

    def star_hits(self, path: str, data: bytes) -> Sequence[Hit]:
        """The statements that pass on all exports of a module, each as a hit of its star."""

    def imports(self, path: str, data: bytes, stem: str) -> Iterator[tuple[Term, int]]:
        """The modules that a file imports by a path with ``stem`` in it, with the offset of each.

        ``stem`` is one of `Layout.stems`; all other imports may be left out.
        """

    def is_broken(self, path: str, data: bytes) -> bool:
        """Whether a file holds something that is not of this language."""

    def is_empty(self, path: str, data: bytes) -> bool:
        """Whether nothing worth a module is in a file: comments at most, or a docstring."""

    def hollow(self, path: str, data: bytes, left: bytes) -> bytes:
        """``left``, which is nothing, as a module still: others import what was ``data``."""

    def kind(self, path: str, data: bytes, name: str) -> What:
        """Whether a file defines a name as a class, a function or a constant."""

    def spans(self, path: str, data: bytes, name: str) -> tuple[tuple[int, int], ...]:
        """The bytes of the definitions of a name in one file, decorators included."""

    def is_reserved(self, word: str) -> bool:
        """Whether no definition can have this name."""

    def free_names(self, text: str) -> frozenset[str]:
        """The names that a literal text of the manifest reads and that something must bind."""

    def calls(
        self, table: SymbolTable, legacy: Source | None, replacement: Source | None
    ) -> Calls | None:
        """How calls of a symbol change; None if they stay as they are.

        Raises ValueError for a call template or parameter list that cannot be read.
        """

    def check_calls(self, calls: Calls) -> Sequence[str]:
        """What is wrong with the templates, whatever the calls look like."""

    def editor(self, layout: Layout, calls: Mapping[str, Calls]) -> Editor:
        """The editor of this language; ``calls`` by the legacy symbol as the manifest spells it."""
