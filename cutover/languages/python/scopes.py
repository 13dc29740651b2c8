"""Python's scoping: which scope a name belongs to, and what binds it there."""

from __future__ import annotations

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.python.parsing import Parsed, ancestors
from cutover.languages.words import whole_words

COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
_PATTERNS = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern"})
_PARAMETERS = frozenset({"parameters", "lambda_parameters"})


class Binding(Struct, frozen=True):
    """A place where a name gets its value; ``node`` is what the value comes from.

    ``how`` is import, class, function, assign, parameter, target (loops, with, except, match),
    or type.
    """

    how: str
    start: int
    node: Node


def scope_of(node: Node) -> Node:
    """The module, class, function, lambda or comprehension in whose scope a name is looked up."""
    child = node
    for parent in ancestors(node):
        kind = parent.type
        if kind in {"function_definition", "class_definition"}:
            if child == parent.child_by_field_name("body") or (
                child == parent.child_by_field_name("type_parameters")
            ):
                return parent
            if child == parent.child_by_field_name("parameters") and _is_parameter(node):
                return parent
            if _sees_type_parameters(parent, child):
                return parent
        elif kind == "lambda":
            if child == parent.child_by_field_name("body") or _is_parameter(node):
                return parent
        elif (
            (kind in COMPREHENSIONS and not _in_first_iterable(child, node))
            or kind == "module"
            or parent.parent is None
        ):
            return parent
        child = parent
    return node


def qualified_scope(parsed: Parsed, node: Node) -> str:
    """The dotted names of the classes and functions around a node."""
    names = [
        parsed.text(name)
        for parent in ancestors(node)
        if parent.type in {"function_definition", "class_definition"}
        and (name := parent.child_by_field_name("name")) is not None
        and name != node
    ]
    return ".".join(reversed(names))


def lookup(parsed: Parsed, name: str, node: Node) -> tuple[Binding, ...]:
    """What binds ``name`` where ``node`` reads it; empty if nothing in the file does."""
    table = bindings(parsed, name)
    scope: Node | None = scope_of(node)
    first = True
    while scope is not None:
        found = table.get(scope.id, ())
        if scope.type == "class_definition":
            found = tuple(b for b in found if first and _before(b, node))
        if any(b.how == "global" for b in found):
            return tuple(b for b in table.get(parsed.root.id, ()) if b.how != "global")
        if found := tuple(b for b in found if b.how != "nonlocal"):
            return found
        if scope.parent is None:
            return ()
        first = False
        scope = scope_of(scope)
    return ()


def bindings(parsed: Parsed, name: str) -> dict[int, tuple[Binding, ...]]:
    """All bindings of a name in a file, by the id of their scope's node."""
    memo = parsed.memo()
    known = memo.get(name)
    if isinstance(known, dict):
        return known
    table: dict[int, list[Binding]] = {}
    for start in whole_words(parsed.data, name.encode()):
        node = parsed.node_at(start, start + len(name.encode()))
        if node.type == "identifier" and (bound := binding_at(parsed, node)) is not None:
            scope, binding = bound
            table.setdefault(scope.id, []).append(binding)
    result = {key: tuple(found) for key, found in table.items()}
    memo[name] = result
    return result


def binding_at(parsed: Parsed, node: Node) -> tuple[Node, Binding] | None:
    """The scope and binding if this identifier is a place where its name is bound."""
    parent = node.parent
    if parent is None:
        return None
    how, source = _how(node, parent)
    if not how:
        return None
    scope = scope_of(node)
    if how == "walrus":
        while scope.type in COMPREHENSIONS:
            scope = scope_of(scope)
        how = "assign"
    return scope, Binding(how, node.start_byte, source)


def _how(node: Node, parent: Node) -> tuple[str, Node]:
    match parent.type:
        case "dotted_name":
            return _imported(node, parent)
        case "aliased_import":
            bound = parent.child_by_field_name("alias") == node
            return ("import", parent) if bound else ("", node)
        case "class_definition" | "function_definition":
            how = "class" if parent.type == "class_definition" else "function"
            return (how, parent) if parent.child_by_field_name("name") == node else ("", node)
        case "named_expression":
            bound = parent.child_by_field_name("name") == node
            return ("walrus", parent) if bound else ("", node)
        case "global_statement":
            return "global", parent
        case "nonlocal_statement":
            return "nonlocal", parent
        case "as_pattern_target":
            return "target", parent
        case "type_parameter" | "type" if _declares_type(node, parent):
            return "type", parent
    if _is_parameter(node):
        return "parameter", parent
    return _assigned(node)


def _imported(node: Node, name: Node) -> tuple[str, Node]:
    statement = name.parent
    if statement is not None and statement.type == "as_pattern":
        return "", node
    if statement is None or name.named_children[0] != node:
        return "", node
    if statement.type == "import_statement":
        return "import", name
    if statement.type == "import_from_statement":
        bound = name != statement.child_by_field_name("module_name")
        return ("import", name) if bound else ("", node)
    if statement.type in {"case_pattern", "keyword_pattern"} and len(name.named_children) == 1:
        return "target", statement
    return "", node


def _assigned(node: Node) -> tuple[str, Node]:
    child = node
    for parent in ancestors(node):
        kind = parent.type
        if kind in {"assignment", "augmented_assignment", "for_statement", "for_in_clause"}:
            if parent.child_by_field_name("left") != child:
                return "", node
            if kind == "assignment" and child == node:
                return "assign", parent
            return "target", parent
        if kind == "type_alias_statement":
            return ("assign", parent) if parent.child_by_field_name("left") == child else ("", node)
        if kind not in _PATTERNS:
            return "", node
        child = parent
    return "", node


def _is_parameter(node: Node) -> bool:
    parent = node.parent
    if parent is None:
        return False
    if parent.type in _PARAMETERS:
        return True
    if parent.type in {"default_parameter", "typed_default_parameter"}:
        return parent.child_by_field_name("name") == node
    if parent.type == "typed_parameter":
        return bool(parent.named_children) and parent.named_children[0] == node
    if (
        parent.type in {"list_splat_pattern", "dictionary_splat_pattern"}
        and parent.parent is not None
    ):
        outer = parent.parent
        return outer.type in _PARAMETERS or outer.type == "typed_parameter"
    return False


def _declares_type(node: Node, parent: Node) -> bool:
    outer = parent.parent
    if parent.type == "type_parameter":
        return True
    return (
        outer is not None
        and outer.type == "type_parameter"
        and outer.parent is not None
        and (outer.parent.type in {"class_definition", "function_definition"})
    )


def _in_first_iterable(child: Node, node: Node) -> bool:
    if child.type != "for_in_clause":
        return False
    first = child.parent is not None and next(
        (c for c in child.parent.children if c.type == "for_in_clause"), None
    )
    right = child.child_by_field_name("right")
    return (
        first == child
        and right is not None
        and (right.start_byte <= node.start_byte and node.end_byte <= right.end_byte)
    )


def _sees_type_parameters(definition: Node, child: Node) -> bool:
    """Annotations and bases are read in a scope that knows the definition's type parameters."""
    if definition.child_by_field_name("type_parameters") is None:
        return False
    return child != definition.child_by_field_name("name")


def _before(binding: Binding, node: Node) -> bool:
    """Whether a class-body binding already holds where ``node`` is read."""
    if binding.start == node.start_byte:
        return True
    inside = binding.node.start_byte <= node.start_byte < binding.node.end_byte
    if binding.how in {"assign", "class", "function"} and inside:
        return False
    return binding.start < node.start_byte
