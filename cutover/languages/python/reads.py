"""Whether a file still reads a name when some of its code is gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tree_sitter import Node

from cutover.languages.python.definitions import whole
from cutover.languages.python.parsing import Parsed, ancestors, string_value
from cutover.languages.python.scopes import lookup
from cutover.languages.words import whole_words


def inside(nodes: Iterable[Node], offset: int) -> bool:
    """Whether a place lies in one of the nodes."""
    return any(n.start_byte <= offset < n.end_byte for n in nodes)


def is_read(parsed: Parsed, name: str, own: Node, gone: Collection[Node]) -> bool:
    """Whether the file still reads a name outside the removed code and its own definition."""
    own = whole(own) if own.type not in {"dotted_name", "aliased_import"} else own
    for start in whole_words(parsed.data, name.encode()):
        if inside(gone, start) or own.start_byte <= start < own.end_byte:
            continue
        node = parsed.node_at(start, start + len(name.encode()))
        if node.type == "comment" or _is_plain_text(parsed, node):
            continue
        parent = node.parent
        if (
            parent is not None
            and parent.type == "attribute"
            and parent.child_by_field_name("attribute") == node
        ):
            continue
        if (
            parent is not None
            and parent.type == "keyword_argument"
            and parent.child_by_field_name("name") == node
        ):
            continue
        if _is_module_path(node) or _is_bound_elsewhere(parsed, name, node, own):
            continue
        return True
    return False


def _is_bound_elsewhere(parsed: Parsed, name: str, node: Node, own: Node) -> bool:
    """Whether a name means something else where it stands: a parameter, a local."""
    if node.type != "identifier":
        return False
    found = lookup(parsed, name, node)
    return bool(found) and not any(own.start_byte <= b.start < own.end_byte for b in found)


def _is_plain_text(parsed: Parsed, node: Node) -> bool:
    """A docstring or a longer text; a string that could be a name or an annotation is none."""
    string = (
        node
        if node.type == "string"
        else next((p for p in ancestors(node) if p.type == "string"), None)
    )
    if string is None or node.type == "identifier":
        return False
    if string.parent is not None and string.parent.type == "expression_statement":
        return True
    value = string_value(parsed, string)
    return value is not None and " " in value.strip()


def _is_module_path(node: Node) -> bool:
    parent = node.parent
    statement = parent.parent if parent is not None else None
    if parent is None or statement is None or parent.type != "dotted_name":
        return False
    if statement.type == "relative_import":
        return True
    return (
        statement.type == "import_from_statement"
        and statement.child_by_field_name("module_name") == parent
    )
