"""Definitions as text of another module: exported, with their comments, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tree_sitter import Node

from cutover.languages.patch import Patch, patched
from cutover.languages.typescript.imports.style import newline_of
from cutover.languages.typescript.moving.entries import entry_name, standing_alone
from cutover.languages.typescript.moving.specs import Respelled, spec_patches
from cutover.languages.typescript.syntax.attached import attached
from cutover.languages.typescript.syntax.definitions import bare, defined_name
from cutover.languages.typescript.syntax.export_literals import is_literal_entry
from cutover.languages.typescript.syntax.parsing import Parsed

_LICENCE = re.compile(rb"@license|copyright|spdx-", re.IGNORECASE)
_LICENSED = re.compile(rb"\blicen[cs]ed?\b", re.IGNORECASE)


def moved_text(
    parsed: Parsed,
    nodes: Sequence[Node],
    exported: Sequence[str],
    respelled: Respelled,
    *,
    keyword: bool,
) -> bytes:
    """Top-level statements in their order; what stood together stays together.

    The definitions of ``exported`` names are exported by name, with ``keyword`` where the file has
    any exports; the modules that it loads are written as ``respelled`` says.
    """
    data, newline = parsed.data, newline_of(parsed.data)
    parts: list[bytes] = []
    last = -1
    for node in sorted(nodes, key=lambda each: each.start_byte):
        start, end = attached(parsed, node) if _is_statement(node) else (node.start_byte, -1)
        between = data[last:start] if last >= 0 else b""
        if parts:
            parts.append(between if between and not between.strip() else newline * 2)
        parts.append(_one(parsed, node, (start, end), exported if keyword else (), respelled))
        last = end
    return b"".join(parts)


def _is_statement(node: Node) -> bool:
    return node.type != "variable_declarator"


def _one(
    parsed: Parsed,
    node: Node,
    span: tuple[int, int],
    exported: Sequence[str],
    respelled: Respelled,
) -> bytes:
    data = parsed.data
    inner = bare(node)
    public = defined_name(parsed, inner) in exported
    if node.type == "variable_declarator":
        return _declared(parsed, node, respelled, public=public)
    patches = list(spec_patches(parsed, *span, respelled))
    if is_literal_entry(node):
        public = entry_name(parsed, node) in exported
        patches += standing_alone(parsed, node, span[0], public=public)
        return _patched(data, *span, patches)
    if public and node.type == "export_statement":
        default = next((each for each in node.children if each.type == "default"), None)
        if default is not None and default.next_sibling is not None:
            patches.append(Patch(default.start_byte, default.next_sibling.start_byte, b""))
    elif public and node.type != "expression_statement":
        first = next(each for each in node.children if each.type not in {"decorator", "comment"})
        patches.append(Patch(first.start_byte, first.start_byte, b"export "))
    return _patched(data, *span, patches)


def _patched(data: bytes, start: int, end: int, patches: Iterable[Patch]) -> bytes:
    """A span with patches of the whole file made in it."""
    shifted = [Patch(each.start - start, each.end - start, each.after) for each in patches]
    return patched(data[start:end], sorted(shifted))


def _declared(parsed: Parsed, node: Node, respelled: Respelled, *, public: bool) -> bytes:
    """One variable out of several as a statement of its own."""
    statement = node.parent
    assert statement is not None
    word = parsed.data[statement.start_byte : statement.children[0].end_byte]
    outer = statement.parent is not None and statement.parent.type == "export_statement"
    prefix = b"export " if public or outer else b""
    end = b";" if statement.children[-1].type == ";" else b""
    start, stop = node.start_byte, node.end_byte
    text = _patched(parsed.data, start, stop, spec_patches(parsed, start, stop, respelled))
    return prefix + word + b" " + text + end


def header_of(parsed: Parsed) -> bytes:
    """The licence comment and the directives of a file, which a new one beside it has too."""
    parts: list[bytes] = []
    newline = newline_of(parsed.data)
    licence: list[bytes] = []
    for node in parsed.root.children:
        text = parsed.data[node.start_byte : node.end_byte]
        if node.type == "comment":
            below = parsed.data[node.end_byte :]
            apart = below[: len(below) - len(below.lstrip())].count(b"\n") > 1
            if _LICENCE.search(text) or (apart and _LICENSED.search(text)):
                licence.append(text)
            continue
        if node.type == "expression_statement" and node.named_children[0].type == "string":
            parts.append(text)
            continue
        break
    return b"".join(part + newline * 2 for part in (*licence, *parts))
