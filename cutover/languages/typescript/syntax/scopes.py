"""TypeScript's scoping: which scope a name belongs to, and what binds it there.

Values and types live in spaces of their own: a parameter does not hide a type, a type parameter
does not hide a value; classes, enums, namespaces and imports are in both.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.typescript.syntax.bindings import (
    CLASSES,
    FUNCTION_EXPRESSIONS,
    FUNCTIONS,
    NAMESPACES,
    SPACES,
    Binding,
    Space,
    binding_place,
)
from cutover.languages.typescript.syntax.parsing import Parsed, ancestors
from cutover.languages.typescript.syntax.scope_names import qualified_scope
from cutover.languages.words import whole_words

__all__ = [
    "Binding",
    "binding_at",
    "bindings",
    "is_global",
    "lookup",
    "qualified_scope",
    "scope_of",
    "space_of",
    "this_holder",
]

_NAMED = frozenset({"class_declaration", "abstract_class_declaration", "interface_declaration",
                    "type_alias_declaration"})  # fmt: skip
_BLOCKS = frozenset({"statement_block", "for_statement", "for_in_statement", "catch_clause",
                     "switch_body", "enum_body", "class_static_block"})  # fmt: skip
_SCOPES = FUNCTIONS | CLASSES | _NAMED | _BLOCKS | {"program", "conditional_type", "object_type"}
_THIS = (FUNCTIONS - {"arrow_function"}) | {"class_body", "class_static_block"}
_NAMES = frozenset({"identifier", "type_identifier", "shorthand_property_identifier_pattern",
                    "property_identifier"})  # fmt: skip
_SHORTHAND = frozenset({"shorthand_property_identifier"})
_ANY = frozenset({"export_specifier", "import_alias", "nested_identifier",
                  "nested_type_identifier", "namespace_export"})  # fmt: skip


def scope_of(node: Node) -> Node:
    """The file, block, function, class or type in whose scope a name is looked up."""
    child = node
    for parent in ancestors(node):
        if parent.type in _SCOPES and _reads_inside(parent, child):
            return parent
        if parent.parent is None:
            return parent
        child = parent
    return node


def _reads_inside(scope: Node, child: Node) -> bool:
    """Whether what ``child`` reads is looked up in ``scope`` rather than around it."""
    kind = scope.type
    if kind == "statement_block":
        return not is_global(scope)
    if kind == "conditional_type":
        return child == scope.child_by_field_name("consequence") or (
            child == scope.child_by_field_name("right")
        )
    if kind in _BLOCKS or kind == "program" or kind == "object_type":
        return True
    if child.type == "decorator":
        return False
    if kind in FUNCTION_EXPRESSIONS or kind in {"class", "arrow_function"}:
        return True
    return child != scope.child_by_field_name("name")


def is_global(block: Node) -> bool:
    """Whether a block is that of ``declare global``, whose names are those of every file."""
    parent = block.parent
    return block.type == "statement_block" and (
        parent is not None and parent.type == "ambient_declaration"
    )


def space_of(node: Node) -> Space:
    """Whether a name stands for a value or a type; empty where it can be either."""
    parent = node.parent
    if parent is None or parent.type in _ANY:
        return ""
    if parent.type == "export_statement" or node.type not in _NAMES | _SHORTHAND:
        return ""
    return "type" if node.type == "type_identifier" else "value"


def lookup(parsed: Parsed, name: str, node: Node) -> tuple[Binding, ...]:
    """What binds ``name`` where ``node`` reads it; empty if nothing in the file does."""
    table = bindings(parsed, name)
    if not table:
        return ()
    space = space_of(node)
    scope: Node | None = scope_of(node)
    while scope is not None:
        found = table.get(scope.id, ())
        if space:
            found = tuple(b for b in found if space in SPACES[b.how])
        found = found or _in_same_namespace(parsed, scope, table, space)
        if found:
            return found
        if scope.parent is None:
            return ()
        scope = scope_of(scope)
    return ()


def _in_same_namespace(
    parsed: Parsed, scope: Node, table: dict[int, tuple[Binding, ...]], space: Space
) -> tuple[Binding, ...]:
    """What other blocks of the same namespace export."""
    home = scope.parent
    if home is None or home.type not in NAMESPACES:
        return ()
    name = home.child_by_field_name("name")
    own = parsed.text(name) if name is not None else ""
    return tuple(
        b
        for found in table.values()
        for b in found
        if (other := _namespace_around(b.node)) is not None
        and parsed.text(other) == own
        and (not space or space in SPACES[b.how])
    )


def _namespace_around(node: Node) -> Node | None:
    """The name of the namespace that exports a declaration."""
    for parent in ancestors(node):
        if parent.type == "export_statement":
            home = parent.parent.parent if parent.parent is not None else None
            if home is not None and home.type in NAMESPACES:
                return home.child_by_field_name("name")
            return None
        if parent.type not in {
            "lexical_declaration",
            "ambient_declaration",
            "variable_declaration",
        }:
            return None
    return None


def bindings(parsed: Parsed, name: str) -> dict[int, tuple[Binding, ...]]:
    """All bindings of a name in a file, by the id of their scope's node."""
    memo = parsed.memo()
    known = memo.get("bindings " + name)
    if isinstance(known, dict):
        return known
    table: dict[int, list[Binding]] = {}
    later: list[tuple[Node, Binding]] = []
    for node in _occurrences(parsed, name):
        found = binding_at(parsed, node)
        if found is None:
            continue
        scope, binding = found
        if binding.how == "reassign":
            later.append((scope, binding))
        else:
            table.setdefault(scope.id, []).append(binding)
    for scope, binding in later:
        _reassign(table, scope, binding)
    if parsed.root.id in table:
        table[parsed.root.id] = _own_first(table[parsed.root.id])
    result = {key: tuple(found) for key, found in table.items()}
    memo["bindings " + name] = result
    return result


