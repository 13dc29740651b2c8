"""Find every reference: search, read the facts of the files found, resolve, decide.

Every whole-word hit ends in exactly one verdict with the rule that decided it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from cutover.languages.base import FileFacts, Hit, ModuleFacts, Term
from cutover.languages.plain import plain_facts
from cutover.languages.python.adapter import PythonAdapter
from cutover.languages.python.definitions import (
    definition_kind,
    definition_spans,
    definitions,
)
from cutover.languages.python.layout import PythonLayout
from cutover.languages.words import is_distinctive, whole_words
from cutover.manifest import SymbolTable
from cutover.model import Kind, Reference, Symbol, SymbolKind, Tree, Unanalysed, Verdict
from cutover.resolver import Meaning, Resolver


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
    what: str = "class"

    @property
    def word(self) -> str:
        """The name to search for."""
        return self.legacy.name.rpartition(".")[2]


class Located(Struct, frozen=True):
    """A reference together with the facts it was decided from."""

    reference: Reference
    hit: Hit
    target: Target | None


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
        if path.endswith(self.adapter.suffixes):
            facts = self.adapter.facts(path, data, names)
            self._modules[path] = facts.module
            return facts
        return plain_facts(path, data, names, self.adapter.block_hits)

    def defines(self, symbol: Symbol, paths: Iterable[str] | None = None) -> tuple[str, ...]:
        """The files that define a symbol themselves."""
        key = self.layout.find(symbol.module, "")
        files = self.layout.files(key) if key is not None else ()
        return tuple(path for path in files if self.spans(path, symbol.name))

    def kind(self, path: str, name: str) -> str:
        """Whether a file defines a name as a class, a function or a constant."""
        parsed = self.adapter.parsed(path, self.tree.read(path))
        return next((definition_kind(node) for node in definitions(parsed, name)), "constant")

    def spans(self, path: str, name: str) -> tuple[tuple[int, int], ...]:
        """The bytes of the definitions of a name in one file."""
        parsed = self.adapter.parsed(path, self.tree.read(path))
        return definition_spans(parsed, name)


class Found(Struct, frozen=True):
    """All references to the targets, and what was not looked at."""

    targets: tuple[Target, ...]
    located: tuple[Located, ...]
    ledger: tuple[Unanalysed, ...]
    files: tuple[str, ...]

    def references(self) -> Iterator[Reference]:
        """The references, in the order of path and place."""
        return (located.reference for located in self.located)


def targets_of(project: Project, tables: Sequence[SymbolTable]) -> tuple[Target, ...]:
    """The declared symbols, looked up in the tree."""
    return tuple(_target(project, table) for table in tables)


def _target(project: Project, table: SymbolTable) -> Target:
    legacy = symbol(table.legacy)
    key = project.layout.find(legacy.module, "")
    paths = project.defines(legacy)
    spans = {path: project.spans(path, legacy.name) for path in paths}
    what = project.kind(paths[0], legacy.name) if paths else "class"
    return Target(table, legacy, symbol(table.replacement), key or "", paths, spans, what)


def symbol(text: str) -> Symbol:
    """``package.module:Name`` as a symbol."""
    module, _, name = text.partition(":")
    return Symbol(module, name)


def find_references(project: Project, targets: Sequence[Target]) -> Found:
    """Every whole-word hit of the targets' names in the tree, decided."""
    words = tuple(dict.fromkeys(target.word for target in targets))
    read: dict[str, tuple[Hit, ...]] = {}
    for path, needles in project.tree.search([word.encode() for word in words]).items():
        data = project.tree.read(path)
        names = [w for w in words if w.encode() in needles and _has_word(data, w)]
        if names:
            read[path] = project.facts(path, names).hits
    evidence = _Evidence(project, targets, read)
    located = [x for path, hits in read.items() for x in evidence.locate(path, hits)]
    located += _alias_uses(project, targets, located)
    located.sort(key=lambda x: (x.reference.path, x.reference.start))
    ledger = tuple(project.tree.unanalysed())
    return Found(tuple(targets), tuple(located), ledger, tuple(read))


