"""Entries of ``module.exports = { … }`` as definitions that stand on their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from cutover.languages.nodes import descendants
from cutover.languages.patch import Patch
from cutover.languages.typescript.syntax.parsing import Parsed, ancestors
from cutover.languages.typescript.syntax.scopes import this_holder

_READ = frozenset({"identifier", "shorthand_property_identifier"})
_QUOTED = frozenset({"template_string", "string", "jsx_text"})
_TRAILING = re.compile(rb",?[ \t]*(//[^\r\n]*|/\*[^\r\n]*?\*/)(?=[ \t]*\r?\n)")


def entry_name(parsed: Parsed, node: Node) -> str:
    """What an entry defines."""
    name = node.child_by_field_name("name") or node.child_by_field_name("key")
    return parsed.text(name).strip("'\"") if name is not None else ""


def standing_alone(parsed: Parsed, node: Node, start: int, *, public: bool) -> Iterator[Patch]:
    """The patches that make an entry a statement; ``start`` is where its comments begin.

    ``public`` says that it is exported by keyword.
    """
    name = entry_name(parsed, node).encode()
    word = b"export " if public else b""
    if node.type == "method_definition":
        words = {child.type for child in node.children}
        head = b"async " if "async" in words else b""
        star = b"* " if "*" in words else b" "
        own = node.child_by_field_name("name") or node
        yield Patch(node.start_byte, own.end_byte, word + head + b"function" + star + name)
        end = b""
    else:
        own = value = node.child_by_field_name("value") or node
        yield Patch(node.start_byte, value.start_byte, word + b"const " + name + b" = ")
        end = b";" if _ends_statements(node) else b""
    note = _TRAILING.match(parsed.data, node.end_byte)
    end += b" " + note[1] if note is not None else b""
    if end:
        yield Patch(node.end_byte, node.end_byte, end)
    yield from _outdented(parsed, node, start, own)


def uses_this(node: Node) -> bool:
    """Whether an entry reads the object that it stands in."""
    own = (node, node.child_by_field_name("value"))
    return any(each.type == "this" and _outer(each, node, own) for each in descendants(node))


def _outer(this: Node, entry: Node, own: tuple[Node | None, ...]) -> bool:
    holder = this_holder(this)
    return holder in own or holder is None or holder.start_byte < entry.start_byte


def names_itself(parsed: Parsed, node: Node) -> bool:
    """Whether an entry reads its own name, which means something else outside of the literal."""
    name = entry_name(parsed, node)
    return any(
        each.type in _READ and parsed.text(each) == name and each.end_byte <= node.end_byte
        for each in descendants(node.child_by_field_name("value") or node)
    )


def _ends_statements(node: Node) -> bool:
    statement = next((p for p in ancestors(node) if p.type == "expression_statement"), None)
    return statement is not None and statement.children[-1].type == ";"


def _outdented(parsed: Parsed, node: Node, start: int, own: Node) -> Iterator[Patch]:
    """Each further line without the white space in front of the entry, but for text in quotes.

    What stands before ``own`` in the entry is one line already.
    """
    data = parsed.data
    line = data.rfind(b"\n", 0, own.start_byte) + 1
    margin = data[line : line + len(data[line:]) - len(data[line:].lstrip(b" \t"))]
    if not margin:
        return
    quoted = [(n.start_byte, n.end_byte) for n in descendants(node) if n.type in _QUOTED]
    at = data.find(b"\n", start, node.end_byte) + 1
    while at:
        between = node.start_byte < at <= own.start_byte
        if data.startswith(margin, at) and not between and not _holds(quoted, at):
            yield Patch(at, at + len(margin), b"")
        at = data.find(b"\n", at, node.end_byte) + 1


def _holds(spans: Sequence[tuple[int, int]], at: int) -> bool:
    return any(start < at < end for start, end in spans)
