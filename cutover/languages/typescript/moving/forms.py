"""The statements by which a file makes a name its default export, or itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.typescript.imports.statements import read_statement
from cutover.languages.typescript.syntax.definitions import definitions
from cutover.languages.typescript.syntax.parsing import Parsed, unwrap

_READ = re.compile(rb"exports(?<![\w$]exports)\s*[.\[]")
_EXPORTS = frozenset({"module.exports", "exports", "exports.default", "module.exports.default"})


def handed_out(parsed: Parsed, name: str) -> Iterator[Node]:
    """``export default Name``, ``export = Name``, ``module.exports = Name`` and their like."""
    for node in parsed.root.named_children:
        value = _exported(parsed, node) or _assigned(parsed, node)
        if value is not None and parsed.text(value) == name:
            yield node


def is_handed_out(parsed: Parsed, name: str) -> bool:
    """Whether a statement of its own hands a name out, or its definition does."""
    if next(handed_out(parsed, name), None) is not None:
        return True
    words = (b"default", b"module.exports")
    return any(
        any(word in parsed.data[node.start_byte : node.end_byte] for word in words)
        for node in definitions(parsed, name)
    )


def reads_exports(parsed: Parsed, node: Node) -> bool:
    """Whether code reads what its module exports as members of ``exports``."""
    start = node.start_byte
    value = node.named_children[0] if node.type == "expression_statement" else None
    if value is not None and (right := value.child_by_field_name("right")) is not None:
        start = right.start_byte
    return _READ.search(parsed.data, start, node.end_byte) is not None


def _exported(parsed: Parsed, node: Node) -> Node | None:
    """What a default export names, if it only names something."""
    if node.type != "export_statement" or node.child_by_field_name("declaration") is not None:
        return None
    if any(child.type in {"default", "="} for child in node.children):
        return _name(node.named_children[-1])
    read = read_statement(parsed, node)
    entries = read.entries if read is not None and read.kind == "list" else ()
    if len(entries) != 1 or entries[0].alias is None:
        return None
    return entries[0].name if parsed.text(entries[0].alias) == "default" else None


def _assigned(parsed: Parsed, node: Node) -> Node | None:
    """What is assigned to the exports as a whole or to their default, if it only is a name."""
    value = node.named_children[0] if node.type == "expression_statement" else None
    while value is not None and value.type == "assignment_expression":
        left = value.child_by_field_name("left")
        if left is None or parsed.text(left) not in _EXPORTS:
            return None
        value = value.child_by_field_name("right")
    return _name(value) if value is not None else None


def _name(node: Node) -> Node | None:
    inner = unwrap(node)
    return inner if inner.type == "identifier" else None