def _has_word(data: bytes, word: str) -> bool:
    return next(whole_words(data, word.encode()), None) is not None


class _Evidence:
    """Decides hits with what the whole tree says about their names."""

    def __init__(
        self, project: Project, targets: Sequence[Target], read: Mapping[str, tuple[Hit, ...]]
    ) -> None:
        self._project = project
        self._targets = targets
        self._read = read
        self._attributes = {
            hit.text
            for hits in read.values()
            for hit in hits
            if hit.rule == "class-attribute"
            or (hit.rule in {"attribute", "own-attribute"} and hit.binds)
            or (hit.kind is Kind.DEFINITION and hit.scope)
        }
        self._homonyms: dict[str, set[str]] = {}
        for path, hits in read.items():
            for hit in hits:
                if hit.kind is Kind.DEFINITION and not hit.scope and not self._defines(path, hit):
                    self._homonyms.setdefault(hit.text, set()).add(path)

    def _defines(self, path: str, hit: Hit) -> bool:
        return any(_inside(t.spans.get(path, ()), hit.start) for t in self._targets)

    def locate(self, path: str, hits: Sequence[Hit]) -> list[Located]:
        """The hits of one file as references."""
        data = self._project.tree.read(path)
        lines = _Lines(data)
        decided = [self._decide(path, hit) for hit in hits]
        sure = {hit.text for hit, d in zip(hits, decided, strict=True) if d[0] in _SURE}
        others = {
            hit.text for hit, d in zip(hits, decided, strict=True)
            if hit.where == "code" and d[0] is Verdict.OTHER and d[1].startswith(("defined", "external"))
        } - sure  # fmt: skip
        located = []
        for hit, (verdict, rule, target, chain) in zip(hits, decided, strict=True):
            if hit.where == "prose" and target is None:
                if hit.text in others and not hit.terms:
                    verdict, rule = Verdict.OTHER, "homonym-in-file"
                else:
                    verdict, rule, target = self._mention(path, hit, rule, hit.text in sure, chain)
            located.append(_located(path, lines, hit, verdict, rule, target, chain))
        return located

    def _decide(self, path: str, hit: Hit) -> tuple[Verdict, str, Target | None, tuple[str, ...]]:
        if hit.kind is Kind.UNPARSED:
            return Verdict.UNPARSED, hit.rule, self._named(hit), ()
        found = [m for term in hit.terms for m in self._project.resolver.meanings(term, path)]
        for target in self._targets:
            matching = [m for m in found if _is(m, target)]
            if matching:
                others = [m for m in found if not _is(m, target)]
                return self._matched(path, hit, target, matching[0], others)
        chain = found[0].chain if found else ()
        if hit.rule == "dict-key" and not self._linked(path, hit):
            return Verdict.OTHER, "dict-key", None, chain
        if any(m.state == "dynamic" for m in found):
            undecided = hit.rule in {"unknown-object", "import"} or is_distinctive(hit.text)
            if undecided:
                return Verdict.DYNAMIC, hit.rule, self._named(hit), chain
            return Verdict.OTHER, "plain-word-string", None, chain
        if any(m.state == "lazy" for m in found):
            return Verdict.DYNAMIC, "module-getattr", self._named(hit), chain
        if hit.rule == "attribute" and any(m.state == "value" for m in found):
            if (
                hit.text not in self._attributes
                and is_distinctive(hit.text)
                and hit.text[0].isupper()
            ):
                return Verdict.DYNAMIC, "attribute-of-a-value", self._named(hit), chain
        return Verdict.OTHER, _why_other(found), None, chain

    def _matched(
        self, path: str, hit: Hit, target: Target, meaning: Meaning, others: Sequence[Meaning]
    ) -> tuple[Verdict, str, Target | None, tuple[str, ...]]:
        if hit.where == "prose":
            return Verdict.MENTION, "dotted-mention", target, meaning.chain
        if hit.where == "string":
            return Verdict.STRING, hit.rule, target, meaning.chain
        if any(m.state == "defined" and m.module for m in others):
            return Verdict.DYNAMIC, "rebound", target, meaning.chain
        return Verdict.EDIT, hit.rule, target, meaning.chain

    def _linked(self, path: str, hit: Hit) -> bool:
        """Whether any code of the file refers to the symbol a string spells."""
        return any(
            _is(meaning, target)
            for other in self._read.get(path, ())
            if other.where == "code" and other.text == hit.text
            for term in other.terms
            for meaning in self._project.resolver.meanings(term, path)
            for target in self._targets
        )

    def _named(self, hit: Hit) -> Target | None:
        return next((t for t in self._targets if t.word == hit.text), None)

    def _mention(
        self, path: str, hit: Hit, rule: str, sure: bool, chain: tuple[str, ...]
    ) -> tuple[Verdict, str, Target | None]:
        """Whether a bare word in prose is about the legacy symbol."""
        target = self._named(hit)
        if rule.startswith("defined"):
            return Verdict.OTHER, rule, None
        if target is not None and hit.terms and not self._partial_path(hit, target):
            return Verdict.OTHER, rule, None
        marked = hit.rule == "markup"
        if target is not None and _inside(target.spans.get(path, ()), hit.start):
            if marked or is_distinctive(hit.text):
                return Verdict.MENTION, hit.rule, target
            return Verdict.OTHER, "plain-word", None
        if path in self._homonyms.get(hit.text, ()):
            return Verdict.OTHER, "homonym-in-file", None
        if not is_distinctive(hit.text) and not (marked and sure):
            return Verdict.OTHER, "plain-word", None
        if target is not None and not sure and self._nearer_homonym(path, hit, target):
            return Verdict.OTHER, "nearer-homonym", None
        return Verdict.MENTION, hit.rule, target

    def _partial_path(self, hit: Hit, target: Target) -> bool:
        """Whether a dotted mention that leads nowhere is the tail of a path to the symbol."""
        prefix = hit.terms[0].name.rpartition(".")[0]
        if self._project.layout.find(prefix, "") is not None:
            return False
        homes = {target.legacy.module, *(self._project.layout.name(p) for p in self._read)}
        return any(home == prefix or home.endswith("." + prefix) for home in homes)

    def _nearer_homonym(self, path: str, hit: Hit, target: Target) -> bool:
        """Whether another definition of the name is the nearer, or the only one left."""
        others = self._homonyms.get(hit.text, set())
        if not others:
            return False
        if not target.paths:
            return True
        return max(_shared(path, p) for p in others) > max(_shared(path, p) for p in target.paths)


