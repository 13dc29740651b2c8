"""How far a name reaches in the syntax: what it is taken from, its call, its statement."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.typescript.syntax.parsing import TRANSPARENT, ancestors
from cutover.model import Kind

_AROUND = TRANSPARENT | {"instantiation_expression", "sequence_expression"}
_LAST = frozenset({"sequence_expression", "type_assertion"})
_STATEMENTS = frozenset(
    {
        "import_statement",
        "export_statement",
        "expression_statement",
        "lexical_declaration",
        "variable_declaration",
        "type_alias_declaration",
        "public_field_definition",
        "property_signature",
        "return_statement",
        "throw_statement",
        "if_statement",
        "for_statement",
        "for_in_statement",
        "while_statement",
        "do_statement",
        "switch_statement",
        "import_alias",
    }
)
_STRINGS = frozenset({"string", "template_string"})
_NAMES = frozenset(
    {
        "identifier",
        "type_identifier",
        "property_identifier",
        "shorthand_property_identifier",
        "shorthand_property_identifier_pattern",
    }
)


def literal_extent(node: Node, kind: Kind, extent: str) -> Node:
    """The node a person's text stands for: the call, import or expression, or its statement."""
    named = node.type in _NAMES
    if extent == "statement" or (named and kind in {Kind.IMPORT, Kind.EXPORT}):
        statement = statement_of(node)
        if statement is not None:
            return statement
    if not named:
        return next((each for each in (node, *ancestors(node)) if each.type in _STRINGS), node)
    expression = expression_of(node)
    return call_of(expression) or expression


def statement_of(node: Node) -> Node | None:
    """The statement, class field or member of a type that a node is part of.

    None for the head of a class or function, whose statement is all of it.
    """
    for parent in ancestors(node):
        if parent.type not in _STATEMENTS:
            if parent.type.endswith("_declaration") or parent.type == "method_definition":
                return None
            continue
        outer = parent.parent
        exported = outer is not None and outer.type == "export_statement"
        return outer if exported else parent
    return None


def expression_of(node: Node) -> Node:
    """The name with what it is taken from: ``module.Old``."""
    parent = node.parent
    if parent is None:
        return node
    if parent.child_by_field_name("property") == node:
        return parent
    qualified = parent.type == "nested_type_identifier"
    return parent if qualified and parent.child_by_field_name("name") == node else node


def call_of(expression: Node) -> Node | None:
    """The call or ``new`` of an expression, through parentheses and assertions."""
    node, parent = expression, expression.parent
    while parent is not None and parent.type in _AROUND:
        inner = [child for child in parent.named_children if child.type != "comment"]
        at = -1 if parent.type in _LAST else 0
        if not inner or inner[at] != node:
            return None
        node, parent = parent, parent.parent
    if parent is not None and parent.type == "await_expression":
        outer = parent.parent
        if outer is not None and outer.child_by_field_name("type_arguments") is not None:
            node, parent = parent, outer
    for field in ("function", "constructor"):
        if parent is not None and parent.child_by_field_name(field) == node:
            return parent if parent.type in {"call_expression", "new_expression"} else None
    return None
