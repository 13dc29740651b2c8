"""What an expression can mean: a syntax node to terms."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.base import Term
from cutover.languages.python.parsing import Parsed, string_value
from cutover.languages.python.scopes import Binding, lookup, qualified_scope

_DEPTH = 12
_UNDECIDED = (Term("dynamic", "computed"),)


def terms_of(parsed: Parsed, node: Node | None, depth: int = 0) -> tuple[Term, ...]:
    """The terms an expression can evaluate to; a ``value`` where it is an ordinary object."""
    if node is None or depth > _DEPTH:
        return (Term("value", "expression"),)
    match node.type:
        case "identifier":
            return name_terms(parsed, parsed.text(node), node, depth)
        case "attribute":
            return _with(
                terms_of(parsed, node.child_by_field_name("object"), depth + 1),
                parsed.text(node.child_by_field_name("attribute") or node),
            )
        case "parenthesized_expression" if node.named_children:
            return terms_of(parsed, node.named_children[0], depth + 1)
        case "conditional_expression" | "boolean_operator":
            arms = node.named_children
            arms = [arms[0], arms[-1]] if node.type == "conditional_expression" else arms
            return tuple(dict.fromkeys(t for arm in arms for t in terms_of(parsed, arm, depth + 1)))
        case "named_expression":
            return terms_of(parsed, node.child_by_field_name("value"), depth + 1)
        case "call":
            return _call_terms(parsed, node, depth)
        case "subscript":
            return _item_terms(parsed, node, depth)
    return (Term("value", node.type.replace("_", " ")),)


def name_terms(parsed: Parsed, name: str, node: Node, depth: int = 0) -> tuple[Term, ...]:
    """What a name means where ``node`` stands."""
    found = lookup(parsed, name, node)
    if not found:
        return (Term("unbound", name),)
    return tuple(dict.fromkeys(t for b in found for t in binding_terms(parsed, b, name, depth + 1)))


def binding_terms(parsed: Parsed, binding: Binding, name: str, depth: int = 0) -> tuple[Term, ...]:
    """What one binding gives its name."""
    node = binding.node
    line = node.start_point.row + 1
    match binding.how:
        case "import":
            return (import_term(parsed, node, line),)
        case "class" | "function":
            scope = qualified_scope(parsed, node)
            return (Term("here", f"{scope}.{name}" if scope else name, line=line),)
        case "assign" if node.type == "type_alias_statement":
            return (Term("here", name, line=line),)
        case "assign":
            return _assigned_terms(parsed, node, name, depth, line)
    return (Term("value", binding.how, line=line),)


def import_term(parsed: Parsed, node: Node, line: int) -> Term:
    """The term of one name in an import statement (its dotted_name or aliased_import)."""
    statement = node.parent
    name = node.child_by_field_name("name") if node.type == "aliased_import" else node
    text = parsed.text(name or node)
    if statement is not None and statement.type == "import_from_statement":
        spec = parsed.text(statement.child_by_field_name("module_name") or statement)
        return Term("import", text, "".join(spec.split()), line=line)
    if node.type == "aliased_import":
        return Term("import", "", text, line=line)
    return Term("import", "", text.split(".")[0], line=line)


def _assigned_terms(
    parsed: Parsed, node: Node, name: str, depth: int, line: int
) -> tuple[Term, ...]:
    value = node.child_by_field_name("right")
    if value is not None and value.type in {"identifier", "attribute", "call", "subscript"}:
        terms = terms_of(parsed, value, depth + 1) if not _reads(parsed, value, name) else ()
        if terms and all(term.origin not in {"value", "unbound"} for term in terms):
            return terms
    if value is not None and value.type == "conditional_expression":
        return terms_of(parsed, value, depth + 1)
    scope = qualified_scope(parsed, node)
    if not scope:
        return (Term("here", name, "assigned", line=line),)
    return (Term("value", "assignment", line=line),)


def _reads(parsed: Parsed, value: Node, name: str) -> bool:
    return value.type == "identifier" and parsed.text(value) == name


def _with(terms: tuple[Term, ...], name: str) -> tuple[Term, ...]:
    return tuple(term.attribute(name) for term in terms)


def arguments(node: Node) -> list[Node]:
    """The arguments of a call, comments left out."""
    found = node.child_by_field_name("arguments")
    if found is None or found.type != "argument_list":
        return []
    return [child for child in found.named_children if child.type != "comment"]


def called(parsed: Parsed, node: Node) -> str:
    """The source of what a call calls, without spaces."""
    function = node.child_by_field_name("function")
    return "" if function is None else "".join(parsed.text(function).split())


def _call_terms(parsed: Parsed, node: Node, depth: int) -> tuple[Term, ...]:
    name = called(parsed, node)
    given = arguments(node)
    match name.rsplit(".", 1)[-1]:
        case "import_module" if given:
            return _module_terms(parsed, given)
        case "__import__" if given:
            text = string_value(parsed, given[0])
            return _UNDECIDED if text is None else (Term("import", "", text.split(".")[0]),)
        case "getattr" if name == "getattr" and len(given) >= 2:
            text = string_value(parsed, given[1])
            base = terms_of(parsed, given[0], depth + 1)
            return _UNDECIDED if text is None else _with(base, text)
        case "resolve_name" | "import_string" | "locate" if given:
            text = string_value(parsed, given[0])
            return _UNDECIDED if text is None else (Term("path", text.replace(":", ".")),)
    return (Term("value", "call"),)


def _module_terms(parsed: Parsed, given: list[Node]) -> tuple[Term, ...]:
    text = string_value(parsed, given[0])
    if text is None:
        return _UNDECIDED
    if not text.startswith("."):
        return (Term("import", "", text),)
    package = string_value(parsed, given[1]) if len(given) > 1 else None
    if package is None:
        return (Term("import", "", text),)
    return (Term("import", "", f"{package}{text}" if text.count(".") == 1 else text),)


def _item_terms(parsed: Parsed, node: Node, depth: int) -> tuple[Term, ...]:
    value = node.child_by_field_name("value")
    key = string_value(parsed, node.child_by_field_name("subscript"))
    if value is None or key is None:
        return (Term("value", "item"),)
    return item_terms(parsed, value, key, depth)


def item_terms(parsed: Parsed, value: Node, key: str, depth: int = 0) -> tuple[Term, ...]:
    """What ``value[key]`` means: a module of `sys.modules`, or a name of a namespace dictionary."""
    text = "".join(parsed.text(value).split())
    if text.endswith("sys.modules") or text == "modules":
        return (Term("import", "", key),)
    if text in {"globals()", "vars()", "locals()"}:
        return (Term("here", key),)
    if text.startswith("vars(") and value.type == "call" and arguments(value):
        return _with(terms_of(parsed, arguments(value)[0], depth + 1), key)
    if text.endswith(".__dict__") and value.type == "attribute":
        return _with(terms_of(parsed, value.child_by_field_name("object"), depth + 1), key)
    return (Term("value", "item"),)
