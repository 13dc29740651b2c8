"""Exports whose names no statement spells: ``exports[key] = …`` and what compilers write so."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.typescript.facts.terms import terms_of
from cutover.languages.typescript.syntax.call_expressions import arguments, called
from cutover.languages.typescript.syntax.object_literals import key_name, returned
from cutover.languages.typescript.syntax.parsing import Parsed, string_value
from cutover.languages.words import whole_words

HOMES = frozenset({"exports", "module.exports"})
_WORD = b"exports"


def computed_sources(parsed: Parsed) -> Iterator[str]:
    """For each computed export the module whose names it copies; empty where nobody knows."""
    for start in whole_words(parsed.data, _WORD):
        home = parsed.node_at(start, start + len(_WORD))
        if home.type == "property_identifier" and home.parent is not None:
            home = home.parent
        if home.parent is None or parsed.text(home) not in HOMES:
            continue
        found, value = _assigned(parsed, home, home.parent)
        if found:
            yield _copied(parsed, value)


def _assigned(parsed: Parsed, home: Node, parent: Node) -> tuple[bool, Node | None]:
    """Whether a computed member of ``exports`` gets a value here, and which."""
    outer = parent.parent
    if parent.type == "subscript_expression" and parent.child_by_field_name("object") == home:
        key = string_value(parsed, parent.child_by_field_name("index"))
        if key is None and outer is not None and outer.type == "assignment_expression":
            return outer.child_by_field_name("left") == parent, outer.child_by_field_name("right")
    if parent.type == "arguments" and outer is not None:
        given = arguments(outer)
        name = called(parsed, outer).rpartition(".")[2]
        if name == "defineProperty" and len(given) > 2 and given[0] == home:
            return string_value(parsed, given[1]) is None, described(parsed, given[2])
    return False, None


def _copied(parsed: Parsed, value: Node | None) -> str:
    """The module that ``module[key]`` takes a name from."""
    if value is None or value.type != "subscript_expression":
        return ""
    for term in terms_of(parsed, value.child_by_field_name("object")):
        if term.origin == "import" and not term.name and not term.attributes:
            return term.spec
    return ""


def described(parsed: Parsed, descriptor: Node) -> Node | None:
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