def _shared(path: str, other: str) -> int:
    """How many leading folders two paths have in common."""
    count = 0
    for mine, theirs in zip(path.split("/")[:-1], other.split("/")[:-1], strict=False):
        if mine != theirs:
            break
        count += 1
    return count


_SURE = frozenset({Verdict.EDIT, Verdict.STRING})


def _why_other(found: Sequence[Meaning]) -> str:
    if not found:
        return "prose"
    meaning = found[0]
    match meaning.state:
        case "defined" | "assigned":
            return f"defined-in {meaning.module}"
        case "external":
            return f"external {meaning.name}"
        case "module":
            return f"module {meaning.module}"
        case "value":
            return f"local {meaning.name}"
    return meaning.state


def _is(meaning: Meaning, target: Target) -> bool:
    dotted = f"{target.legacy.module}.{target.legacy.name}"
    if meaning.module and meaning.state == "missing" and not target.key:
        return dotted.endswith(f"{meaning.module.rpartition('/')[2]}.{meaning.name}") and (
            f"{meaning.module.replace('/', '.')}.{meaning.name}".endswith(dotted)
        )
    if meaning.module:
        return meaning.module == target.key and meaning.name == target.legacy.name
    return meaning.state == "external" and meaning.name == dotted


def _inside(spans: Iterable[tuple[int, int]], offset: int) -> bool:
    return any(start <= offset < end for start, end in spans)


