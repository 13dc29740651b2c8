"""How far a name reaches in the syntax when a person's text takes its place."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.typescript.parsing import ancestors
from cutover.model import Kind

_STRINGS = frozenset({"string", "template_string", "comment"})
_STATEMENTS = ("_statement", "_declaration", "_definition")
_FIELDS = ("function", "constructor")
_OWNED = frozenset({"member_expression", "nested_identifier", "nested_type_identifier"})


def literal_extent(node: Node, kind: Kind, extent: str) -> Node:
    """The node a person's text stands for: the call, import or expression, or its statement."""
    named = node.type.endswith(("identifier", "identifier_pattern"))
    if extent == "statement" or (kind in {Kind.IMPORT, Kind.EXPORT} and named):
        for parent in ancestors(node):
            if parent.type.endswith(_STATEMENTS):
                return parent
    if not named:
        return next((n for n in (node, *ancestors(node)) if n.type in _STRINGS), node)
    outer, above = node, node.parent
    if above is not None and above.type in _OWNED and above.named_children[-1] == node:
        outer, above = above, above.parent
    if above is not None and any(above.child_by_field_name(f) == outer for f in _FIELDS):
        return above
    return outer
