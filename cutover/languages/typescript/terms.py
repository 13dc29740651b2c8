"""What an expression or a type can mean: a syntax node to terms."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.base import Term
from cutover.languages.typescript.binding_sites import CLASSES, FUNCTIONS, Binding
from cutover.languages.typescript.calling import arguments, called, module_of_call
from cutover.languages.typescript.definitions import ambient_module
from cutover.languages.typescript.modules import imported
from cutover.languages.typescript.objects import (
    items_of,
    member_of,
    object_of,
    property_path,
    spreads_of,
)
from cutover.languages.typescript.parsing import Parsed, ancestors, string_value, type_import
from cutover.languages.typescript.scopes import is_global, lookup, qualified_scope

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
            return _call_terms(parsed, node, depth)
        case "subscript_expression" | "lookup_type":
            return _item_terms(parsed, node, depth)
    return (Term("value", kind.replace("_", " ")),)


def line_of(node: Node) -> int:
    """The 1-based line on which a node begins."""
    return node.start_point.row + 1


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
        return _own_member(parsed, owner, name)
    if owner is not None and object_of(parsed, owner) is not None:
        for spread in spreads_of(parsed, owner):
            terms = terms_of(parsed, spread, depth + 1)
            if _is_known(terms):
                return tuple(term.attribute(name) for term in terms)
    elif owner is not None and _is_opaque(parsed, owner):
        return (Term("value", "member of a value"),)
    return tuple(term.attribute(name) for term in terms_of(parsed, owner, depth + 1))


def _is_opaque(parsed: Parsed, owner: Node) -> bool:
    """Whether a name is a variable of this file of which nobody knows what it holds."""
    if owner.type != "identifier":
        return False
    found = lookup(parsed, parsed.text(owner), owner)
    if not found or any(b.how not in {"assign", "destructured"} for b in found):
        return False
    values = [b.node.child_by_field_name("value") for b in found]
    if any(v is not None and v.type in CLASSES | FUNCTIONS for v in values):
        return False
    return all(
        term.origin == "here" and not term.attributes
        for term in name_terms(parsed, parsed.text(owner), owner)
    )


def _own_member(parsed: Parsed, this: Node, name: str) -> tuple[Term, ...]:
    """A member of the class around ``this``, if its type or value says that it is a module's."""
    holder = next((p for p in ancestors(this) if p.type in CLASSES), None)
    body = holder.child_by_field_name("body") if holder is not None else None
    for field in _fields(body) if body is not None else ():
        own = field.child_by_field_name("name") or field.child_by_field_name("pattern")
        if own is None or parsed.text(own) != name:
            continue
        value = field.child_by_field_name("value")
        terms = _typed_module(parsed, field, 1) or (terms_of(parsed, value, 1) if value else ())
        if _is_known(terms):
            return terms
    return (Term("value", "member"),)


def _fields(body: Node) -> Iterator[Node]:
    """The fields of a class, with the parameters of its constructor."""
    for member in body.named_children:
        if member.type == "public_field_definition":
            yield member
        elif member.type == "method_definition":
            given = member.child_by_field_name("parameters")
            yield from (
                ()
                if given is None
                else (
                    p
                    for p in given.named_children
                    if p.child_by_field_name("pattern") is not None
                    and p.named_children[0].type in {"accessibility_modifier", "override_modifier"}
                )
            )


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
                return found if _is_known(found) else (Term("value", "unassigned"),)
            return _destructured(parsed, binding, right, name, depth)
        case "parameter":
            return _parameter_terms(parsed, binding, depth)
    return (Term("value", binding.how, line=line_of(node)),)


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


def _is_known(terms: tuple[Term, ...]) -> bool:
    return bool(terms) and all(term.origin not in _LIBRARY for term in terms)


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
        if _is_known(terms) or (_is_conditional(value) and any(map(_is_followed, terms))):
            return terms
    if typed := _typed_module(parsed, node, depth):
        return typed
    term = here(parsed, binding, name)
    if term.origin == "import" or not qualified_scope(parsed, binding.name):
        return (term,) if _is_top(binding) or value is None else (Term("value", "assignment"),)
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


def _is_top(binding: Binding) -> bool:
    """Whether a variable is one of its module, and not of a block or function inside it."""
    statement = binding.node.parent
    outer = statement.parent if statement is not None else None
    while outer is not None and outer.type in {"export_statement", "ambient_declaration"}:
        outer = outer.parent
    if outer is None or outer.parent is None or outer.type == "ERROR":
        return True
    return outer.parent.type in {"module", "internal_module", "ambient_declaration"}


def _destructured(
    parsed: Parsed, binding: Binding, source: Node | None, name: str, depth: int
) -> tuple[Term, ...]:
    path = property_path(parsed, binding.name)
    terms = () if path is None else _taken(parsed, source, path, depth)
    if _is_known(terms):
        return terms
    if binding.how == "destructured" and _is_top(binding):
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
        return (path and _taken(parsed, source, path, 0)) or (Term("value", "destructured"),)
    return (Term("value", "destructured"),)


