"""Texts that name the legacy's module without its name, where all that is taken from it moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cutover.languages.editing import Destination
from cutover.languages.patch import Patch
from cutover.languages.typescript.imports.statements import IMPORT_TYPE, Source
from cutover.languages.typescript.rewriting.sheet import Sheet
from cutover.languages.typescript.syntax.attached import inside
from cutover.languages.typescript.syntax.call_expressions import arguments, is_mock
from cutover.languages.typescript.syntax.module_references import module_imports
from cutover.languages.typescript.syntax.parsing import Parsed, ancestors

Spans = Sequence[tuple[int, int]]


def followers(sheet: Sheet, changed: Spans) -> Iterator[Patch]:
    """Name the replacement's module too in mocks without a factory and in types of loads.

    ``changed`` are the bytes that other patches already take the place of.
    """
    for destination in _destinations(sheet):
        sources = list(_sources(sheet, destination))
        left = [source for source in sources if not inside(changed, source.start)]
        typed = [source for source in left if _is_type_of_load(sheet.parsed, source, changed)]
        mocks = [source for source in left if _is_bare_mock(sheet.parsed, source)]
        if len(typed) + len(mocks) < len(left) or len(left) == len(sources):
            mocks = []
        for source in (*typed, *mocks):
            spec = sheet.spelled(destination, source.spec)
            if spec and spec != source.spec:
                yield Patch(source.start, source.end, spec.encode())


def _destinations(sheet: Sheet) -> Iterator[Destination]:
    """Where the legacies that leave their modules go; none for a module whose names part."""
    by_key: dict[str, dict[str, Destination]] = {}
    for site in sheet.sites:
        destination = site.destination
        if destination.legacy_key and destination.deleted and site.text is None:
            goals = by_key.setdefault(destination.legacy_key, {})
            goals[destination.key or destination.module] = destination
    for goals in by_key.values():
        if len(goals) == 1:
            yield from goals.values()


def _sources(sheet: Sheet, destination: Destination) -> Iterator[Source]:
    """The texts of a file that name the legacy's module."""
    parsed, layout = sheet.parsed, destination.layout
    seen: set[int] = set()
    for stem in layout.stems(destination.legacy_key):
        for term, offset in module_imports(parsed, stem):
            if offset in seen or layout.find(term.spec, sheet.path) != destination.legacy_key:
                continue
            seen.add(offset)
            found = IMPORT_TYPE.match(parsed.data, offset)
            start = found.start(2) if found is not None else offset + 1
            yield Source(start, start + len(term.spec.encode()), term.spec)


def _is_bare_mock(parsed: Parsed, source: Source) -> bool:
    """Whether a text is all that a mocking call is given."""
    node = parsed.node_at(source.start, source.end)
    call = next((p for p in ancestors(node) if p.type == "call_expression"), None)
    return call is not None and is_mock(parsed, call) and len(arguments(call)) == 1


def _is_type_of_load(parsed: Parsed, source: Source, changed: Spans) -> bool:
    """Whether a text is in the type argument of a call that loads the replacement's module."""
    node = parsed.node_at(source.start, source.end)
    for parent in ancestors(node):
        if parent.type == "call_expression":
            given = arguments(parent)
            in_types = bool(given) and source.end <= given[0].start_byte
            return in_types and inside(changed, given[0].start_byte + 1)
        if parent.type.endswith("_statement"):
            return False
    return False
