"""What a name inside a string literal means."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.base import Hit, Term
from cutover.languages.typescript.facts.commonjs import value_terms
from cutover.languages.typescript.facts.computed_exports import HOMES
from cutover.languages.typescript.facts.terms import member_terms, name_terms
from cutover.languages.typescript.syntax.call_expressions import arguments, called
from cutover.languages.typescript.syntax.export_literals import is_exported
from cutover.languages.typescript.syntax.import_syntax import exported_name, spec_of, statement_of
from cutover.languages.typescript.syntax.mocks import mocked_by
from cutover.languages.typescript.syntax.module_references import names_module
from cutover.languages.typescript.syntax.parsing import Parsed, ancestors, string_value
from cutover.languages.typescript.syntax.scopes import qualified_scope
from cutover.model import Kind

Meant = tuple[Kind, str, tuple[Term, ...]]

_KEY = (Term("dynamic", "a key equal to the name"),)
_TITLED = frozenset({"describe", "it", "test", "suite", "context", "specify", "bench"})
_MEMBER_CALLS = frozenset({"spyOn", "get", "has", "getOwnPropertyDescriptor", "defineProperty",
                           "deleteProperty", "replaceProperty", "stub", "hasOwn"})  # fmt: skip
_PICKS = frozenset({"Pick", "Omit", "Exclude", "Extract"})


def string_hit(parsed: Parsed, node: Node, start: int, name: str) -> Hit:
    """The hit at ``start`` in the string or template ``node``."""
    value = string_value(parsed, node)
    scope = qualified_scope(parsed, node)
    end = start + len(name.encode())
    if value is not None and names_module(parsed, node):
        term = Term("import", "", value, line=node.start_point.row + 1)
        return Hit(start, end, name, "code", Kind.IMPORT, scope, (term,), "import")
    if value != name or _is_title(parsed, node):
        return prose_hit(parsed.data, start, name, scope)
    if _is_measured(node):
        text = (Term("value", "a text"),)
        return Hit(start, end, name, "string", Kind.MENTION, scope, text, "text")
    kind, rule, terms = _exact(parsed, node, name)
    return Hit(start, end, name, "string", kind, scope, terms, rule)


def prose_hit(data: bytes, start: int, name: str, scope: str = "") -> Hit:
    """A hit in running text: marked up as code, or a bare word."""
    rule = "markup" if data[max(0, start - 1) : start] in {b"`", b"~"} else "prose"
    end = start + len(name.encode())
    return Hit(start, end, name, "prose", Kind.MENTION, scope, (), rule)


def _is_title(parsed: Parsed, node: Node) -> bool:
    """Whether a string names a test or a group of them."""
    parent = node.parent
    call = parent.parent if parent is not None and parent.type == "arguments" else None
    if call is None or call.type != "call_expression" or arguments(call)[:1] != [node]:
        return False
    return called(parsed, call).partition(".")[0].partition("(")[0] in _TITLED


def _is_measured(node: Node) -> bool:
    """Whether a string is asked for its own members, as in ``'Old'.length``: it names nothing."""
    parent = node.parent
    return (
        parent is not None
        and parent.type == "member_expression"
        and parent.child_by_field_name("object") == node
    )


def _exact(parsed: Parsed, node: Node, name: str) -> Meant:
    """A string that is nothing but the name: what it means depends on who reads it."""
    parent = node.parent
    if parent is None:
        return _string("a string equal to the name")
    match parent.type:
        case "import_specifier" | "export_specifier":
            return _listed(parsed, parent, name)
        case "subscript_expression" if parent.child_by_field_name("index") == node:
            return _item(parsed, parent.child_by_field_name("object"), name)
        case "literal_type":
            return _type_key(parsed, parent, name)
        case "pair" if parent.child_by_field_name("key") == node:
            return _key(parsed, parent, name)
        case "computed_property_name":
            return Kind.DYNAMIC, "dict-key", _KEY
        case "binary_expression":
            return _compared(parsed, parent, node, name)
        case "arguments" if parent.parent is not None:
            return _argument(parsed, parent.parent, node, name)
    return _string("a string equal to the name")


def _string(reason: str) -> Meant:
    return Kind.DYNAMIC, "exact-string", (Term("dynamic", reason),)


def _listed(parsed: Parsed, entry: Node, name: str) -> Meant:
    """A quoted name in an import or export list."""
    statement = statement_of(entry)
    spec = spec_of(parsed, statement) if statement is not None else None
    own = exported_name(parsed, entry.child_by_field_name("name"))
    kind = Kind.IMPORT if entry.type == "import_specifier" else Kind.EXPORT
    terms = name_terms(parsed, own, entry) if spec is None else (Term("import", own, spec),)
    return kind, "import" if kind is Kind.IMPORT else "export", terms


def _item(parsed: Parsed, owner: Node | None, name: str) -> Meant:
    terms = member_terms(parsed, owner, name)
    if any(term.origin not in {"value", "unbound", "dynamic"} for term in terms):
        return Kind.STRING, "namespace-item", terms
    return Kind.DYNAMIC, "dict-key", _KEY


def _type_key(parsed: Parsed, literal: Node, name: str) -> Meant:
    """A literal type: a key in ``(typeof ns)['Old']`` or ``Pick<typeof ns, 'Old'>``."""
    for parent in ancestors(literal):
        if parent.type == "lookup_type":
            return _item(parsed, parent.named_children[0], name)
        if parent.type == "type_arguments":
            outer = parent.parent
            first = outer.child_by_field_name("name") if outer is not None else None
            if first is not None and parsed.text(first) in _PICKS:
                return _item(parsed, parent.named_children[0], name)
            break
        if parent.type != "union_type":
            break
    return _string("a type equal to the name")


def _key(parsed: Parsed, pair: Node, name: str) -> Meant:
    literal = pair.parent
    if literal is None:
        return Kind.DYNAMIC, "dict-key", _KEY
    spec = mocked_by(parsed, literal)
    if spec:
        return Kind.STRING, "mock-key", (Term("import", name, spec),)
    if is_exported(parsed, literal):
        return Kind.EXPORT, "export", value_terms(parsed, pair.named_children[-1], name)
    return Kind.DYNAMIC, "dict-key", _KEY


def _compared(parsed: Parsed, node: Node, string: Node, name: str) -> Meant:
    operator = node.child_by_field_name("operator")
    right = node.child_by_field_name("right")
    if operator is not None and operator.type == "in" and right != string:
        return _item(parsed, right, name)
    return Kind.DYNAMIC, "compared", (Term("dynamic", "compared with a run-time name"),)


def _argument(parsed: Parsed, call: Node, node: Node, name: str) -> Meant:
    function = called(parsed, call)
    owner, _, last = function.rpartition(".")
    given = arguments(call)
    place = next((i for i, argument in enumerate(given) if argument == node), 0)
    if last in _MEMBER_CALLS and place == 1:
        if parsed.text(given[0]) in HOMES:
            return Kind.EXPORT, "export", (Term("here", name),)
        terms = member_terms(parsed, given[0], name)
        if all(term.origin in {"value", "dynamic", "unbound"} for term in terms):
            return (
                Kind.DYNAMIC,
                "unknown-object",
                (Term("dynamic", f"{last} of an unknown object"),),
            )
        return Kind.STRING, "mock-member" if last == "spyOn" else "namespace-item", terms
    if last in {"toHaveProperty", "property"} and place == 0:
        expected = next((c for p in _chain(call) if (c := p)), None)
        if expected is not None and arguments(expected):
            return _item(parsed, arguments(expected)[0], name)
    if last in {"get", "has", "set", "delete"} and owner and place == 0:
        return Kind.DYNAMIC, "dict-key", _KEY
    return _string(f"a string handed to {function[:60]}()")


def _chain(call: Node) -> list[Node]:
    """The ``expect(…)`` at the beginning of a chain of calls."""
    node = call.child_by_field_name("function")
    found: list[Node] = []
    while node is not None and node.type in {"member_expression", "call_expression"}:
        if node.type == "call_expression":
            found.append(node)
        node = node.child_by_field_name("object") or node.child_by_field_name("function")
    return found
