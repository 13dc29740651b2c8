"""One repository as the deciding half sees it, and the declared symbols looked up in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, structs

from cutover.language_table import language_of_symbol, parse_symbol
from cutover.languages.base import UNSAID, FileFacts, Hit, Meaning, ModuleFacts, SearchPath, Term
from cutover.languages.embedding import Block
from cutover.languages.language import Source
from cutover.languages.plain import plain_facts
from cutover.manifest import SymbolTable
from cutover.model import OverlayTree, Symbol, Tree, What
from cutover.realms import Realm, Realms
from cutover.text import sha256

_NO_MODULE = ModuleFacts({})


class Target(Struct, frozen=True, eq=False):
    """One legacy symbol as found in the tree.

    ``realm`` is that of its language, ``key`` the module key of its definition (empty: not in the
    tree), ``name`` what it is called there, ``paths`` the files that define it, ``spans`` the
    bytes of the definition in each. ``alias`` is what a symbol means that is itself only another
    name (``DEFAULT = other.Name``); whoever imports it means the symbol all the same.
    """

    table: SymbolTable
    legacy: Symbol
    replacement: Symbol
    realm: Realm
    key: str
    name: str
    paths: tuple[str, ...]
    spans: Mapping[str, tuple[tuple[int, int], ...]]
    what: What = "class"
    alias: tuple[Meaning, ...] = ()

    @property
    def word(self) -> str:
        """The name to search for."""
        return self.legacy.word

    @property
    def dotted(self) -> str:
        """The whole path of the legacy symbol, as meanings outside the tree spell it."""
        return f"{self.realm.layout.absolute(self.legacy.module, '')}.{self.legacy.name}"

    @property
    def keeps_name(self) -> bool:
        """Whether the replacement is called the same, so that a bare mention stays true."""
        return self.word == self.replacement.word

    @property
    def has_no_value(self) -> bool:
        """Whether the symbol is a type and nothing else, so that no value can be it."""
        return self.what in {"interface", "type"} and sum(map(len, self.spans.values())) == 1

    def is_meant(self, meaning: Meaning) -> bool:
        """Whether a meaning is this symbol, also where its module was never in the tree."""
        if meaning.module and meaning.state == "missing" and not self.key:
            spelled = f"{meaning.module}.{meaning.name}".replace("/", ".")
            dotted = self.dotted.replace("/", ".")
            last = f"{meaning.module.rpartition('/')[2]}.{meaning.name}"
            return spelled.endswith(dotted) and dotted.endswith(last)
        if meaning.module:
            return meaning.module == self.key and meaning.name in {self.name, self.legacy.name}
        return meaning.state == "external" and meaning.name == self.dotted

    def is_alias(self, path: str, word: str, found: Sequence[Meaning]) -> bool:
        """Whether a name in the file that defines it is this symbol, by what it stands for."""
        if not self.alias or word != self.word or path not in self.paths:
            return False
        known = {(m.module, m.name, m.state) for m in self.alias}
        return bool(found) and all((m.module, m.name, m.state) in known for m in found)

    def holds(self, path: str, offset: int) -> bool:
        """Whether a place lies inside the definition."""
        return any(start <= offset < end for start, end in self.spans.get(path, ()))


class Project:
    """One repository seen through its languages: facts on demand, resolution.

    Files of the same name and bytes are read once, however many folders hold them.
    """

    def __init__(self, tree: Tree, search_path: SearchPath = UNSAID) -> None:
        self.tree = tree
        self.search_path = search_path
        self.realms = Realms(tree, search_path, self.module)
        self._modules: dict[str, ModuleFacts] = {}
        self._facts: dict[tuple[str, tuple[str, ...]], FileFacts] = {}
        self._same: dict[tuple[str, str, tuple[str, ...]], FileFacts] = {}
        self._paths: frozenset[str] | None = None

    def after(self, changed: Mapping[str, bytes | None]) -> Project:
        """The repository with some files replaced (bytes) or gone (None).

        What is known of the other files is known there too.
        """
        project = Project(OverlayTree(self.tree, changed), self.search_path)
        if all(data is not None and self.tree_holds(path) for path, data in changed.items()):
            project.realms.adopt(self.realms)
        project._modules = {p: m for p, m in self._modules.items() if p not in changed}
        project._facts = {k: f for k, f in self._facts.items() if k[0] not in changed}
        project._same = self._same
        return project

    def tree_holds(self, path: str) -> bool:
        """Whether there is such a file to analyse."""
        if self._paths is None:
            self._paths = frozenset(self.tree.paths())
        return path in self._paths

    def realm(self, path: str) -> Realm | None:
        """The realm of a code file; None for any other file."""
        return self.realms.of(path)

    def is_code(self, path: str) -> bool:
        """Whether some language reads a file."""
        return self.realms.of(path) is not None

    def code(self, path: str) -> Realm:
        """The realm of a file that is known to be code."""
        realm = self.realms.of(path)
        if realm is None:
            raise ValueError(f"{path} is no code")
        return realm

    def realm_of(self, symbol: Symbol) -> Realm:
        """The realm of a symbol."""
        return self.realms.get(language_of_symbol(str(symbol)))

    def module(self, path: str) -> ModuleFacts:
        """What a file exports; read when somebody asks."""
        known = self._modules.get(path)
        if known is None:
            found = self.facts(path, ()).module if self.is_code(path) else None
            known = self._modules[path] = found or _NO_MODULE
        return known

    def pin(self, path: str, name: str) -> None:
        """Take what a file exports under a name for a definition, whatever it stands for."""
        module = self.module(path)
        exports = {**module.exports, name: (Term("here", name),)}
        self._modules[path] = structs.replace(module, exports=exports)

    def facts(self, path: str, names: Sequence[str]) -> FileFacts:
        """The hits of ``names`` in one file."""
        known = self._facts.get((path, tuple(names)))
        if known is not None:
            return known
        data = self.tree.read(path)
        same = (path.rpartition("/")[2], sha256(data), tuple(names))
        facts = self._same.get(same)
        if facts is None:
            facts = self._same[same] = self._read(path, data, names)
        if facts.module is not None and self.is_code(path):
            self._modules.setdefault(path, facts.module)
        if names:
            self._facts[path, tuple(names)] = facts
        return facts

    def _read(self, path: str, data: bytes, names: Sequence[str]) -> FileFacts:
        realm = self.realms.of(path)
        if realm is None:
            return plain_facts(path, data, names, self._block_hits)
        return realm.language.facts(path, data, names)

    def _block_hits(self, block: Block, names: Sequence[str]) -> Sequence[Hit]:
        return self.realms.get(block.language).language.block_hits(block, names)

    def defines(self, symbol: Symbol) -> tuple[str, ...]:
        """The files that define a symbol themselves."""
        layout = self.realm_of(symbol).layout
        key = layout.find(symbol.module, "")
        files = layout.files(key) if key is not None else ()
        return tuple(path for path in files if self.spans(path, symbol.name))

    def source(self, symbol: Symbol) -> Source | None:
        """The first definition of a symbol in the tree, through re-exports; None if none is."""
        found = self.definition(symbol)
        for path in self.realm_of(symbol).layout.files(found[0]) if found is not None else ():
            if found is not None and self.spans(path, found[1]):
                return Source(path, self.tree.read(path), found[1])
        return None

    def definition(self, symbol: Symbol) -> tuple[str, str] | None:
        """The module key and the name under which a symbol is defined; None outside the tree."""
        realm = self.realm_of(symbol)
        key = realm.layout.find(symbol.module, "")
        if key is None:
            return None
        if self.defines(symbol):
            return key, symbol.name
        found = realm.resolver.member(key, symbol.name)
        defined = (m for m in found if m.module and m.state in {"defined", "assigned"})
        return next(((m.module, m.name) for m in defined), None)

    def meanings(self, hit: Hit, path: str) -> list[Meaning]:
        """Everything a hit can mean."""
        return [m for term in hit.terms for m in self.realms.meanings(term, path)]

    def meanings_of(self, term: Term, path: str) -> tuple[Meaning, ...]:
        """Everything a term can mean, seen from a file."""
        return self.realms.meanings(term, path)

    def shown(self, key: str) -> str:
        """The first file of a module key, for people; the key itself where it has none."""
        files = (f for realm in self.realms.opened() for f in realm.layout.files(key)[:1])
        return next(files, key)

    def kind(self, path: str, name: str) -> What:
        """Whether a file defines a name as a class, a function or a constant."""
        return self.code(path).language.kind(path, self.tree.read(path), name)

    def spans(self, path: str, name: str) -> tuple[tuple[int, int], ...]:
        """The bytes of the definitions of a name in one file."""
        return self.code(path).language.spans(path, self.tree.read(path), name)


def targets_of(project: Project, tables: Sequence[SymbolTable]) -> tuple[Target, ...]:
    """The declared symbols, looked up in the tree."""
    return tuple(_target(project, table) for table in tables)


def _target(project: Project, table: SymbolTable) -> Target:
    legacy = parse_symbol(table.legacy)
    realm = project.realm_of(legacy)
    key, name = realm.layout.find(legacy.module, "") or "", legacy.name
    paths = project.defines(legacy)
    if key and not paths and realm.layout.name(key) != legacy.module:
        key, name = project.definition(legacy) or (key, name)
        paths = tuple(path for path in realm.layout.files(key) if project.spans(path, name))
    spans = {path: project.spans(path, name) for path in paths}
    what: What = project.kind(paths[0], name) if paths else "class"
    replacement = parse_symbol(table.replacement)
    found = Target(table, legacy, replacement, realm, key, name, paths, spans, what)
    alias = () if "." in name or not paths else realm.resolver.member(key, name)
    if any(found.is_meant(meaning) for meaning in alias):
        return found
    for path in paths if alias else ():
        project.pin(path, name)
    realm.resolver.forget()
    return structs.replace(found, alias=alias)
