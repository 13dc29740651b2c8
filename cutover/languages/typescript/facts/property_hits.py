"""The hits of members and keys: of objects, classes, patterns, elements."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from cutover.languages.base import Hit, Term
from cutover.languages.typescript.facts.commonjs import value_terms
from cutover.languages.typescript.facts.computed_exports import HOMES
from cutover.languages.typescript.facts.definition_terms import line_of
from cutover.languages.typescript.facts.own_members import is_exports
from cutover.languages.typescript.facts.terms import (
    member_terms,
    name_terms,
    pattern_terms,
    terms_of,
)
from cutover.languages.typescript.syntax.bindings import CLASSES
from cutover.languages.typescript.syntax.export_literals import is_exported
from cutover.languages.typescript.syntax.kinds import kind_of
from cutover.languages.typescript.syntax.mocks import mocked_by
from cutover.languages.typescript.syntax.object_literals import member_of
from cutover.languages.typescript.syntax.parsing import Parsed
from cutover.languages.typescript.syntax.scopes import qualified_scope
from cutover.model import Kind

_FIELDS = frozenset({"public_field_definition", "method_definition", "property_signature",
                     "method_signature", "abstract_method_signature"})  # fmt: skip
_UNKNOWN = frozenset({"value", "unbound", "dynamic"})

MakeHit = Callable[..., Hit]


def property_hit(parsed: Parsed, node: Node, parent: Node, name: str, hit: MakeHit) -> Hit:
    """The hit of a word that is a member or key of something."""
    match parent.type:
        case "member_expression":
            return _member(parsed, node, parent, name, hit)
        case "nested_identifier":
            owner = parent.child_by_field_name("object")
            return hit(kind_of(parent), "attribute", *member_terms(parsed, owner, name))
        case "pair":
            return _key(parsed, parent, name, hit)
        case "pair_pattern":
            return _pattern_key(parsed, node, parent, hit)
        case "method_definition" if parent.parent is not None and parent.parent.type == "object":
            return _key(parsed, parent, name, hit)
        case kind if kind in _FIELDS:
            return _field(parsed, node, parent, name, hit)
        case "enum_body" | "enum_assignment":
            return hit(Kind.USE, "class-attribute", Term("value", "enum member"), binds=True)
        case "jsx_attribute":
            return hit(Kind.USE, "keyword-name", Term("value", "attribute of an element"))
    if parent.type in {"jsx_opening_element", "jsx_closing_element", "jsx_self_closing_element"}:
        return hit(Kind.USE, "jsx", *name_terms(parsed, name, node))
    return hit(Kind.USE, "keyword-name", Term("value", "a key"))


def _field(parsed: Parsed, node: Node, parent: Node, name: str, hit: MakeHit) -> Hit:
    """A member of a class or interface; a static class inside a class is a definition."""
    value = parent.child_by_field_name("value")
    static = any(child.type == "static" for child in parent.children)
    if static and value is not None and value.type in CLASSES:
        scope = qualified_scope(parsed, node)
        term = Term("here", f"{scope}.{name}" if scope else name, line=line_of(node))
        return hit(Kind.DEFINITION, "definition", term, binds=True)
    return hit(Kind.USE, "class-attribute", Term("value", "class attribute"), binds=True)


def _member(parsed: Parsed, node: Node, parent: Node, name: str, hit: MakeHit) -> Hit:
    owner = parent.child_by_field_name("object")
    outer = parent.parent
    assigned = (
        outer is not None
        and outer.type == "assignment_expression"
        and outer.child_by_field_name("left") == parent
    )
    text = "" if owner is None else parsed.text(owner)
    if text in HOMES:
        return _own_export(parsed, outer if assigned else None, node, name, hit)
    if owner is not None and member_of(parsed, owner, name) is not None:
        return hit(kind_of(parent), "object-member", *member_terms(parsed, owner, name))
    terms = member_terms(parsed, owner, name)
    own = text in {"this", "super"}
    rule = "own-attribute" if own else "attribute"
    exports = owner is not None and owner.type == "this" and is_exports(parsed, owner)
    if own and not exports and any(term.origin not in _UNKNOWN for term in terms):
        rule = "object-member"
    return hit(kind_of(parent), rule, *terms, binds=assigned)


def _own_export(
    parsed: Parsed, assignment: Node | None, node: Node, name: str, hit: MakeHit
) -> Hit:
    """``exports.Old``, read or assigned."""
    value = assignment.child_by_field_name("right") if assignment is not None else None
    if value is None:
        return hit(Kind.USE, "name", Term("here", name, line=line_of(node)))
    terms = terms_of(parsed, value)
    if all(term.origin in _UNKNOWN for term in terms):
        term = Term("here", name, line=line_of(node))
        return hit(Kind.DEFINITION, "definition", term, binds=True)
    return hit(Kind.EXPORT, "export", *terms)


def _key(parsed: Parsed, entry: Node, name: str, hit: MakeHit) -> Hit:
    literal = entry.parent
    if literal is None:
        return hit(Kind.USE, "keyword-name", Term("value", "object key"))
    spec = mocked_by(parsed, literal)
    if spec:
        return hit(Kind.USE, "mock-key", Term("import", name, spec, line=line_of(entry)))
    if is_exported(parsed, literal):
        value = entry.child_by_field_name("value")
        return hit(Kind.EXPORT, "export", *value_terms(parsed, value or entry, name))
    return hit(Kind.USE, "key", Term("value", "object key"))


def _pattern_key(parsed: Parsed, node: Node, parent: Node, hit: MakeHit) -> Hit:
    terms = pattern_terms(parsed, node)
    module = any(term.origin not in _UNKNOWN for term in terms)
    value = parent.child_by_field_name("value")
    while value is not None and value.type == "assignment_pattern":
        value = value.child_by_field_name("left")
    local = parsed.text(value) if value is not None and value.type == "identifier" else ""
    return hit(Kind.IMPORT if module else Kind.USE, "destructured", *terms, local=local)
