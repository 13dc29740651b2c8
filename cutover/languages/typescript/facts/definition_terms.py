"""The terms of what a file itself defines."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.base import Term
from cutover.languages.typescript.syntax.bindings import FUNCTIONS, NAMESPACES, Binding
from cutover.languages.typescript.syntax.definitions import ambient_module
from cutover.languages.typescript.syntax.parsing import Parsed, ancestors
from cutover.languages.typescript.syntax.scope_names import scope_name
from cutover.languages.typescript.syntax.scopes import is_global, qualified_scope

_BLOCK_SCOPED = frozenset(
    {"lexical_declaration", "class_declaration", "abstract_class_declaration", "enum_declaration"}
)
_BLOCKS = frozenset({"statement_block", "switch_body", "for_statement", "for_in_statement"})


def line_of(node: Node) -> int:
    """The 1-based line on which a node begins."""
    return node.start_point.row + 1


def here(parsed: Parsed, binding: Binding, name: str) -> Term:
    """The term of a definition of this file, or of the module that it is added to.

    What an anonymous function or a block keeps to itself is a value: no dotted name tells it from
    the module's own definition.
    """
    line = line_of(binding.name)
    if is_local(binding):
        return Term("value", "of a function or block", line=line)
    scope = qualified_scope(parsed, binding.name)
    dotted = f"{scope}.{name}" if scope else name
    for parent in ancestors(binding.node):
        if is_global(parent):
            return Term("unbound", dotted, line=line)
        spec = ambient_module(parsed, parent)
        if spec:
            first, *rest = dotted.split(".")
            return Term("import", first, spec, tuple(rest), line)
    return Term("here", dotted, line=line)


def is_local(binding: Binding) -> bool:
    """Whether an anonymous function or a block stands between a definition and its module."""
    node = binding.node.parent if binding.node.type == "variable_declarator" else binding.node
    hoisted = node is None or node.type not in _BLOCK_SCOPED
    for parent in ancestors(binding.node):
        if parent.type in FUNCTIONS and scope_name(parent) is None:
            return True
        if parent.type in _BLOCKS and not hoisted and _stands_alone(parent):
            return True
    return False


def _stands_alone(block: Node) -> bool:
    """Whether a block is no body of a function, a class or a namespace."""
    outer = block.parent
    return outer is not None and outer.type not in FUNCTIONS | NAMESPACES | {
        "ambient_declaration",
        "class_static_block",
    }


def is_top(binding: Binding) -> bool:
    """Whether a variable is one of its module, and not of a block or function inside it."""
    statement = binding.node.parent
    outer = statement.parent if statement is not None else None
    while outer is not None and outer.type in {"export_statement", "ambient_declaration"}:
        outer = outer.parent
    if outer is None or outer.parent is None or outer.type == "ERROR":
        return True
    return outer.parent.type in {"module", "internal_module", "ambient_declaration"}
