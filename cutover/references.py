"""Find every reference: search, read the facts of the files found, resolve, decide.

Every whole-word hit ends in exactly one verdict with the rule that decided it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from msgspec import Struct, structs

from cutover.languages.base import Hit
from cutover.languages.words import whole_words
from cutover.model import Kind, Reference, Unanalysed, Verdict
from cutover.project import Project, Target
from cutover.unnamed import unnamed_hits
from cutover.verdicts import Decided, Evidence

STAR = "star-export"
UNNAMED = "default-import"
LOST = "unresolved-import"
_LONGEST = 300
_QUOTES = (b"'", b'"', b"`")
_UNQUOTED = re.compile(rb"""[^'"`\s.][^'"`\s]*(?=['"`])""")
_FEW_STEMS = 8


class Located(Struct, frozen=True):
    """A reference together with the facts it was decided from."""

    reference: Reference
    hit: Hit
    target: Target | None


class Found(Struct, frozen=True):
    """All references to the targets, and what was not looked at."""

    targets: tuple[Target, ...]
    located: tuple[Located, ...]
    ledger: tuple[Unanalysed, ...]
    files: tuple[str, ...]

    def references(self) -> Iterator[Reference]:
        """The references, in the order of path and place."""
        return (located.reference for located in self.located)


def find_references(
    project: Project, targets: Sequence[Target], within: Container[str] | None = None
) -> Found:
    """Every whole-word hit of the targets' names in the tree, or in the files ``within``, decided.

    What a bare word in prose means can depend on files that are left out.
    """
    words = tuple(dict.fromkeys(target.word for target in targets))
    _search_ahead(project, targets)
    read: dict[str, tuple[Hit, ...]] = {}
    for path, needles in project.tree.search([word.encode() for word in words]).items():
        if within is not None and path not in within:
            continue
        data = project.tree.read(path)
        names = [w for w in words if w.encode() in needles and _has_word(data, w)]
        if names:
            read[path] = project.facts(path, names).hits
    evidence = Evidence(project, targets, read)
    located: list[Located] = []
    for path, hits in read.items():
        lines = _Lines(project.tree.read(path))
        located += [_located(path, lines, hit, d) for hit, d in evidence.decide(path, hits)]
    located += _star_exports(project, targets)
    located += _unnamed_imports(project, targets, located)
    located += _lost_imports(project, targets, located) if within is None else ()
    located += _alias_uses(project, targets, located)
    located.sort(key=lambda x: (x.reference.path, x.reference.start))
    unread = (line for realm in project.realms.opened() for line in realm.layout.problems)
    ledger = tuple(sorted({*project.tree.unanalysed(), *unread}))
    return Found(tuple(targets), tuple(located), ledger, tuple(read))


def _search_ahead(project: Project, targets: Sequence[Target]) -> None:
    """Search at once for all that will be asked for: the tree is read only once then."""
    starring = [needle for target in targets for needle in _star_needles(target)]
    project.tree.search([target.word.encode() for target in targets], starring)


def _star_needles(target: Target) -> tuple[bytes, ...]:
    """Of which every file holds one that passes on all that the target's module exports."""
    stars = target.realm.language.star_exports
    if not stars or not target.paths:
        return ()
    stems = target.realm.layout.stems(target.key)
    return tuple(stem.encode() for stem in stems) if len(stems) <= _FEW_STEMS else stars


def _has_word(data: bytes, word: str) -> bool:
    return next(whole_words(data, word.encode()), None) is not None


class _Lines:
    """Offsets of one file to lines and columns, without counting from the start each time."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._line = 1
        self._at = 0

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both 1-based."""
        if offset < self._at:
            self._line, self._at = 1, 0
        self._line += self._data.count(b"\n", self._at, offset)
        self._at = offset
        begin = self._data.rfind(b"\n", 0, offset) + 1
        return self._line, len(self._data[begin:offset].decode("utf-8", "replace")) + 1


def _located(path: str, lines: _Lines, hit: Hit, decided: Decided) -> Located:
    target = decided.target
    line, column = lines.place(hit.start)
    reference = Reference(
        path=path,
        start=hit.start,
        end=hit.end,
        line=line,
        column=column,
        text=hit.text,
        verdict=decided.verdict,
        kind=_kind(path, hit, decided),
        rule=decided.rule,
        scope=hit.scope,
        symbol=str(target.legacy) if target is not None else "",
        chain=decided.chain,
    )
    return Located(reference, hit, target)


def _kind(path: str, hit: Hit, decided: Decided) -> Kind:
    if decided.target is not None and decided.target.holds(path, hit.start):
        return Kind.DEFINITION
    if decided.verdict is Verdict.DYNAMIC:
        return Kind.DYNAMIC
    if hit.kind is Kind.DEFINITION and decided.target is not None:
        return Kind.USE if path not in decided.target.paths else hit.kind
    return Kind.UNPARSED if decided.verdict is Verdict.UNPARSED else hit.kind


def _star_exports(project: Project, targets: Sequence[Target]) -> Iterator[Located]:
    """The statements that pass a target on with all exports of the module that defines it."""
    for target in targets:
        realm = target.realm
        for path in project.tree.search((), _star_needles(target)):
            if project.realm(path) is not realm:
                continue
            data = project.tree.read(path)
            if not any(star in data for star in realm.language.star_exports):
                continue
            lines = _Lines(data)
            for hit in realm.language.star_hits(path, data):
                specs = (term.spec for term in hit.terms)
                if not any(realm.layout.find(spec, path) == target.key for spec in specs):
                    continue
                if _exports(target):
                    chain = tuple(c for m in project.meanings(hit, path) for c in m.chain)
                    yield _located(path, lines, hit, Decided(Verdict.EDIT, hit.rule, target, chain))


def _unnamed_imports(
    project: Project, targets: Sequence[Target], located: Sequence[Located]
) -> Iterator[Located]:
    """The imports of a target under a name of the importer's choice."""
    known = {(x.reference.path, x.reference.start) for x in located}
    for target in targets:
        for path, hit, chain in unnamed_hits(project, target):
            if (path, hit.start) not in known:
                lines = _Lines(project.tree.read(path))
                known.add((path, hit.start))
                decided = Decided(Verdict.EDIT, UNNAMED, target, chain)
                yield _located(path, lines, hit, decided)


def _lost_imports(
    project: Project, targets: Sequence[Target], located: Sequence[Located]
) -> Iterator[Located]:
    """The imports that may be of a target's module and name nothing: defaults, mocks, stars."""
    known = {x.reference.path for x in located if x.reference.rule == LOST}
    for target in targets:
        realm, layout = target.realm, target.realm.layout
        for stem in layout.stems(target.key) if target.key and layout.default_export else ():
            for path in project.tree.search((), [stem.encode()]):
                if project.realm(path) is not realm or path in known:
                    continue
                data = project.tree.read(path)
                if not any(layout.is_lost(spec, path, target.key) for spec in _quoted(data, stem)):
                    continue
                for term, offset in realm.language.imports(path, data, stem):
                    if layout.is_lost(term.spec, path, target.key):
                        known.add(path)
                        start = data.find(term.spec.encode(), offset)
                        hit = Hit(start, start + len(term.spec.encode()), term.spec, "code",
                                  Kind.DYNAMIC, "", (term,), LOST)  # fmt: skip
                        decided = Decided(Verdict.DYNAMIC, LOST, target)
                        yield _located(path, _Lines(data), hit, decided)


def _quoted(data: bytes, stem: str) -> Iterator[str]:
    """The texts in quotes, but for relative paths, that have a stem and no white space in them."""
    word = stem.encode().strip(b"'\"`")
    at = data.find(word)
    while at >= 0:
        start = max(data.rfind(quote, max(0, at - _LONGEST), at) for quote in _QUOTES) + 1
        text = _UNQUOTED.match(data, start) if start else None
        if text is not None and text.end() >= at + len(word):
            yield text[0].decode("utf-8", "replace")
        at = data.find(word, at + len(word))


def _exports(target: Target) -> bool:
    """Whether the module of a target exports it under its own name."""
    return any(
        target.is_meant(meaning) and meaning.state != "missing"
        for meaning in target.realm.resolver.member(target.key, target.word)
    )


def _alias_uses(
    project: Project, targets: Sequence[Target], located: Sequence[Located]
) -> list[Located]:
    """The uses of the legacy symbols under other names, where those are given and beyond."""
    names: dict[str, set[str]] = {}
    for x in located:
        if x.reference.verdict is not Verdict.EDIT or x.hit.block >= 0 or x.target is None:
            continue
        if x.hit.local and x.hit.local != x.hit.text:
            names.setdefault(x.reference.path, set()).add(x.hit.local)
        elif x.reference.rule == UNNAMED and x.hit.binds:
            names.setdefault(x.reference.path, set()).add(x.hit.text)
    if any(target.table.call for target in targets):
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
    names: dict[str, set[str]] = {}
    for path in dict.fromkeys(x.reference.path for x in located):
        if not project.is_code(path):
            continue
        for name, terms in project.module(path).exports.items():
            if name not in words and any(
                target.is_meant(meaning)
                for term in terms
                for meaning in project.meanings_of(term, path)
                for target in targets
            ):
                names.setdefault(path, set()).add(name)
    aliases = sorted({alias for held in names.values() for alias in held if len(alias) > 2})
    if aliases:
        for path, needles in project.tree.search([alias.encode() for alias in aliases]).items():
            if project.is_code(path):
                names.setdefault(path, set()).update(needle.decode() for needle in needles)
    return names


def _aliases_in(
    project: Project, targets: Sequence[Target], path: str, aliases: Iterable[str]
) -> Iterator[Located]:
    lines = _Lines(project.tree.read(path))
    for hit in project.facts(path, sorted(aliases)).hits:
        if hit.where != "code" or hit.binds:
            continue
        found = project.meanings(hit, path)
        for target in targets:
            match = next((m for m in found if target.is_meant(m)), None)
            if match is not None:
                plain = structs.replace(hit, local=hit.text)
                decided = Decided(Verdict.ALIAS, "alias", target, match.chain)
                yield _located(path, lines, plain, decided)
                break
