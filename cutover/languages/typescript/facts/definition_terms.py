"""The terms of what a file itself defines."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.base import Term
from cutover.languages.typescript.syntax.bindings import Binding
from cutover.languages.typescript.syntax.definitions import ambient_module
from cutover.languages.typescript.syntax.parsing import Parsed, ancestors
from cutover.languages.typescript.syntax.scopes import is_global, qualified_scope


def line_of(node: Node) -> int:
    """The 1-based line on which a node begins."""
    return node.start_point.row + 1


def here(parsed: Parsed, binding: Binding, name: str) -> Term:
    """The term of a definition of this file, or of the module that it is added to."""
    line = line_of(binding.name)
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


def is_top(binding: Binding) -> bool:
    """Whether a variable is one of its module, and not of a block or function inside it."""
    statement = binding.node.parent
    outer = statement.parent if statement is not None else None
    while outer is not None and outer.type in {"export_statement", "ambient_declaration"}:
        outer = outer.parent
    if outer is None or outer.parent is None or outer.type == "ERROR":
        return True
    return outer.parent.type in {"module", "internal_module", "ambient_declaration"}
