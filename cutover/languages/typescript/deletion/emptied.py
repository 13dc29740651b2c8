"""Whether anything worth a module is left in a file."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tree_sitter import Node

from cutover.languages.typescript.imports.statements import read_statement
from cutover.languages.typescript.syntax.attached import inside
from cutover.languages.typescript.syntax.parsing import Parsed

_NOTHING = frozenset({"comment", "empty_statement", "hash_bang_line"})


def is_empty(
    parsed: Parsed,
    gone: Sequence[tuple[int, int]] = (),
    drops: Collection[int] = (),
) -> bool:
    """Whether nothing but comments, directives and imports without effect is left.

    ``gone`` are removed bytes, ``drops`` where removed names of imports start.
    """
    return all(_is_nothing(parsed, node, gone, drops) for node in parsed.root.named_children)


def hands_on(parsed: Parsed, names: Collection[str]) -> bool:
    """Whether a list exports one of the names under another public name, which stays."""
    for node in parsed.root.named_children:
        read = read_statement(parsed, node)
        for entry in read.entries if read is not None and read.kind == "list" else ():
            name = parsed.text(entry.name)
            public = parsed.text(entry.alias or entry.name)
            if name in names and public not in {name, "default"}:
                return True
    return False


def _is_nothing(
    parsed: Parsed, node: Node, gone: Sequence[tuple[int, int]], drops: Collection[int]
) -> bool:
    if node.type in _NOTHING or inside(gone, node.start_byte):
        return True
    if node.type == "expression_statement":
        if node.named_children[0].type == "string":
            return True
        return _exports_nothing(parsed, node, gone)
    read = read_statement(parsed, node)
    if read is None:
        return False
    if read.kind == "list":
        return all(inside(gone, entry.node.start_byte) for entry in read.entries)
    return read.kind in {"import", "require", "load"} and read.size > 0


def _exports_nothing(parsed: Parsed, node: Node, gone: Sequence[tuple[int, int]]) -> bool:
    """Whether a statement is ``module.exports = {}`` with nothing left in it."""
    assignment = node.named_children[0]
    left, right = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
    if left is None or right is None or parsed.text(left) != "module.exports":
        return False
    entries = [child for child in right.named_children if child.type != "comment"]
    return right.type == "object" and all(inside(gone, each.start_byte) for each in entries)
