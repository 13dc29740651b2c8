"""What people call the place of a node: the named things around it."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.typescript.syntax.bindings import CLASSES, FUNCTIONS, NAMESPACES
from cutover.languages.typescript.syntax.parsing import Parsed, ancestors

_NAMED = frozenset({"class_declaration", "abstract_class_declaration", "interface_declaration",
                    "type_alias_declaration"})  # fmt: skip
_NAMES = frozenset({"identifier", "type_identifier", "property_identifier"})


def qualified_scope(parsed: Parsed, node: Node) -> str:
    """The dotted names of the classes, functions, methods and namespaces around a node."""
    names: list[str] = []
    for parent in ancestors(node):
        name = scope_name(parent)
        if name is not None and not _within(name, node):
            names.append("".join(parsed.text(name).split()))
    return ".".join(reversed(names))


def scope_name(node: Node) -> Node | None:
    """The node that names a class, function, method or namespace; None for anything else."""
    kind = node.type
    if (
        kind in _NAMED
        or kind in NAMESPACES
        or kind == "method_definition"
        or (kind in {"function_declaration", "generator_function_declaration", "enum_declaration"})
    ):
        name = node.child_by_field_name("name")
        return None if name is None or name.type in {"string", "computed_property_name"} else name
    if kind in {"variable_declarator", "public_field_definition"}:
        value = node.child_by_field_name("value")
        if value is None or (value.type not in FUNCTIONS and value.type not in CLASSES):
            return None
        name = node.child_by_field_name("name")
        return name if name is not None and name.type in _NAMES else None
    return None


def _within(outer: Node, node: Node) -> bool:
    return outer.start_byte <= node.start_byte and node.end_byte <= outer.end_byte
