"""What deleting definitions takes along in their file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from tree_sitter import Node

from cutover.languages.editing import Dead, Removal
from cutover.languages.typescript.deletion.candidates import (
    Candidate,
    candidates,
    exports_of,
    is_module,
    statics_of,
)
from cutover.languages.typescript.deletion.emptied import hands_on, is_empty
from cutover.languages.typescript.deletion.remaining_reads import is_read, names_in
from cutover.languages.typescript.syntax.attached import (
    attached,
    entry_span,
    holes,
    inside,
    notes_above,
)
from cutover.languages.typescript.syntax.definitions import bare, declarators, definitions
from cutover.languages.typescript.syntax.export_literals import is_literal_entry
from cutover.languages.typescript.syntax.parsing import Parsed

__all__ = ["TypeScriptRemoval", "holes", "removal"]

Spans = tuple[tuple[int, int], ...]


class TypeScriptRemoval(Removal, frozen=True, kw_only=True):
    """What goes from one file, in byte offsets of it.

    ``spans`` are removed code, with the comments attached to it: statements, or one declarator with
    its comma. ``exports`` are the separate exports of the deleted names, entries or statements,
    where the replacement does not take their place. ``drops`` are where the names start that
    imports and destructured ``require`` lists lose (the whole entry, with ``type``).
    """

    spans: Spans = ()
    exports: Spans = ()
    drops: tuple[int, ...] = ()


def removal(
    parsed: Parsed,
    names: Sequence[str],
    wanted: Callable[[str], bool],
    kept: frozenset[str],
    *,
    public: bool = False,
) -> TypeScriptRemoval:
    """Delete the definitions of ``names`` and what only they used.

    ``wanted`` tells whether another file reads a name of this module; ``kept`` are names that stay
    whatever happens; ``public`` lets exported definitions go along too, as a move does.
    """
    nodes = [node for name in names for node in definitions(parsed, name)]
    if not nodes:
        return TypeScriptRemoval()
    nodes += [node for name in names for node in statics_of(parsed, name)]
    spans = [_span(parsed, node) for node in nodes]
    entries = [node for node in nodes if is_literal_entry(node)]
    spans += [note for node in entries for note in _notes(parsed, node)]
    exports = [span for name in names for span in exports_of(parsed, name)]
    found = candidates(parsed, public=public) if is_module(parsed) else {}
    words = {name.partition(".")[0] for name in names}
    free = {name: each for name, each in found.items() if name not in kept | words}
    dead = _dead(parsed, [*spans, *exports], free, wanted)
    users = " and ".join(names)
    spans += [_span(parsed, node) for each in dead.values() for node in each.nodes]
    drops = sorted({at for each in dead.values() for at in each.drops})
    spans += [note for at in drops for note in notes_above(parsed, at)]
    spans += _emptied(parsed, spans)
    spans = _outermost(spans)
    return TypeScriptRemoval(
        spans=tuple(spans),
        exports=tuple(sorted(set(exports))),
        drops=tuple(at for at in drops if not inside(spans, at)),
        dead=tuple(_lines(parsed, dead, users)),
        empty=is_empty(parsed, [*spans, *exports], frozenset(drops))
        and not hands_on(parsed, names),
    )


def _span(parsed: Parsed, node: Node) -> tuple[int, int]:
    if node.type == "variable_declarator" or is_literal_entry(node):
        return entry_span(parsed.data, node)
    return attached(parsed, node)


def _notes(parsed: Parsed, entry: Node) -> Iterator[tuple[int, int]]:
    """The comments that belong to an entry of a literal, as they would to a statement."""
    start, end = attached(parsed, entry)
    note = entry.prev_named_sibling
    while note is not None and note.type == "comment" and note.start_byte >= start:
        yield note.start_byte, note.end_byte
        note = note.prev_named_sibling
    note = entry.next_named_sibling
    if note is not None and note.type == "comment" and note.end_byte <= end:
        yield note.start_byte, note.end_byte


def _emptied(parsed: Parsed, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The declarations of which no variable is left."""
    for node in parsed.root.named_children:
        inner = bare(node)
        found = declarators(inner)
        if len(found) > 1 and all(inside(spans, each.start_byte) for each in found):
            yield attached(parsed, node)


def _outermost(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    unique = sorted(set(spans))
    return [
        one
        for one in unique
        if not any(other != one and other[0] <= one[0] and one[1] <= other[1] for other in unique)
    ]


def _dead(
    parsed: Parsed,
    gone: Sequence[tuple[int, int]],
    free: Mapping[str, Candidate],
    wanted: Callable[[str], bool],
) -> dict[str, Candidate]:
    """All that the removed code names, and so on, but for what is read from elsewhere."""
    dead: dict[str, Candidate] = {}
    fresh = list(gone)
    while fresh:
        named = names_in(parsed, fresh) & free.keys() - dead.keys()
        fresh = [_span(parsed, node) for name in named for node in free[name].nodes]
        dead.update((name, free[name]) for name in sorted(named))
    changed = True
    while changed:
        changed = False
        for name in list(dead):
            if _lives(parsed, dead, name, gone, wanted):
                del dead[name]
                changed = True
    return dead


def _lives(
    parsed: Parsed,
    dead: Mapping[str, Candidate],
    name: str,
    gone: Sequence[tuple[int, int]],
    wanted: Callable[[str], bool],
) -> bool:
    others = [_span(parsed, node) for each in dead.values() for node in each.nodes]
    if is_read(parsed, name, dead[name].own, [*gone, *others]):
        return True
    return dead[name].is_exported and wanted(name)


def _lines(parsed: Parsed, dead: Mapping[str, Candidate], users: str) -> Iterator[Dead]:
    """What goes along: definitions first, then imports, each in the order of the file."""
    because = f"only {users} used it"
    ordered = sorted((each.what, each.own[0][0], name) for name, each in dead.items())
    for what, at, name in ordered:
        yield Dead(what, name, parsed.data.count(b"\n", 0, at) + 1, because)