def _taken(
    parsed: Parsed, source: Node | None, path: tuple[str | int, ...], depth: int
) -> tuple[Term, ...]:
    """What a path of members and items leads to in a value."""
    if source is None:
        return ()
    if not path:
        return terms_of(parsed, source, depth + 1)
    first, *rest = path
    if isinstance(first, int):
        items = items_of(parsed, source)
        item = items[first] if first < len(items) else None
        return _taken(parsed, item, tuple(rest), depth + 1)
    value = member_of(parsed, source, first)
    if value is not None:
        return _taken(parsed, value, tuple(rest), depth + 1)
    if _is_opaque(parsed, source):
        return ()
    return _attributes(terms_of(parsed, source, depth + 1), path)


def _attributes(terms: tuple[Term, ...], path: tuple[str | int, ...]) -> tuple[Term, ...]:
    """The terms with a path looked up; nothing if an item of a list is on it."""
    for part in path:
        if isinstance(part, int):
            return ()
        terms = tuple(term.attribute(part) for term in terms)
    return terms


def _parameter_terms(parsed: Parsed, binding: Binding, depth: int) -> tuple[Term, ...]:
    """A parameter is a value, but one that is a module by its type or its caller is the module."""
    plain = (Term("value", "parameter", line=line_of(binding.node)),)
    path = property_path(parsed, binding.name)
    if path is None:
        return plain
    module = _typed_module(parsed, binding.node, depth)
    function = next((p for p in ancestors(binding.name) if p.type in FUNCTIONS), None)
    if not module and function is not None and function.type in _CALLBACKS:
        module = _handed_module(parsed, function, binding.name, depth)
    return _attributes(module, path) or plain


def _typed_module(parsed: Parsed, node: Node, depth: int) -> tuple[Term, ...]:
    """What ``typeof x`` in the annotation of a variable, parameter or member says it is."""
    hint = node.child_by_field_name("type")
    declared = hint.named_children[0] if hint is not None and hint.named_children else None
    if declared is None or declared.type != "type_query":
        return ()
    terms = terms_of(parsed, declared, depth + 1)
    return terms if _is_known(terms) else ()


def _handed_module(parsed: Parsed, function: Node, name: Node, depth: int) -> tuple[Term, ...]:
    """The module that ``import('x').then(function)`` hands to its first parameter."""
    given = function.parent
    call = given.parent if given is not None else None
    if given is None or given.type != "arguments" or call is None:
        return ()
    if call.type != "call_expression" or arguments(call)[:1] != [function]:
        return ()
    then = call.child_by_field_name("function")
    if then is None or then.type != "member_expression":
        return ()
    if parsed.text(then.child_by_field_name("property") or then) != "then":
        return ()
    first = _first_parameter(function)
    if first is None or not first.start_byte <= name.start_byte < first.end_byte:
        return ()
    terms = terms_of(parsed, then.child_by_field_name("object"), depth + 1)
    return terms if _is_known(terms) else ()


def _first_parameter(function: Node) -> Node | None:
    single = function.child_by_field_name("parameter")
    if single is not None:
        return single
    several = function.child_by_field_name("parameters")
    return several.named_children[0] if several is not None and several.named_children else None


def _call_terms(parsed: Parsed, node: Node, depth: int) -> tuple[Term, ...]:
    module = module_of_call(parsed, node)
    if module is not None:
        return module
    name = called(parsed, node).rpartition(".")[2]
    given = arguments(node)
    if name in {"then", "catch", "finally"}:
        return _then_terms(parsed, node, given, depth)
    if name in {"__importStar", "__importDefault", "_interopRequireDefault", "mocked", "default",
                "_interopRequireWildcard", "resolve", "freeze"} and given:  # fmt: skip
        return terms_of(parsed, given[0], depth + 1)
    return _loaded(parsed, node, depth) or (Term("value", "call"),)


def _loaded(parsed: Parsed, call: Node, depth: int) -> tuple[Term, ...]:
    """The module that a local ``const load = () => import('x')`` gives when it is called."""
    function = call.child_by_field_name("function")
    if function is None or function.type != "identifier":
        return ()
    for binding in lookup(parsed, parsed.text(function), function):
        value = binding.node.child_by_field_name("value")
        body = value.child_by_field_name("body") if value is not None else None
        if binding.how != "assign" or value is None or value.type != "arrow_function":
            continue
        if body is not None and body.type in {"call_expression", "await_expression"}:
            terms = terms_of(parsed, body, depth + 1)
            if all(term.origin == "import" and not term.name for term in terms):
                return terms
    return ()


def _then_terms(parsed: Parsed, node: Node, given: list[Node], depth: int) -> tuple[Term, ...]:
    """What ``import('x').then(m => m.Name)`` gives: the body of its callback."""
    function = node.child_by_field_name("function")
    owner = function.child_by_field_name("object") if function is not None else None
    if not given or parsed.text(function or node).rpartition(".")[2] != "then":
        return terms_of(parsed, owner, depth + 1)
    body = given[0].child_by_field_name("body")
    if given[0].type == "arrow_function" and body is not None and body.type != "statement_block":
        return terms_of(parsed, body, depth + 1)
    return (Term("value", "call"),)


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