def _own_first(found: list[Binding]) -> list[Binding]:
    """The bindings of a file without those of ``declare global``, where it has others."""
    own = [b for b in found if not any(is_global(p) for p in ancestors(b.node))]
    return own or found


def _occurrences(parsed: Parsed, name: str) -> Iterator[Node]:
    size = len(name.encode())
    for start in whole_words(parsed.data, name.encode()):
        node = parsed.node_at(start, start + size)
        if node.type in _NAMES and node.end_byte - node.start_byte == size:
            yield node


def _reassign(table: dict[int, list[Binding]], scope: Node, binding: Binding) -> None:
    """Give an assignment to the scope that declares its variable, if the file does."""
    at: Node | None = scope
    while at is not None:
        found = table.get(at.id)
        if found and any("value" in SPACES[b.how] for b in found):
            found.append(binding)
            return
        if at.parent is None:
            return
        at = scope_of(at)


def binding_at(parsed: Parsed, node: Node) -> tuple[Node, Binding] | None:
    """The scope and binding if this identifier is a place where its name is bound."""
    found = binding_place(node)
    if found is None:
        return None
    how, source, hoisted = found
    scope = scope_of(node)
    if how == "generic" and source.type == "infer_type":
        scope = next((p for p in ancestors(node) if p.type == "conditional_type"), scope)
    elif how == "generic" and source.type == "mapped_type_clause":
        scope = next((p for p in ancestors(node) if p.type == "object_type"), scope)
    elif source.type == "arrow_function":
        scope = source
    while hoisted and not _holds_vars(scope):
        scope = scope_of(scope)
    return scope, Binding(how, node.start_byte, source, node)


def _holds_vars(scope: Node) -> bool:
    if scope.type in FUNCTIONS or scope.parent is None or scope.type == "class_static_block":
        return True
    return scope.type == "statement_block" and scope.parent.type in NAMESPACES


def this_holder(node: Node) -> Node | None:
    """The function, class body or block that gives ``this`` its meaning; None at the top."""
    return next((p for p in ancestors(node) if p.type in _THIS), None)
