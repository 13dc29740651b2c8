"""What a language tells the neutral half: facts in, patches out.

An adapter reads one file at a time and says, for every whole-word hit, what the name could mean
there in terms of imports, definitions and paths. Following those terms across files is the
business of `references`, the same for every language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from msgspec import Struct

from cutover.manifest import CutoverTable
from cutover.model import Kind, Unanalysed

Origin = Literal["import", "here", "path", "unbound", "value", "dynamic"]


class Term(Struct, frozen=True):
    """One thing a name can mean, before imports are followed.

    ``import``: ``name`` (empty: the module itself) of module ``spec`` as written. ``here``: the
    dotted definition ``name`` of the same file. ``path``: a dotted path from an import root.
    ``unbound``: a name nothing in the file binds. ``value``: a run-time value, ``name`` says which.
    ``dynamic``: cannot be decided, ``name`` says why. ``attributes`` are looked up on all of it.
    """

    origin: Origin
    name: str = ""
    spec: str = ""
    attributes: tuple[str, ...] = ()
    line: int = 0

    def attribute(self, name: str) -> Term:
        """The same with one more attribute looked up."""
        return Term(self.origin, self.name, self.spec, (*self.attributes, name), self.line)


class Hit(Struct, frozen=True):
    """A whole-word occurrence of a name and what the file says about it.

    ``where`` tells code, strings and comments apart; ``binds`` is true where the name is bound
    rather than read; ``rule`` names what the adapter recognised; ``block`` is where the embedded
    code begins that holds it (a doctest, a fence, a notebook), or -1; ``local`` the name an
    import binds it to, if another.
    """

    start: int
    end: int
    text: str
    where: Literal["code", "string", "prose"]
    kind: Kind
    scope: str
    terms: tuple[Term, ...]
    rule: str
    binds: bool = False
    block: int = -1
    local: str = ""


class ModuleFacts(Struct, frozen=True):
    """What a file offers to whoever imports it.

    ``public`` is the literal list of what a star takes (``__all__``; None: absent or not literal);
    ``lazy`` the literal table of a module-level ``__getattr__``; ``opaque`` is true if attribute
    access runs code that the table does not explain. ``locals`` are the names of the module that
    it does not export, where a language tells these apart; ``value`` is what the module itself
    evaluates to, where it is more than its exports (``module.exports = Name``); ``stars_bind`` is
    false where a star passes names on without binding them in the file.
    """

    exports: Mapping[str, tuple[Term, ...]]
    stars: tuple[str, ...] = ()
    public: frozenset[str] | None = None
    lazy: Mapping[str, Term] = {}
    opaque: bool = False
    locals: Mapping[str, tuple[Term, ...]] = {}
    value: tuple[Term, ...] = ()
    stars_bind: bool = True


class FileFacts(Struct, frozen=True):
    """The hits of one file and what it exports.

    ``module`` may be None where hits were asked for and what they are does not take it.
    """

    hits: tuple[Hit, ...]
    module: ModuleFacts | None


class Meaning(Struct, frozen=True):
    """What a term turned out to be.

    ``module`` is a module key, or empty outside the repository, where ``name`` is the whole dotted
    path. ``name`` is empty for a module itself. ``state`` says whether the definition was seen.
    """

    module: str
    name: str
    state: str
    chain: tuple[str, ...] = ()


class SearchPath(Struct, frozen=True):
    """What the manifest says of where modules are.

    ``roots`` are folders that imports start from, ``aliases`` patterns of imports with the paths
    that they stand for; ``*`` in both is the same text.
    """

    roots: tuple[str, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = {}

    @classmethod
    def of(cls, table: CutoverTable) -> SearchPath:
        """What one manifest says."""
        return cls(table.roots, table.aliases)


UNSAID = SearchPath()


class Layout(Protocol):
    """Where modules live: a module as written, to the file that is it.

    ``importer`` is the file that writes a module, empty for the manifest.
    """

    @property
    def roots(self) -> Sequence[str]:
        """The import roots, as a manifest spells them."""

    def find(self, spec: str, importer: str) -> str | None:
        """The module key that ``spec`` means in ``importer``; None outside the repository."""

    def absolute(self, spec: str, importer: str) -> str:
        """``spec`` the way a file at the root would write it, whether or not there is a module."""

    def files(self, key: str) -> Sequence[str]:
        """The files of a module key: source first, then its types; empty for a mere folder."""

    def key(self, path: str) -> str:
        """The module key of a file."""

    def exists(self, key: str) -> bool:
        """Whether a module key has a file or is a folder of modules."""

    def is_lost(self, spec: str, importer: str, key: str = "") -> bool:
        """Whether ``spec`` leads nowhere, yet looks like a module of the tree (that of ``key``)."""

    def owns(self, module: str) -> bool:
        """Whether an absolute module, if there is one, must be in this repository."""

    def name(self, path: str) -> str:
        """A module key or file as a manifest spells it."""

    def names(self) -> Sequence[str]:
        """Every module of the repository as a manifest spells it, sorted."""

    def stems(self, key: str) -> Sequence[str]:
        """Words of which every import of a module holds at least one."""

    @property
    def default_export(self) -> str:
        """The name of an export that importers call as they like; empty where there is none."""

    @property
    def problems(self) -> Sequence[Unanalysed]:
        """What could not be read of the files that say where modules are."""

    def said(self, spec: str, name: str) -> str:
        """An import as people would write it: of a name, of ``*``, or (empty) of the module."""

    def starred(self, name: str) -> bool:
        """Whether a star takes a name along where no list decides."""

    def stays(self, path: str) -> bool:
        """Whether a file keeps its place when nothing is left in it."""

    def new_key(self, module: str, beside: str) -> str:
        """The key of a module that a move creates; ``beside`` is the file it moves from."""

    def no_home(self, module: str) -> str:
        """Why a module cannot be created where its name says; empty if it can."""


class Meanings(Protocol):
    """What follows terms across files."""

    def meanings(self, term: Term, path: str) -> tuple[Meaning, ...]:
        """Everything a term can be, seen from the file ``path``."""

    def may_offer(self, path: str, name: str) -> bool:
        """Whether a star of a file can bring a name at all, without reading it as code."""
