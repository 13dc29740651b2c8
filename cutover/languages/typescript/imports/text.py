"""Statements as they are to be written: entries, whole lists, new statements in their place."""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from cutover.languages.patch import Patch
from cutover.languages.typescript.imports.changes import Add, Draft
from cutover.languages.typescript.imports.lists import braced, list_patches, listing
from cutover.languages.typescript.imports.statements import Entry, Statement
from cutover.languages.typescript.imports.style import indent_at, line_end, style_of, top_place
from cutover.languages.typescript.syntax.parsing import Parsed

_LOADS = frozenset({"require", "load"})


def drafted(parsed: Parsed, draft: Draft) -> list[Patch]:
    """What becomes of a statement that stays."""
    statement, data = draft.statement, parsed.data
    patches: list[Patch] = []
    if draft.plain:
        word = next(c for c in statement.node.children if c.type == "type")
        patches.append(Patch(word.prev_sibling.end_byte if word.prev_sibling else
                             word.start_byte, word.end_byte, b""))  # fmt: skip
    if draft.filling is not None:
        return patches + _filled(parsed, draft, draft.filling)
    size = len(statement.entries)
    changed, gone = draft.changed, frozenset(i for i in draft.gone if i < size)
    heads = [n for n in (statement.default, statement.namespace) if n is not None]
    lost = [n for i, n in enumerate(heads, size) if i in draft.gone]
    names = statement.names
    if names is None or (size and len(gone) == size and not draft.added):
        return patches + _heads(draft, lost)
    patches += list_patches(listing(data, names), changed, gone, draft.added)
    for node in lost:
        patches.append(Patch(node.start_byte, names.start_byte, b""))
    if draft.default and not lost:
        patches.append(Patch(names.start_byte, names.start_byte, f"{draft.default}, ".encode()))
    return patches


def _heads(draft: Draft, lost: Sequence[Node]) -> list[Patch]:
    """A statement without a list, or one that loses it: what is before the braces stays."""
    statement = draft.statement
    default, namespace, names = statement.default, statement.namespace, statement.names
    if draft.added and default is not None and not lost:
        text = b", " + braced(draft.added)
        return [Patch(default.end_byte, default.end_byte, text)]
    if names is not None and default is not None and not lost:
        return [Patch(default.end_byte, names.end_byte, b"")]
    if default is not None and namespace is not None and len(lost) == 1:
        star = namespace.parent or namespace
        if lost[0] == default:
            return [Patch(default.start_byte, star.start_byte, b"")]
        return [Patch(default.end_byte, star.end_byte, b"")]
    return []


def _filled(parsed: Parsed, draft: Draft, add: Add) -> list[Patch]:
    """The emptied statement as that of another module."""
    statement, data = draft.statement, parsed.data
    source = statement.source
    assert source is not None
    style = style_of(parsed, statement)
    spelled = Patch(source.start, source.end, add.spec.encode())
    text = entry_text(add, in_types=statement.is_type)
    kept = [i for i in range(len(statement.entries)) if i not in draft.gone]
    heads = statement.default is not None or statement.namespace is not None
    if kept and not add.heads and not heads and statement.names is not None:
        entry = statement.entries[kept[0]]
        changed = {kept[0]: text}
        if entry.alias is None and not add.local:
            changed = {kept[0]: respelled(parsed, entry, entry.name, add.name)}
        gone = frozenset(draft.gone)
        names = listing(data, statement.names)
        return [*list_patches(names, changed, gone, draft.added), spelled]
    listed = braced([text, *draft.added], style.brace)
    head = add.bound.encode() if add.heads else listed
    if add.heads and draft.added:
        head += b", " + braced(draft.added, style.brace)
    clause = next((c for c in statement.node.named_children
                   if c.type in {"import_clause", "import_require_clause"}), None)  # fmt: skip
    if clause is not None and clause.type == "import_require_clause":
        text = head + b" from " + style.quote + add.spec.encode() + style.quote
        return [Patch(clause.start_byte, clause.end_byte, text)]
    outer = clause or statement.names or statement.namespace
    assert outer is not None
    return [Patch(outer.start_byte, outer.end_byte, head), spelled]


def placed(parsed: Parsed, near: Statement | None, adds: Sequence[Add]) -> Patch:
    """New statements behind the one they come from, or where imports begin."""
    data = parsed.data
    if near is not None:
        newline = style_of(parsed, near).newline
        end = line_end(data, near.node.end_byte)
        text = newline + indent_at(data, near.node.start_byte) + _written(parsed, adds, near)
        if data[end : end + 1] not in {b"", b"\r", b"\n"}:
            end, text = near.node.end_byte, text + newline
        return Patch(end, end, text)
    place, after = top_place(parsed)
    before = b"" if data[:place][-1:] in {b"", b"\n", b"\xbf"} else after[: len(after) // 2]
    if place == len(data):
        after = after[: len(after) // 2]
    return Patch(place, place, before + _written(parsed, adds, None) + after)


def _written(parsed: Parsed, adds: Sequence[Add], near: Statement | None) -> bytes:
    first = adds[0]
    style = style_of(parsed, near)
    in_types = first.form == "type"
    listed = braced(
        [entry_text(add, in_types=in_types) for add in adds if not add.heads], style.brace
    )
    bound = next((add.bound.encode() for add in adds if add.heads), b"")
    if len(adds) == 1 and bound:
        listed = bound
    elif bound:
        listed = bound + b", " + listed
    quoted = style.quote + first.spec.encode() + style.quote
    if first.kind in _LOADS:
        return _loader(parsed, near, quoted, listed) + style.end
    word = first.kind.encode() + (b" type " if in_types else b" ")
    return word + listed + b" from " + quoted + style.end


def entry_text(add: Add, *, in_types: bool) -> bytes:
    """One entry of a list."""
    prefix = "type " if add.form and not in_types and add.kind != "require" else ""
    if add.bound == add.name:
        return f"{prefix}{add.name}".encode()
    joint = ": " if add.kind == "require" else " as "
    return f"{prefix}{add.name}{joint}{add.bound}".encode()


def respelled(parsed: Parsed, entry: Entry, part: Node, text: str) -> bytes:
    """An entry with one of its parts spelled otherwise."""
    data = parsed.data
    before = data[entry.node.start_byte : part.start_byte]
    return before + text.encode() + data[part.end_byte : entry.node.end_byte]


def _loader(parsed: Parsed, near: Statement | None, quoted: bytes, listed: bytes) -> bytes:
    """A declaration that takes names from a module as its neighbour does."""
    if near is None or near.source is None or near.kind not in _LOADS or (
        near.node.type == "import_statement"
    ):  # fmt: skip
        return b"const " + listed + b" = require(" + quoted + b")"
    declarator = next(c for c in near.node.named_children if c.type == "variable_declarator")
    value = declarator.child_by_field_name("value")
    assert value is not None
    data, source = parsed.data, near.source
    word = data[near.node.start_byte : near.node.children[0].end_byte]
    loader = data[value.start_byte : source.start - 1] + quoted
    return word + b" " + listed + b" = " + loader + data[source.end + 1 : value.end_byte]
