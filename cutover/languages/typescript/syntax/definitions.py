"""Where a name is defined in a TypeScript file, with all that belongs to the definition."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.typescript.syntax.bindings import CLASSES, FUNCTIONS
from cutover.languages.typescript.syntax.export_literals import exported_entries
from cutover.languages.typescript.syntax.parsing import Parsed, string_value
from cutover.model import What

_DECLARATIONS = frozenset(
    {
        "class_declaration",
        "abstract_class_declaration",
        "function_declaration",
        "generator_function_declaration",
        "function_signature",
        "interface_declaration",
        "type_alias_declaration",
        "enum_declaration",
        "internal_module",
        "module",
    }
)
_TYPES: dict[str, What] = {
    "interface_declaration": "interface",
    "type_alias_declaration": "type",
    "enum_declaration": "enum",
}
_VARIABLES = frozenset({"lexical_declaration", "variable_declaration"})
_MEMBERS = frozenset({"public_field_definition", "method_definition"})
_WRAPPERS = frozenset({"export_statement", "ambient_declaration", "expression_statement"})
PATTERNS = frozenset({"object_pattern", "array_pattern", "pair_pattern", "rest_pattern",
                      "object_assignment_pattern", "assignment_pattern"})  # fmt: skip
_MADE = frozenset({"array", "binary_expression", "call_expression", "false", "new_expression",
                   "null", "number", "object", "regex", "string", "template_string",
                   "ternary_expression", "true"})  # fmt: skip
_NAMES = frozenset({"identifier", "shorthand_property_identifier_pattern"})
_FUNCTION_KINDS = frozenset({"function_declaration", "generator_function_declaration",
                             "function_signature", "method_definition"})  # fmt: skip


def definitions(parsed: Parsed, name: str) -> Iterator[Node]:
    """The statements that define ``name``, with ``export``, ``declare`` and decorators.

    A dotted name is a member of a namespace or a static member of a class; declarations that
    merge are several; one declarator among others, or entry of an exported literal, is itself.
    """
    outer, _, rest = name.partition(".")
    yield from _defined(parsed, statements(parsed.root), outer, rest)
    yield from exported_entries(parsed, name)


def _defined(parsed: Parsed, found: Iterator[Node], name: str, rest: str) -> Iterator[Node]:
    for node in found:
        for part in _parts(node):
            if _is_load(parsed, part):
                continue
            if not rest and (entry := taken_out(parsed, part, name)) is not None:
                yield entry
                continue
            own = defined_name(parsed, part)
            if own != name and not (name == "default" and is_default(part)):
                dotted = own.startswith(name + ".") and part.type == "internal_module"
                if not dotted or not (rest + ".").startswith(own[len(name) + 1 :] + "."):
                    continue
                below = rest[len(own) - len(name) :]
                yield from _inside(parsed, part, below)
            elif not rest:
                yield whole(part)
            else:
                yield from _inside(parsed, part, rest)


def _is_load(parsed: Parsed, node: Node) -> bool:
    """Whether a variable is a module that is required, and so is defined elsewhere."""
    found = declarators(node)
    declarator = found[0] if len(found) == 1 else node
    value = declarator.child_by_field_name("value")
    function = value.child_by_field_name("function") if value is not None else None
    return function is not None and parsed.text(function) == "require"


def _inside(parsed: Parsed, node: Node, name: str) -> Iterator[Node]:
    if not name:
        yield whole(node)
        return
    outer, _, rest = name.partition(".")
    body = _body(node)
    if body is not None:
        yield from _defined(parsed, statements(body), outer, rest)


def _body(node: Node) -> Node | None:
    if node.type in _VARIABLES and len(declarators(node)) == 1:
        node = declarators(node)[0]
    value = node.child_by_field_name("value")
    holder = value if value is not None and value.type in CLASSES else node
    return holder.child_by_field_name("body")


def _parts(node: Node) -> list[Node]:
    found = declarators(node)
    return found if len(found) > 1 else [node]


def declarators(node: Node) -> list[Node]:
    """The variables that a ``const``, ``let`` or ``var`` statement declares."""
    if node.type not in _VARIABLES:
        return []
    return [child for child in node.named_children if child.type == "variable_declarator"]


def statements(root: Node) -> Iterator[Node]:
    """The statements of a file, block or class body, without ``export`` and ``declare``."""
    for child in root.named_children:
        yield from _unwrapped(child)


def _unwrapped(node: Node) -> Iterator[Node]:
    match node.type:
        case "export_statement":
            inner = node.child_by_field_name("declaration")
            if inner is None:
                yield node
            else:
                yield from _unwrapped(inner)
        case "ambient_declaration":
            for child in node.named_children:
                if child.type == "statement_block":
                    yield from statements(child)
                elif child.type != "comment":
                    yield from _unwrapped(child)
        case "ERROR":
            yield from statements(node)
        case "expression_statement" if node.named_children and (
            node.named_children[0].type == "internal_module"
        ):
            yield node.named_children[0]
        case _:
            yield node


def defined_name(parsed: Parsed, node: Node) -> str:
    """The one name a statement defines; ``default`` for a nameless default, else empty."""
    kind = node.type
    if kind in _DECLARATIONS or kind == "variable_declarator" or kind in _MEMBERS:
        return _name(parsed, node)
    if kind in _VARIABLES:
        found = declarators(node)
        return _name(parsed, found[0]) if len(found) == 1 else ""
    if kind == "export_statement" and is_default(node):
        return "default"
    if kind == "expression_statement":
        return _assigned_name(parsed, node)
    return ""


def _name(parsed: Parsed, node: Node) -> str:
    name = node.child_by_field_name("name")
    if name is None or name.type.endswith("_pattern"):
        return "default" if name is None and is_default(node) else ""
    if name.type == "string":
        return ""
    return "".join(parsed.text(name).split())


def is_default(node: Node) -> bool:
    """Whether a statement or declaration is a default export that defines something itself."""
    parent = node.parent
    statement = node if node.type == "export_statement" else parent
    if statement is None or statement.type != "export_statement":
        return False
    if not any(child.type == "default" for child in statement.children):
        return False
    value = statement.child_by_field_name("value")
    return value is None or value.type not in {"identifier", "member_expression"}


def _assigned_name(parsed: Parsed, node: Node) -> str:
    """The name that ``exports.Name = …`` or ``module.exports = class …`` defines."""
    assignment = node.named_children[0] if node.named_children else node
    if assignment.type != "assignment_expression":
        return ""
    left = assignment.child_by_field_name("left")
    right = assignment.child_by_field_name("right")
    if left is None or right is None or left.type != "member_expression":
        return ""
    text = "".join(parsed.text(left).split())
    owner, _, name = text.rpartition(".")
    if right.type not in CLASSES and right.type not in FUNCTIONS:
        given = right.child_by_field_name("function")
        loads = given is not None and parsed.text(given) == "require"
        made = right.type in _MADE and not loads
        return name if made and owner in {"exports", "module.exports"} else ""
    own = right.child_by_field_name("name")
    if text == "module.exports":
        return "default" if own is None else parsed.text(own)
    return name if owner in {"exports", "module.exports"} else ""


def taken_out(parsed: Parsed, node: Node, name: str) -> Node | None:
    """The entry of a pattern that binds ``name``: of ``const { name, other } = value``.

    The whole statement where the pattern has no other entry; the mere name where its neighbours
    depend on it (a rest, a list, a pattern inside another).
    """
    found = declarators(node)
    declarator = found[0] if len(found) == 1 else node
    pattern = declarator.child_by_field_name("name")
    if declarator.type != "variable_declarator" or pattern is None:
        return None
    bound = next((n for n in names_of(pattern) if parsed.text(n) == name), None)
    if pattern.type not in PATTERNS or bound is None:
        return None
    entries = [child for child in pattern.named_children if child.type != "comment"]
    rest = any(entry.type == "rest_pattern" for entry in entries)
    for entry in entries:
        flat = entry == bound or bound.parent == entry or _is_defaulted(entry, bound)
        if pattern.type == "object_pattern" and not rest and flat:
            return whole(declarator) if len(entries) == 1 else entry
    return bound


def _is_defaulted(entry: Node, bound: Node) -> bool:
    """Whether an entry is ``key: name = value``."""
    inner = bound.parent
    return inner is not None and inner.type == "assignment_pattern" and inner.parent == entry


def names_of(pattern: Node) -> Iterator[Node]:
    """The names that a pattern binds."""
    if pattern.type in _NAMES:
        yield pattern
    for child in pattern.named_children:
        default = child == pattern.child_by_field_name("right")
        if not default and (child.type in _NAMES or child.type in PATTERNS):
            yield from names_of(child)


def whole(node: Node) -> Node:
    """A definition with what is written around it: ``export``, ``declare``, decorators."""
    if node.type == "variable_declarator" and node.parent is not None:
        if len(declarators(node.parent)) != 1:
            return node
        node = node.parent
    while node.parent is not None and node.parent.type in _WRAPPERS:
        node = node.parent
    return node


def definition_kind(node: Node) -> What:
    """What a definition (whole or bare) is: a class, an interface, a function and so on."""
    inner = bare(node)
    if inner.type in CLASSES:
        return "class"
    if inner.type in _TYPES:
        return _TYPES[inner.type]
    if inner.type in _FUNCTION_KINDS:
        return "function"
    value = inner
    if inner.type in _VARIABLES and declarators(inner):
        value = declarators(inner)[0]
    if inner.type == "expression_statement" and inner.named_children:
        value = inner.named_children[0]
    given = value.child_by_field_name("value") or value.child_by_field_name("right")
    if given is not None and given.type in CLASSES:
        return "class"
    return "function" if given is not None and given.type in FUNCTIONS else "constant"


def bare(node: Node) -> Node:
    """The declaration inside a whole definition."""
    return next(_unwrapped(node), node)


def ambient_module(parsed: Parsed, node: Node) -> str:
    """The module that ``declare module 'x' {}`` speaks about; empty for any other node."""
    if node.type != "module":
        return ""
    return string_value(parsed, node.child_by_field_name("name")) or ""
