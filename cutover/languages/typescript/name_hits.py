"""The hit of one identifier: what it is for the code that holds it."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from cutover.languages.base import Hit, Term
from cutover.languages.typescript.binding_sites import CLASSES, Binding
from cutover.languages.typescript.computed_exports import HOMES
from cutover.languages.typescript.kinds import kind_of, rule_of
from cutover.languages.typescript.mocks import mocked_by
from cutover.languages.typescript.modules import exported_name, imported, spec_of, statement_of
from cutover.languages.typescript.objects import member_of
from cutover.languages.typescript.parsing import Parsed, ancestors
from cutover.languages.typescript.scopes import binding_at, qualified_scope
from cutover.languages.typescript.strings import exported_by
from cutover.languages.typescript.terms import (
    binding_terms,
    here,
    line_of,
    member_terms,
    name_terms,
    pattern_terms,
    terms_of,
)
from cutover.model import Kind

_IMPORTS = frozenset({"import_specifier", "import_clause", "namespace_import",
                      "import_require_clause", "import_alias"})  # fmt: skip
_DEFINED = frozenset({"class", "function", "type", "enum", "namespace"})
_MEMBERS = {
    "member_expression": ("object", "property"),
    "nested_identifier": ("object", "property"),
    "nested_type_identifier": ("module", "name"),
}
_FIELDS = frozenset({"public_field_definition", "method_definition", "property_signature",
                     "method_signature", "abstract_method_signature"})  # fmt: skip
_UNKNOWN = frozenset({"value", "unbound", "dynamic"})


def name_hit(parsed: Parsed, node: Node, name: str) -> Hit:
    """The hit of an identifier in code."""
    scope = qualified_scope(parsed, node)

    def hit(kind: Kind, rule: str, *terms: Term, binds: bool = False, local: str = "") -> Hit:
        start, end = node.start_byte, node.end_byte
        return Hit(start, end, name, "code", kind, scope, terms, rule, binds, local=local)

    parent = node.parent
    if parent is None or is_broken(node):
        return hit(Kind.UNPARSED, "syntax-error")
    if parent.type in _IMPORTS:
        return _imported(parsed, node, parent, hit)
    if parent.type in {"export_specifier", "namespace_export", "export_statement"}:
        return _exported(parsed, node, parent, name, hit)
    match node.type:
        case "shorthand_property_identifier":
            return _shorthand(parsed, node, name, hit)
        case "shorthand_property_identifier_pattern":
            return _destructured(parsed, node, parent, name, hit)
        case "property_identifier":
            return _property(parsed, node, parent, name, hit)
        case "private_property_identifier" | "statement_identifier":
            return hit(Kind.USE, "name", Term("value", "a name of its own kind"))
    if parent.type in _MEMBERS:
        owner, member = (parent.child_by_field_name(field) for field in _MEMBERS[parent.type])
        if member == node:
            return hit(kind_of(parent), "attribute", *member_terms(parsed, owner, name))
    return _name(parsed, node, parent, name, hit)


MakeHit = Callable[..., Hit]


def _name(parsed: Parsed, node: Node, parent: Node, name: str, hit: MakeHit) -> Hit:
    """A name that the scopes around it decide, or that is bound here."""
    bound = binding_at(parsed, node)
    if bound is None:
        if parent.type == "index_signature" or (
            parent.type in {"required_parameter", "optional_parameter"}
            and parent.child_by_field_name("name") == node
        ):
            return hit(Kind.USE, "name", Term("value", "the name of an index or item"))
        return hit(kind_of(node), rule_of(node), *name_terms(parsed, name, node))
    binding = bound[1]
    if binding.how in _DEFINED:
        term = here(parsed, binding, name)
        rule = "augmentation" if term.origin == "import" else "definition"
        return hit(Kind.DEFINITION, rule, term, binds=True)
    if binding.how == "reassign":
        return hit(Kind.USE, "name", *name_terms(parsed, name, node), binds=True)
    terms = binding_terms(parsed, binding, name)
    if binding.how in {"assign", "destructured"} and _is_own(parsed, binding, name, terms):
        return hit(Kind.DEFINITION, "assignment", *terms, binds=True)
    return hit(Kind.USE, "name", *terms, binds=True)


def _is_own(parsed: Parsed, binding: Binding, name: str, terms: tuple[Term, ...]) -> bool:
    """Whether a variable is a definition of its own, and not another name for something."""
    own = here(parsed, binding, name)
    return bool(terms) and all(
        (term.origin, term.name, term.spec) == (own.origin, own.name, own.spec) for term in terms
    )


def _imported(parsed: Parsed, node: Node, parent: Node, hit: MakeHit) -> Hit:
    if parent.type == "import_alias":
        if parent.named_children[0] != node:
            return hit(Kind.USE, "name", *name_terms(parsed, parsed.text(node), node))
        return hit(Kind.IMPORT, "import", *terms_of(parsed, parent.named_children[-1]), binds=True)
    alias = parent.child_by_field_name("alias")
    term = imported(parsed, parent)
    if alias is None or alias == node:
        return hit(Kind.IMPORT, "import", term, binds=True)
    return hit(Kind.IMPORT, "import", term, local=parsed.text(alias))


def _exported(parsed: Parsed, node: Node, parent: Node, name: str, hit: MakeHit) -> Hit:
    statement = statement_of(parent)
    spec = spec_of(parsed, statement) if statement is not None else None
    if parent.type == "export_statement":
        if any(child.type == "as" for child in parent.children):
            return hit(Kind.EXPORT, "export", Term("value", "a global namespace"))
        return hit(Kind.EXPORT, "default-export", *name_terms(parsed, name, node))
    if parent.type == "namespace_export":
        term = Term("import", "", spec or "", line=line_of(node))
        return hit(Kind.EXPORT, "export", term)
    first, alias = (parent.child_by_field_name(field) for field in ("name", "alias"))
    own = exported_name(parsed, first)
    if spec is not None:
        terms: tuple[Term, ...] = (Term("import", own, spec, line=line_of(node)),)
    else:
        terms = name_terms(parsed, own, first or node)
    if alias == node and alias is not None:
        return hit(Kind.EXPORT, "export", *terms)
    return hit(Kind.EXPORT, "export", *terms, local=exported_name(parsed, alias))


def _shorthand(parsed: Parsed, node: Node, name: str, hit: MakeHit) -> Hit:
    literal = node.parent
    terms = name_terms(parsed, name, node)
    if literal is not None and exported_by(parsed, literal):
        return hit(Kind.EXPORT, "export", *terms)
    spec = mocked_by(parsed, literal) if literal is not None else ""
    if spec:
        return hit(Kind.USE, "mock-key", Term("import", name, spec, line=line_of(node)))
    return hit(Kind.USE, "shorthand", *terms)


def _destructured(parsed: Parsed, node: Node, parent: Node, name: str, hit: MakeHit) -> Hit:
    found = binding_at(parsed, node)
    terms = pattern_terms(parsed, node) if found is None else binding_terms(parsed, found[1], name)
    module = any(term.origin not in _UNKNOWN for term in terms)
    if (
        found is not None
        and found[1].how == "destructured"
        and (_is_own(parsed, found[1], name, terms))
    ):
        return hit(Kind.DEFINITION, "assignment", *terms, binds=True)
    return hit(Kind.IMPORT if module else Kind.USE, "destructured", *terms, binds=True)


def _property(parsed: Parsed, node: Node, parent: Node, name: str, hit: MakeHit) -> Hit:
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
    if own and any(term.origin not in _UNKNOWN for term in terms):
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
    if exported_by(parsed, literal):
        terms = terms_of(parsed, entry.child_by_field_name("value"))
        if all(term.origin in _UNKNOWN for term in terms):
            terms = (Term("here", name, line=line_of(entry)),)
        return hit(Kind.EXPORT, "export", *terms)
    return hit(Kind.USE, "key", Term("value", "object key"))


def _pattern_key(parsed: Parsed, node: Node, parent: Node, hit: MakeHit) -> Hit:
    terms = pattern_terms(parsed, node)
    module = any(term.origin not in _UNKNOWN for term in terms)
    value = parent.child_by_field_name("value")
    while value is not None and value.type == "assignment_pattern":
        value = value.child_by_field_name("left")
    local = parsed.text(value) if value is not None and value.type == "identifier" else ""
    return hit(Kind.IMPORT if module else Kind.USE, "destructured", *terms, local=local)


def is_broken(node: Node) -> bool:
    """Whether the grammar gave up on the statement around a name."""
    for parent in ancestors(node):
        if parent.type == "ERROR":
            return parent.parent is not None or node.parent == parent
        if parent.type.endswith("_statement") or parent.type in {"statement_block", "program"}:
            return False
    return False
