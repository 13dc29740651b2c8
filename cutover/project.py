"""One repository as the deciding half sees it, and the declared symbols looked up in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from cutover.languages.base import FileFacts, Hit, Meaning, ModuleFacts
from cutover.languages.plain import plain_facts
from cutover.languages.python.adapter import PythonAdapter
from cutover.languages.python.layout import PythonLayout
from cutover.manifest import SymbolTable
from cutover.model import Symbol, Tree, What
from cutover.resolver import Resolver


class Target(Struct, frozen=True):
    """One legacy symbol as found in the tree.

    ``key`` is the module key of its definition (empty: not in the tree), ``paths`` the files that
    define it, ``spans`` the bytes of the definition in each.
    """

    table: SymbolTable
    legacy: Symbol
    replacement: Symbol
    key: str
    paths: tuple[str, ...]
    spans: Mapping[str, tuple[tuple[int, int], ...]]
    what: What = "class"

    @property
    def word(self) -> str:
        """The name to search for."""
        return self.legacy.name.rpartition(".")[2]

    @property
    def keeps_name(self) -> bool:
        """Whether the replacement is called the same, so that a bare mention stays true."""
        return self.word == self.replacement.name.rpartition(".")[2]

    def is_meant(self, meaning: Meaning) -> bool:
        """Whether a meaning is this symbol, also where its module was never in the tree."""
        dotted = f"{self.legacy.module}.{self.legacy.name}"
        if meaning.module and meaning.state == "missing" and not self.key:
            return dotted.endswith(f"{meaning.module.rpartition('/')[2]}.{meaning.name}") and (
                f"{meaning.module.replace('/', '.')}.{meaning.name}".endswith(dotted)
            )
        if meaning.module:
            return meaning.module == self.key and meaning.name == self.legacy.name
        return meaning.state == "external" and meaning.name == dotted

    def holds(self, path: str, offset: int) -> bool:
        """Whether a place lies inside the definition."""
        return any(start <= offset < end for start, end in self.spans.get(path, ()))


class Project:
    """One repository seen through its adapter: layout, facts on demand, resolution."""

    def __init__(
        self, tree: Tree, roots: Sequence[str] = (), layout: PythonLayout | None = None
    ) -> None:
        self.tree = tree
        self.adapter = PythonAdapter()
        self.layout: PythonLayout = layout or self.adapter.layout(tree.paths(), roots)
        self.resolver = Resolver(self.layout, self.module)
        self._modules: dict[str, ModuleFacts] = {}
        self._scripts: dict[str, bool] = {}

    def is_code(self, path: str) -> bool:
        """Whether the adapter reads a file: by its suffix, or a script by its first line."""
        if "." in path.rpartition("/")[2]:
            return path.endswith(self.adapter.suffixes)
        known = self._scripts.get(path)
        if known is None:
            known = self._scripts[path] = self.adapter.reads(path, self.tree.read(path))
        return known

    def module(self, path: str) -> ModuleFacts:
        """What a file exports; read when somebody asks."""
        known = self._modules.get(path)
        if known is None:
            self.facts(path, ())
            known = self._modules[path]
        return known

    def facts(self, path: str, names: Sequence[str]) -> FileFacts:
        """The hits of ``names`` in one file."""
        data = self.tree.read(path)
        if self.is_code(path):
            facts = self.adapter.facts(path, data, names)
            self._modules[path] = facts.module
            return facts
        return plain_facts(path, data, names, self.adapter.block_hits)

    def defines(self, symbol: Symbol) -> tuple[str, ...]:
        """The files that define a symbol themselves."""
        key = self.layout.find(symbol.module, "")
        files = self.layout.files(key) if key is not None else ()
        return tuple(path for path in files if self.spans(path, symbol.name))

    def meanings(self, hit: Hit, path: str) -> list[Meaning]:
        """Everything a hit can mean."""
        return [m for term in hit.terms for m in self.resolver.meanings(term, path)]

    def kind(self, path: str, name: str) -> What:
        """Whether a file defines a name as a class, a function or a constant."""
        return self.adapter.kind(path, self.tree.read(path), name)

    def spans(self, path: str, name: str) -> tuple[tuple[int, int], ...]:
        """The bytes of the definitions of a name in one file."""
        return self.adapter.spans(path, self.tree.read(path), name)


def targets_of(project: Project, tables: Sequence[SymbolTable]) -> tuple[Target, ...]:
    """The declared symbols, looked up in the tree."""
    return tuple(_target(project, table) for table in tables)


def _target(project: Project, table: SymbolTable) -> Target:
    legacy = symbol(table.legacy)
    key = project.layout.find(legacy.module, "")
    paths = project.defines(legacy)
    spans = {path: project.spans(path, legacy.name) for path in paths}
    what: What = project.kind(paths[0], legacy.name) if paths else "class"
    return Target(table, legacy, symbol(table.replacement), key or "", paths, spans, what)


def symbol(text: str) -> Symbol:
    """``package.module:Name`` as a symbol."""
    module, _, name = text.partition(":")
    return Symbol(module, name)
