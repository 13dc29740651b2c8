"""The nouns of rewriting, the same in every language: sites in, patches and problems out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from msgspec import Struct, structs

from cutover.languages.base import Hit, Layout, Meanings, Term
from cutover.languages.patch import Patch
from cutover.model import Symbol, What

ExportForm = Literal["name", "default", "module"]


class Destination(Struct, frozen=True):
    """The replacement of one legacy symbol, with what the tree will offer after the cutover.

    ``module`` is where it is imported from as the manifest spells it, ``key`` the module key of its
    definition (empty outside the tree). ``offers`` tells whether a module key will provide the
    replacement under its own name, ``publishes`` whether a star of that module takes it along.
    ``type_only`` says that it is no value; ``form`` is how a module that a move makes will hand it
    out: by its name, as the default export, or as the module itself.
    """

    legacy: Symbol
    module: str
    name: str
    key: str
    legacy_key: str
    deleted: bool
    layout: Layout
    resolver: Meanings
    offers: Callable[[str], bool]
    publishes: Callable[[str], bool]
    type_only: bool = False
    form: ExportForm = "name"

    def form_of(self, spec: str, importer: str) -> ExportForm:
        """How ``spec`` will hand the replacement out, if it is the module that a move makes."""
        made = self.layout.absolute(spec, importer) in {self.key, self.module}
        return self.form if made else "name"

    def same_module(self, path: str) -> bool:
        """Whether a file is the replacement's own module."""
        return bool(self.key) and self.layout.key(path) == self.key

    def leaves(self, path: str) -> bool:
        """Whether the name disappears from a file with the definition."""
        return (
            self.deleted and self.layout.key(path) == self.legacy_key and not self.same_module(path)
        )

    def offered_by(self, spec: str, importer: str) -> bool:
        """Whether the module written ``spec`` in ``importer`` will provide the replacement."""
        key = self.layout.find(spec, importer)
        return key is not None and self.offers(key)

    def starred_by(self, spec: str, importer: str) -> bool:
        """Whether a star of the module written ``spec`` will bring the replacement."""
        key = self.layout.find(spec, importer)
        return key is not None and self.offers(key) and self.publishes(key)

    def owners(self, hit: Hit, path: str) -> tuple[str, ...]:
        """The modules whose attribute a hit is; the legacy's own if they are outside the tree."""
        keys: list[str] = []
        for term in hit.terms:
            if term.attributes:
                base = structs.replace(term, attributes=term.attributes[:-1])
            elif term.origin == "path":
                base = Term("path", term.name.rpartition(".")[0])
            else:
                continue
            for meaning in self.resolver.meanings(base, path):
                keys.append(meaning.module if meaning.state == "module" else self.legacy_key)
        return tuple(keys) or (self.legacy_key,)


class Site(Struct, frozen=True):
    """One site to rewrite: its hit, where the name goes, and the text if a person gave one.

    ``extent`` says what the text takes the place of; ``imports`` are the symbols that it needs, as
    the manifest spells them.
    """

    hit: Hit
    destination: Destination
    text: str | None = None
    extent: str = "expression"
    imports: tuple[str, ...] = ()


class Problem(Struct, frozen=True):
    """A site that needs a person, and why."""

    hit: Hit
    reason: str


class Rewritten(Struct, frozen=True):
    """The patches of one file, and the sites of it that need a person."""

    patches: tuple[Patch, ...]
    problems: tuple[Problem, ...] = ()


class Dead(Struct, frozen=True):
    """Something that goes: ``what`` and ``because`` as the plan prints them."""

    what: What
    name: str
    line: int
    because: str


class Removal(Struct, frozen=True, kw_only=True):
    """What deleting definitions takes along in their file.

    ``dead`` is what only they used, ``empty`` says that nothing worth a module remains. Each
    language adds what its editor needs to do it.
    """

    dead: tuple[Dead, ...] = ()
    empty: bool = False


class Moved(Protocol):
    """Definitions on their way to another module."""

    @property
    def path(self) -> str:
        """The file they go to."""

    @property
    def obstacle(self) -> str:
        """Why they cannot go there, such as a certain import cycle; empty if they can."""

    def into(self, data: bytes) -> bytes:
        """The target file with the definitions in it; made anew if it is empty."""

    def collision(self, data: bytes) -> str:
        """Why they cannot join ``data``; empty if they can."""


class Calls(Protocol):
    """How calls of one legacy symbol become calls of its replacement; read by its language only."""

    @property
    def is_declared(self) -> bool:
        """Whether there is anything to check or to change."""
