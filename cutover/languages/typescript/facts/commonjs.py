"""What a CommonJS module offers: assignments to ``exports`` and what compilers write for them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.base import Term
from cutover.languages.typescript.facts.computed_exports import HOMES, described
from cutover.languages.typescript.facts.definition_terms import line_of
from cutover.languages.typescript.facts.terms import name_terms, terms_of
from cutover.languages.typescript.syntax.bindings import CLASSES, FUNCTIONS
from cutover.languages.typescript.syntax.call_expressions import arguments, called
from cutover.languages.typescript.syntax.object_literals import key_name, object_of, returned
from cutover.languages.typescript.syntax.parsing import Parsed, string_value

_COMPUTED = frozenset({"call_expression", "await_expression", "new_expression",
                       "subscript_expression"})  # fmt: skip
_MERGERS = frozenset({"assign", "extend", "merge", "defaults"})


class Offer(Struct, frozen=True):
    """One thing a statement offers: a name, all of another module, or the module's own value.

    ``opaque`` if it offers names that nothing here spells.
    """

    name: str = ""
    terms: tuple[Term, ...] = ()
    star: str = ""
    local: str = ""
    opaque: bool = False


def offers(parsed: Parsed, statement: Node) -> Iterator[Offer]:
    """What one top-level statement of a CommonJS module offers."""
    node = statement.named_children[0] if statement.named_children else statement
    if node.type == "assignment_expression":
        yield from _assigned(parsed, node)
    elif node.type == "call_expression":
        yield from _called(parsed, node)


def assigned_with(parsed: Parsed, declarator: Node) -> Iterator[Offer]:
    """What ``const Name = module.exports = …`` offers: what it makes is called by its name."""
    name = declarator.child_by_field_name("name")
    node = declarator.child_by_field_name("value")
    while name is not None and node is not None and node.type == "assignment_expression":
        left = node.child_by_field_name("left")
        text = "".join(parsed.text(left).split()) if left is not None else ""
        owner, _, member = text.rpartition(".")
        own = (Term("here", parsed.text(name), line=line_of(name)),)
        if text == "module.exports":
            yield Offer(terms=own)
        elif owner in HOMES:
            yield Offer(member, own)
        node = node.child_by_field_name("right")
        if node is not None and node.type == "call_expression":
            return


def _assigned(parsed: Parsed, node: Node) -> Iterator[Offer]:
    left = node.child_by_field_name("left")
    right = node.child_by_field_name("right")
    if left is None or right is None or left.type not in {"member_expression", "identifier"}:
        return
    text = "".join(parsed.text(left).split())
    owner, _, name = text.rpartition(".")
    if right.type == "assignment_expression":
        yield from _assigned(parsed, right)
        while right.type == "assignment_expression":
            right = right.child_by_field_name("right") or left
    if text == "module.exports":
        yield from _whole(parsed, right)
    elif owner in HOMES and not _is_void(right):
        yield Offer(name, value_terms(parsed, right, name))


def _is_void(node: Node) -> bool:
    """Whether a value is the ``void 0`` with which compilers announce exports."""
    return node.type == "unary_expression" or node.type == "undefined"


def _whole(parsed: Parsed, right: Node) -> Iterator[Offer]:
    if right.type == "object":
        for entry in right.named_children:
            yield from _entry(parsed, entry)
        return
    if right.type in CLASSES or right.type in FUNCTIONS:
        own = right.child_by_field_name("name")
        name = "default" if own is None else parsed.text(own)
        yield Offer(terms=(Term("here", name, line=line_of(right)),), local=name)
        return
    if _merges(parsed, right):
        yield from _merged(parsed, arguments(right))
        return
    terms = terms_of(parsed, right)
    for term in terms:
        if term.origin == "import" and not term.name and not term.attributes:
            yield Offer(star=term.spec)
    called_for = right.type in _COMPUTED and any(term.origin == "value" for term in terms)
    given = tuple(term for term in terms if term.origin != "value")
    yield Offer(terms=given, opaque=called_for)


def _merges(parsed: Parsed, node: Node) -> bool:
    """Whether an expression is ``Object.assign({}, …)`` or one of its kind."""
    given = arguments(node) if node.type == "call_expression" else []
    name = called(parsed, node).rpartition(".")[2] if given else ""
    return name in _MERGERS and (given[0].type == "object" or parsed.text(given[0]) in HOMES)


def _merged(parsed: Parsed, sources: list[Node]) -> Iterator[Offer]:
    """What objects and modules that are put into one offer together."""
    for source in sources:
        if source.type == "object":
            for entry in source.named_children:
                yield from _entry(parsed, entry)
        elif parsed.text(source) not in HOMES:
            yield from _spread(parsed, source)


def _spread(parsed: Parsed, source: Node) -> Iterator[Offer]:
    """All of another module; nobody knows what, if it is none."""
    held = object_of(parsed, source)
    if held is not None:
        yield from _merged(parsed, [held])
        return
    for term in terms_of(parsed, source):
        if term.origin == "import" and not term.name and not term.attributes:
            yield Offer(star=term.spec)
        else:
            yield Offer(opaque=True)


def _entry(parsed: Parsed, entry: Node) -> Iterator[Offer]:
    match entry.type:
        case "shorthand_property_identifier":
            name = parsed.text(entry)
            yield Offer(name, name_terms(parsed, name, entry))
        case "pair":
            key = key_name(parsed, entry)
            value = entry.child_by_field_name("value")
            if key is not None and value is not None:
                yield Offer(key, value_terms(parsed, value, key))
        case "method_definition":
            own = entry.child_by_field_name("name")
            if own is not None and own.type == "property_identifier":
                name = parsed.text(own)
                given = returned(entry) if entry.children[0].type == "get" else None
                yield Offer(name, value_terms(parsed, given or entry, name))
        case "spread_element" if entry.named_children:
            yield from _spread(parsed, entry.named_children[0])


def value_terms(parsed: Parsed, value: Node, name: str) -> tuple[Term, ...]:
    """The terms of an exported value; a definition of the export where it is one of its own."""
    if value.type not in CLASSES and value.type not in FUNCTIONS:
        terms = terms_of(parsed, value)
        if terms and all(term.origin not in {"value", "unbound"} for term in terms):
            return terms
    return (Term("here", name, line=line_of(value)),)


def _called(parsed: Parsed, node: Node) -> Iterator[Offer]:
    name = called(parsed, node).rpartition(".")[2]
    given = arguments(node)
    if name == "__exportStar" and given:
        for term in terms_of(parsed, given[0]):
            if term.origin == "import":
                yield Offer(star=term.spec)
    if name == "defineProperty" and len(given) >= 3 and parsed.text(given[0]) in HOMES:
        key = string_value(parsed, given[1])
        value = described(parsed, given[2])
        if key is not None and key != "__esModule" and value is not None:
            yield Offer(key, value_terms(parsed, value, key))
    if _merges(parsed, node) and parsed.text(given[0]) in HOMES:
        yield from _merged(parsed, given[1:])
