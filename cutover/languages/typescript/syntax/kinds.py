"""What the code around a name does with it."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.typescript.syntax.parsing import ancestors
from cutover.model import Kind

_WRAPPERS = frozenset({"parenthesized_expression", "non_null_expression",
                       "instantiation_expression", "generic_type", "as_expression",
                       "satisfies_expression"})  # fmt: skip
_TYPED = frozenset({"generic_type", "as_expression", "satisfies_expression"})
_TYPES = frozenset({"type_annotation", "type_arguments", "type_query", "type_alias_declaration",
                    "constraint", "default_type", "union_type", "intersection_type", "array_type",
                    "implements_clause", "type_predicate", "asserts", "asserts_annotation",
                    "conditional_type", "index_signature", "lookup_type", "index_type_query",
                    "function_type", "constructor_type", "tuple_type", "object_type",
                    "type_predicate_annotation", "mapped_type_clause"})  # fmt: skip
_JSX = frozenset({"jsx_opening_element", "jsx_closing_element", "jsx_self_closing_element"})
_ENDS = frozenset({"call_expression", "new_expression", "arguments", "statement_block", "program",
                   "class_body", "variable_declarator"})  # fmt: skip


def kind_of(expression: Node) -> Kind:
    """The kind of an expression or type by the code around it."""
    node, parent = expression, expression.parent
    while parent is not None and parent.type in _WRAPPERS:
        if parent.type in _TYPED and parent.named_children[0] != node:
            return Kind.ANNOTATION
        node, parent = parent, parent.parent
    if parent is None:
        return Kind.USE
    if (
        parent.type == "await_expression"
        and parent.parent is not None
        and (parent.parent.child_by_field_name("function") == parent)
    ):
        return Kind.CALL
    match parent.type:
        case "new_expression" if parent.child_by_field_name("constructor") == node:
            return Kind.CALL
        case "call_expression" if parent.child_by_field_name("function") == node:
            return Kind.CALL
        case "decorator":
            return Kind.CALL
        case "extends_clause" | "extends_type_clause" | "class_heritage":
            return Kind.SUBCLASS
        case "export_statement":
            return Kind.EXPORT
    return Kind.ANNOTATION if _in_type(expression) else Kind.USE


def _in_type(node: Node) -> bool:
    if node.type in {"type_identifier", "nested_type_identifier"}:
        return True
    child = node
    for parent in ancestors(node):
        if parent.type in {"as_expression", "satisfies_expression"}:
            return len(parent.named_children) > 1 and parent.named_children[-1] == child
        if parent.type in _TYPES:
            return True
        if parent.type in _ENDS or parent.type.endswith("_statement"):
            return False
        child = parent
    return False


def rule_of(node: Node) -> str:
    """The rule that recognises a plain name: ``jsx``, ``decorator`` or ``name``."""
    for parent in ancestors(node):
        if parent.type in _JSX:
            return "jsx"
        if parent.type == "decorator":
            return "decorator"
        if parent.type not in {"member_expression", "call_expression"} or (
            parent.child_by_field_name("function") is None
            and parent.child_by_field_name("object") is None
        ):
            return "name"
    return "name"
