"""What a CommonJS module offers: assignments to ``exports`` and what compilers write for them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.base import Term
from cutover.languages.typescript.binding_sites import CLASSES, FUNCTIONS
from cutover.languages.typescript.calling import arguments, called, module_of_call
from cutover.languages.typescript.objects import key_name, returned
from cutover.languages.typescript.parsing import Parsed, string_value
from cutover.languages.typescript.terms import line_of, name_terms, terms_of

HOMES = frozenset({"exports", "module.exports"})


class Offer(Struct, frozen=True):
    """One thing a statement offers: a name, all of another module, or the module's own value."""

    name: str = ""
    terms: tuple[Term, ...] = ()
    star: str = ""
    local: str = ""


def offers(parsed: Parsed, statement: Node) -> Iterator[Offer]:
    """What one top-level statement of a CommonJS module offers."""
    node = statement.named_children[0] if statement.named_children else statement
    if node.type == "assignment_expression":
        yield from _assigned(parsed, node)
    elif node.type == "call_expression":
        yield from _called(parsed, node)


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
        yield Offer(name, _value_terms(parsed, right, name))


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
    terms = terms_of(parsed, right)
    for term in terms:
        if term.origin == "import" and not term.name and not term.attributes:
            yield Offer(star=term.spec)
    yield Offer(terms=tuple(term for term in terms if term.origin != "value"))


def _entry(parsed: Parsed, entry: Node) -> Iterator[Offer]:
    match entry.type:
        case "shorthand_property_identifier":
            name = parsed.text(entry)
            yield Offer(name, name_terms(parsed, name, entry))
        case "pair":
            key = key_name(parsed, entry)
            value = entry.child_by_field_name("value")
            if key is not None and value is not None:
                yield Offer(key, _value_terms(parsed, value, key))
        case "method_definition":
            own = entry.child_by_field_name("name")
            if own is not None and own.type == "property_identifier":
                name = parsed.text(own)
                given = returned(entry) if entry.children[0].type == "get" else None
                yield Offer(name, _value_terms(parsed, given or entry, name))
        case "spread_element" if entry.named_children:
            for term in terms_of(parsed, entry.named_children[0]):
                if term.origin == "import" and not term.name:
                    yield Offer(star=term.spec)


def _value_terms(parsed: Parsed, value: Node, name: str) -> tuple[Term, ...]:
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
        value = _described(parsed, given[2])
        if key is not None and key != "__esModule" and value is not None:
            yield Offer(key, _value_terms(parsed, value, key))
    if name == "assign" and len(given) >= 2 and parsed.text(given[0]) in HOMES:
        for source in given[1:]:
            found = module_of_call(parsed, source) if source.type == "call_expression" else None
            for term in found or ():
                yield Offer(star=term.spec)
            if source.type == "object":
                for entry in source.named_children:
                    yield from _entry(parsed, entry)


def _described(parsed: Parsed, descriptor: Node) -> Node | None:
    """The value of a property descriptor: what its getter returns, or its value."""
    for entry in descriptor.named_children:
        if entry.type == "method_definition":
            return returned(entry)
        if entry.type != "pair":
            continue
        key, value = key_name(parsed, entry), entry.child_by_field_name("value")
        if key == "value":
            return value
        if key == "get" and value is not None:
            return returned(value)
    return None
