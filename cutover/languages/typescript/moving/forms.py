"""The statements by which a file makes a name its default export, or itself."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.nodes import descendants
from cutover.languages.typescript.imports.statements import read_statement
from cutover.languages.typescript.syntax.definitions import definitions
from cutover.languages.typescript.syntax.parsing import Parsed, unwrap

_CHAIN = frozenset({"assignment_expression", "variable_declarator"})
_EXPORTS = frozenset({"module.exports", "exports", "exports.default", "module.exports.default"})


def handed_out(parsed: Parsed, name: str) -> Iterator[Node]:
    """``export default Name``, ``export = Name``, ``module.exports = Name`` and their like."""
    for node in parsed.root.named_children:
        value = _exported(parsed, node) or _assigned(parsed, node)
        if value is not None and parsed.text(value) == name:
            yield node


def hands_itself_out(parsed: Parsed, name: str) -> bool:
    """Whether the statement that defines a name makes it the default export, or the module."""
    return any(
        any(child.type == "default" for child in node.children) or _is_module(parsed, node)
        for node in definitions(parsed, name)
    )


def is_the_module(parsed: Parsed, name: str) -> bool:
    """Whether the statement that defines a name makes it all that a CommonJS module exports."""
    return any(_is_module(parsed, node) for node in definitions(parsed, name))


def is_listed_default(parsed: Parsed, name: str) -> bool:
    """Whether a list of several exports has the name as the default."""
    for node in parsed.root.named_children:
        read = read_statement(parsed, node)
        for entry in read.entries if read is not None and read.kind == "list" else ():
            alias = parsed.text(entry.alias) if entry.alias is not None else ""
            if parsed.text(entry.name) == name and alias == "default":
                return True
    return False


def reads_exports(parsed: Parsed, node: Node) -> bool:
    """Whether code of a CommonJS module reads its exports, other than to add its own to them."""
    return any(not _is_added_to(each, node) for each in _exports_in(parsed, node))


def _exports_in(parsed: Parsed, node: Node) -> Iterator[Node]:
    for each in descendants(node):
        whole = each.parent
        if each.type == "identifier" and parsed.text(each) == "exports":
            yield each
        elif each.type == "property_identifier" and whole is not None and (
            parsed.text(whole) == "module.exports"
        ):  # fmt: skip
            yield whole


def _is_added_to(exports: Node, statement: Node) -> bool:
    """Whether a statement assigns to the exports, or to one member of them."""
    left, outer = exports, exports.parent
    if outer is not None and outer.type == "member_expression":
        left, outer = outer, outer.parent
    if outer is None or outer.child_by_field_name("left") != left:
        return False
    while outer.parent is not None and outer.parent.type in _CHAIN:
        outer = outer.parent
    return outer.parent == statement


def _is_module(parsed: Parsed, node: Node) -> bool:
    value = node.named_children[0] if node.named_children else None
    if value is not None and value.type == "variable_declarator":
        value = value.child_by_field_name("value")
    while value is not None and value.type == "assignment_expression":
        left = value.child_by_field_name("left")
        if left is not None and "".join(parsed.text(left).split()) == "module.exports":
            return True
        value = value.child_by_field_name("right")
    return False


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
        if left is None or "".join(parsed.text(left).split()) not in _EXPORTS:
            return None
        value = value.child_by_field_name("right")
    return _name(value) if value is not None else None


def _name(node: Node) -> Node | None:
    inner = unwrap(node)
    return inner if inner.type == "identifier" else None
