"""The hit of one identifier: what it is for the code that holds it."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.base import Hit, Term
from cutover.languages.typescript.facts.definition_terms import here, line_of
from cutover.languages.typescript.facts.property_hits import MakeHit, property_hit
from cutover.languages.typescript.facts.terms import (
    binding_terms,
    member_terms,
    name_terms,
    pattern_terms,
    terms_of,
)
from cutover.languages.typescript.syntax.bindings import Binding
from cutover.languages.typescript.syntax.export_literals import is_exported
from cutover.languages.typescript.syntax.import_syntax import (
    exported_name,
    imported,
    spec_of,
    statement_of,
)
from cutover.languages.typescript.syntax.kinds import kind_of, rule_of
from cutover.languages.typescript.syntax.mocks import mocked_by
from cutover.languages.typescript.syntax.parsing import Parsed, ancestors
from cutover.languages.typescript.syntax.scopes import binding_at, qualified_scope
from cutover.model import Kind

_IMPORTS = frozenset({"import_specifier", "import_clause", "namespace_import",
                      "import_require_clause", "import_alias"})  # fmt: skip
_DEFINED = frozenset({"class", "function", "type", "enum", "namespace"})
_MEMBERS = {
    "member_expression": ("object", "property"),
    "nested_identifier": ("object", "property"),
    "nested_type_identifier": ("module", "name"),
}
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
            return property_hit(parsed, node, parent, name, hit)
        case "private_property_identifier" | "statement_identifier":
            return hit(Kind.USE, "name", Term("value", "a name of its own kind"))
    if parent.type in _MEMBERS:
        owner, member = (parent.child_by_field_name(field) for field in _MEMBERS[parent.type])
        if member == node:
            return hit(kind_of(parent), "attribute", *member_terms(parsed, owner, name))
    return _name(parsed, node, parent, name, hit)


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
    if literal is not None and is_exported(parsed, literal):
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


def is_broken(node: Node) -> bool:
    """Whether the grammar gave up on the statement around a name."""
    for parent in ancestors(node):
        if parent.type == "ERROR":
            return parent.parent is not None or node.parent == parent
        if parent.type.endswith("_statement") or parent.type in {"statement_block", "program"}:
            return False
    return False
