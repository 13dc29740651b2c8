"""What is left hollow by a removal: suites, modules."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.python.definitions import defined_name, whole
from cutover.languages.python.exports import statements
from cutover.languages.python.parsing import Parsed, string_value

IMPORTS = frozenset({"import_statement", "import_from_statement"})


def emptied_suites(
    parsed: Parsed, gone: dict[int, Node], drops: dict[int, tuple[str, Node]]
) -> list[Node]:
    """Top-level ``if`` and ``try`` statements of which nothing is left."""
    emptied = []
    for node in parsed.root.named_children:
        if node.type not in {"if_statement", "try_statement"}:
            continue
        bodies = [n for n in statements(node) if _is_statement(n)]
        if bodies and all(_goes(n, gone, drops) for n in bodies):
            emptied.append(node)
    return emptied


def is_empty(parsed: Parsed, gone: dict[int, Node], drops: dict[int, tuple[str, Node]]) -> bool:
    """Whether nothing worth a module remains."""
    for node in parsed.root.named_children:
        if node.start_byte in gone or node.type in {"comment", "future_import_statement"}:
            continue
        inner = (
            node.child_by_field_name("definition") if node.type == "decorated_definition" else node
        )
        if inner is None or _goes(inner, gone, drops):
            continue
        if node.type == "expression_statement" and (
            node.named_children[0].type == "string"
            or (
                parsed.data[node.start_byte : node.start_byte + 7] == b"__all__"
                and _lists_only(parsed, node, gone)
            )
        ):
            continue
        return False
    return True


def _goes(node: Node, gone: dict[int, Node], drops: dict[int, tuple[str, Node]]) -> bool:
    if whole(node).start_byte in gone or node.type == "pass_statement":
        return True
    if node.type not in IMPORTS:
        return False
    module = node.child_by_field_name("module_name")
    names = [
        c
        for c in node.named_children
        if c != module and c.type in {"dotted_name", "aliased_import"}
    ]
    return bool(names) and all(name.start_byte in drops for name in names)


def _is_statement(node: Node) -> bool:
    return node.type.endswith("_statement") or node.type.endswith("_definition")


def _lists_only(parsed: Parsed, node: Node, gone: dict[int, Node]) -> bool:
    names = {defined_name(parsed, n.child_by_field_name("definition") or n) for n in gone.values()}
    found: list[str] = []

    def walk(n: Node) -> None:
        if n.type == "string":
            found.append(string_value(parsed, n) or "?")
        for child in n.named_children:
            walk(child)

    walk(node)
    return set(found) <= names