class _Lines:
    """Offsets of one file to lines and columns, without counting from the start each time."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._line = 1
        self._at = 0

    def place(self, offset: int) -> tuple[int, int]:
        if offset < self._at:
            self._line, self._at = 1, 0
        self._line += self._data.count(b"\n", self._at, offset)
        self._at = offset
        begin = self._data.rfind(b"\n", 0, offset) + 1
        return self._line, len(self._data[begin:offset].decode("utf-8", "replace")) + 1


def _located(
    path: str, lines: _Lines, hit: Hit, verdict: Verdict, rule: str, target: Target | None,
    chain: tuple[str, ...],
) -> Located:  # fmt: skip
    kind = hit.kind
    if verdict is Verdict.DYNAMIC:
        kind = Kind.DYNAMIC
    elif verdict is Verdict.UNPARSED:
        kind = Kind.UNPARSED
    if target is not None and _inside(target.spans.get(path, ()), hit.start):
        kind = Kind.DEFINITION
    line, column = lines.place(hit.start)
    name = str(target.legacy) if target is not None else ""
    reference = Reference(
        path,
        hit.start,
        hit.end,
        line,
        column,
        hit.text,
        verdict,
        kind,
        rule,
        hit.scope,
        name,
        chain,
    )
    return Located(reference, hit, target)


def _alias_uses(
    project: Project, targets: Sequence[Target], located: Sequence[Located]
) -> list[Located]:
    """The uses of the legacy symbols under other names, in the file that gives the name and beyond."""
    names: dict[str, set[str]] = {}
    for x in located:
        if x.reference.verdict is not Verdict.EDIT or x.hit.block >= 0 or x.target is None:
            continue
        if x.hit.local and x.hit.local != x.hit.text:
            names.setdefault(x.reference.path, set()).add(x.hit.local)
    mapped = any(target.table.call for target in targets)
    if mapped:
        for path, exported in _exported_aliases(project, targets, located).items():
            names.setdefault(path, set()).update(exported)
    found: list[Located] = []
    for path, aliases in sorted(names.items()):
        found += _aliases_in(project, targets, path, aliases)
    return found


def _exported_aliases(
    project: Project, targets: Sequence[Target], located: Sequence[Located]
) -> dict[str, set[str]]:
    """Other names under which modules export the targets, by the file that may use them."""
    words = {target.word for target in targets}
    aliases: set[str] = set()
    names: dict[str, set[str]] = {}
    for path in dict.fromkeys(x.reference.path for x in located):
        if not path.endswith(project.adapter.suffixes):
            continue
        for name, terms in project.module(path).exports.items():
            if name not in words and any(
                _is(m, t)
                for term in terms
                for m in project.resolver.meanings(term, path)
                for t in targets
            ):
                aliases.add(name)
                names.setdefault(path, set()).add(name)
    aliases = {alias for alias in aliases if len(alias) > 2}
    if aliases:
        for path, held in project.tree.search([a.encode() for a in sorted(aliases)]).items():
            if path.endswith(project.adapter.suffixes):
                names.setdefault(path, set()).update(needle.decode() for needle in held)
    return names


def _aliases_in(
    project: Project, targets: Sequence[Target], path: str, aliases: Iterable[str]
) -> Iterator[Located]:
    lines = _Lines(project.tree.read(path))
    for hit in project.facts(path, sorted(aliases)).hits:
        if hit.where != "code":
            continue
        found = [m for term in hit.terms for m in project.resolver.meanings(term, path)]
        for target in targets:
            match = next((m for m in found if _is(m, target)), None)
            if match is not None and not hit.binds:
                plain = structs.replace(hit, local=hit.text)
                yield _located(path, lines, plain, Verdict.ALIAS, "alias", target, match.chain)
                break


__all__ = [
    "Found",
    "Located",
    "Project",
    "SymbolKind",
    "Target",
    "Term",
    "find_references",
    "symbol",
    "targets_of",
]
