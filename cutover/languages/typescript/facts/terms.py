"""What an expression or a type can mean: a syntax node to terms."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.base import Term
from cutover.languages.typescript.facts.call_terms import call_terms
from cutover.languages.typescript.facts.definition_terms import here, is_top, line_of
from cutover.languages.typescript.facts.own_members import own_member
from cutover.languages.typescript.facts.pattern_terms import (
    attributes_of,
    handed_module,
    is_known,
    is_opaque,
    taken,
    typed_module,
)
from cutover.languages.typescript.syntax.bindings import CLASSES, FUNCTIONS, Binding
from cutover.languages.typescript.syntax.import_syntax import imported
from cutover.languages.typescript.syntax.object_literals import (
    member_of,
    object_of,
    property_path,
    spreads_of,
)
from cutover.languages.typescript.syntax.parsing import Parsed, ancestors, string_value, type_import
from cutover.languages.typescript.syntax.scopes import lookup, qualified_scope

_DEPTH = 12
_UNWRAPPED = frozenset({"parenthesized_expression", "non_null_expression", "await_expression",
                        "as_expression", "satisfies_expression", "type_query", "generic_type",
                        "instantiation_expression", "index_type_query",
                        "parenthesized_type"})  # fmt: skip
_NAMES = frozenset({"identifier", "type_identifier", "shorthand_property_identifier",
                    "shorthand_property_identifier_pattern"})  # fmt: skip
_MEMBERS = {
    "member_expression": ("object", "property"),
    "nested_identifier": ("object", "property"),
    "nested_type_identifier": ("module", "name"),
}
_CALLBACKS = frozenset({"arrow_function", "function_expression"})
_LIBRARY = frozenset({"value", "unbound"})


def terms_of(parsed: Parsed, node: Node | None, depth: int = 0) -> tuple[Term, ...]:
    """The terms an expression can evaluate to; a ``value`` where it is an ordinary object."""
    if node is None or depth > _DEPTH:
        return (Term("value", "expression"),)
    kind = node.type
    if kind in _NAMES:
        spec = type_import(parsed, node)
        if spec:
            return (Term("import", "", spec, line=line_of(node)),)
        return name_terms(parsed, parsed.text(node), node, depth)
    if kind in _MEMBERS:
        owner, name = (node.child_by_field_name(field) for field in _MEMBERS[kind])
        return member_terms(parsed, owner, parsed.text(name or node), depth)
    if kind in _UNWRAPPED and node.named_children:
        return terms_of(parsed, node.named_children[0], depth + 1)
    match kind:
        case "ternary_expression":
            arms = [node.child_by_field_name(arm) for arm in ("consequence", "alternative")]
            return _union(parsed, arms, depth)
        case "binary_expression" if _is_choice(node):
            return _union(parsed, node.named_children, depth)
        case "sequence_expression":
            return terms_of(parsed, node.named_children[-1], depth + 1)
        case "assignment_expression":
            return terms_of(parsed, node.child_by_field_name("right"), depth + 1)
        case "call_expression":
            return call_terms(parsed, node, depth, terms_of)
        case "subscript_expression" | "lookup_type":
            return _item_terms(parsed, node, depth)
    return (Term("value", kind.replace("_", " ")),)


def name_terms(parsed: Parsed, name: str, node: Node, depth: int = 0) -> tuple[Term, ...]:
    """What a name means where ``node`` stands."""
    found = lookup(parsed, name, node)
    if not found:
        return (Term("unbound", name),)
    if depth > _DEPTH:
        return (Term("value", "expression"),)
    terms = tuple(
        dict.fromkeys(t for b in found for t in binding_terms(parsed, b, name, depth + 1))
    )
    if len(terms) > 1:
        return tuple(t for t in terms if t.name != "unassigned" or t.origin != "value")
    return terms


def member_terms(parsed: Parsed, owner: Node | None, name: str, depth: int = 0) -> tuple[Term, ...]:
    """What ``owner.name`` means."""
    value = None if owner is None else member_of(parsed, owner, name)
    if value is not None:
        return terms_of(parsed, value, depth + 1)
    if owner is not None and owner.type == "this":
        return own_member(parsed, owner, name, terms_of)
    if owner is not None and object_of(parsed, owner) is not None:
        for spread in spreads_of(parsed, owner):
            terms = terms_of(parsed, spread, depth + 1)
            if is_known(terms):
                return tuple(term.attribute(name) for term in terms)
    elif owner is not None and is_opaque(parsed, owner, depth, terms_of):
        return (Term("value", "member of a value"),)
    return tuple(term.attribute(name) for term in terms_of(parsed, owner, depth + 1))


def binding_terms(parsed: Parsed, binding: Binding, name: str, depth: int = 0) -> tuple[Term, ...]:
    """What one binding gives its name."""
    node = binding.node
    match binding.how:
        case "import":
            if node.type == "import_alias":
                return terms_of(parsed, node.named_children[-1], depth + 1)
            return (imported(parsed, node),)
        case "class" | "function" | "type" | "enum" | "namespace":
            return (here(parsed, binding, name),)
        case "assign":
            return _assigned_terms(parsed, binding, name, depth)
        case "destructured":
            source = node.child_by_field_name("value")
            return _destructured(parsed, binding, source, name, depth)
        case "reassign":
            right = node.child_by_field_name("right")
            if binding.name.parent == node:
                found = terms_of(parsed, right, depth + 1)
                return found if is_known(found) else (Term("value", "unassigned"),)
            return _destructured(parsed, binding, right, name, depth)
        case "parameter":
            return _parameter_terms(parsed, binding, depth)
    return (Term("value", binding.how, line=line_of(node)),)


def _is_followed(term: Term) -> bool:
    return term.origin not in _LIBRARY


def _is_choice(node: Node) -> bool:
    operator = node.child_by_field_name("operator")
    return operator is not None and operator.type in {"||", "??", "&&"}


def _union(parsed: Parsed, arms: list[Node] | list[Node | None], depth: int) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(t for arm in arms for t in terms_of(parsed, arm, depth + 1)))


def _assigned_terms(parsed: Parsed, binding: Binding, name: str, depth: int) -> tuple[Term, ...]:
    node = binding.node
    value = node.child_by_field_name("value")
    own = value is not None and parsed.text(value) == name
    if value is not None and not own and value.type not in CLASSES | FUNCTIONS:
        terms = terms_of(parsed, value, depth + 1)
        if is_known(terms) or (_is_conditional(value) and any(map(_is_followed, terms))):
            return terms
    if typed := typed_module(parsed, node, depth, terms_of):
        return typed
    term = here(parsed, binding, name)
    if term.origin == "import" or not qualified_scope(parsed, binding.name):
        return (term,) if is_top(binding) or value is None else (Term("value", "assignment"),)
    if value is None and node.parent is not None:
        return (Term("value", "unassigned"),)
    if value is not None and value.type in CLASSES | FUNCTIONS:
        return (term,)
    return (Term("value", "assignment", line=line_of(node)),)


def _is_conditional(value: Node) -> bool:
    if value.type == "parenthesized_expression" and value.named_children:
        value = value.named_children[0]
    return value.type == "ternary_expression" or (
        value.type == "binary_expression" and _is_choice(value)
    )


def _destructured(
    parsed: Parsed, binding: Binding, source: Node | None, name: str, depth: int
) -> tuple[Term, ...]:
    path = property_path(parsed, binding.name)
    terms = () if path is None else taken(parsed, source, path, depth, terms_of)
    if is_known(terms):
        return terms
    if binding.how == "destructured" and is_top(binding):
        return (here(parsed, binding, name),)
    return (Term("value", "destructured"),)


def pattern_terms(parsed: Parsed, key: Node) -> tuple[Term, ...]:
    """What the key of a pattern (``{Old: D} = ns``) takes out of the value on the other side."""
    path = property_path(parsed, key)
    for parent in ancestors(key):
        match parent.type:
            case "variable_declarator":
                source = parent.child_by_field_name("value")
            case "assignment_expression":
                source = parent.child_by_field_name("right")
            case "required_parameter" | "optional_parameter":
                return _parameter_terms(parsed, Binding("parameter", 0, parent, key), 0)
            case kind if kind.endswith("_pattern"):
                continue
            case _:
                break
        return (path and taken(parsed, source, path, 0, terms_of)) or (
            Term("value", "destructured"),
        )
    return (Term("value", "destructured"),)


def _parameter_terms(parsed: Parsed, binding: Binding, depth: int) -> tuple[Term, ...]:
    """A parameter is a value, but one that is a module by its type or its caller is the module."""
    plain = (Term("value", "parameter", line=line_of(binding.node)),)
    path = property_path(parsed, binding.name)
    if path is None:
        return plain
    module = typed_module(parsed, binding.node, depth, terms_of)
    function = next((p for p in ancestors(binding.name) if p.type in FUNCTIONS), None)
    if not module and function is not None and function.type in _CALLBACKS:
        module = handed_module(parsed, function, binding.name, depth, terms_of)
    return attributes_of(module, path) or plain


def _item_terms(parsed: Parsed, node: Node, depth: int) -> tuple[Term, ...]:
    owner = node.child_by_field_name("object")
    index = node.child_by_field_name("index")
    if owner is None and node.type == "lookup_type" and len(node.named_children) == 2:
        owner, index = node.named_children
    if index is not None and index.type == "literal_type" and index.named_children:
        index = index.named_children[0]
    key = string_value(parsed, index)
    if key is None:
        base = terms_of(parsed, owner, depth + 1)
        if any(term.origin == "import" and not term.name for term in base):
            return (Term("dynamic", "a computed member of a module"),)
        return (Term("value", "item"),)
    return member_terms(parsed, owner, key, depth)
