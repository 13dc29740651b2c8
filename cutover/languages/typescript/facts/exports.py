"""What a module offers to whoever imports it, from its top-level statements alone."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.base import ModuleFacts, Term
from cutover.languages.typescript.facts.commonjs import Offer, assigned_with, offers
from cutover.languages.typescript.facts.computed_exports import computed_sources
from cutover.languages.typescript.facts.definition_terms import line_of
from cutover.languages.typescript.facts.jsdoc import typedefs
from cutover.languages.typescript.facts.terms import binding_terms, terms_of
from cutover.languages.typescript.syntax.definitions import declarators, defined_name, names_of
from cutover.languages.typescript.syntax.import_syntax import exported_name, imported, spec_of
from cutover.languages.typescript.syntax.parsing import Parsed
from cutover.languages.typescript.syntax.scopes import binding_at, lookup

_SIMPLE = frozenset({"number", "string", "template_string", "array", "arrow_function", "class",
                     "function_expression", "new_expression", "object", "regex", "true", "false",
                     "null"})  # fmt: skip
_LISTS = frozenset({"named_imports", "import_clause"})
_DECLARED = frozenset({"lexical_declaration", "variable_declaration"})

Terms = tuple[Term, ...]


class _Module:
    """What the statements read so far offer."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.exports: dict[str, list[Term]] = {}
        self.locals: dict[str, list[Term]] = {}
        self.stars: list[str] = []
        self.value: list[Term] = []
        self.opaque = False

    def facts(self) -> ModuleFacts:
        """The whole; a name is local only if it is not exported as it is."""
        exports = {name: tuple(dict.fromkeys(terms)) for name, terms in self.exports.items()}
        local = {name: tuple(dict.fromkeys(terms)) for name, terms in self.locals.items()}
        kept = {name: terms for name, terms in local.items() if name not in exports}
        stars = tuple(dict.fromkeys(self.stars))
        return ModuleFacts(
            exports,
            stars,
            opaque=self.opaque,
            locals=kept,
            value=tuple(dict.fromkeys(self.value)),
            stars_bind=False,
        )


def module_facts(parsed: Parsed) -> ModuleFacts:
    """What a module exports under which names, its stars, its other names, its own value."""
    module = _Module(parsed)
    for node in parsed.root.named_children:
        _read(module, node)
    for spec in computed_sources(parsed):
        module.opaque = module.opaque or not spec
        module.stars += [spec] if spec else []
    for name, term in typedefs(parsed).items():
        if name not in module.exports and name not in module.locals:
            module.exports[name] = [term]
    return module.facts()


def _read(module: _Module, node: Node) -> None:
    parsed = module.parsed
    match node.type:
        case "import_statement":
            for name, terms in _imports(parsed, node):
                module.locals.setdefault(name, []).extend(terms)
        case "export_statement":
            _exported(module, node)
        case "expression_statement":
            _expression(module, node)
        case "ERROR":
            for child in node.named_children:
                _read(module, child)
        case _:
            for name, terms in _declared(parsed, node):
                module.locals.setdefault(name, []).extend(terms)
            for declarator in declarators(node):
                for offer in assigned_with(parsed, declarator):
                    _offered(module, offer)


def _imports(parsed: Parsed, node: Node) -> Iterator[tuple[str, Terms]]:
    """The names an import statement binds."""
    for child in node.named_children:
        if child.type in _LISTS:
            yield from _imports(parsed, child)
        elif child.type == "import_specifier":
            alias = child.child_by_field_name("alias") or child.child_by_field_name("name")
            yield parsed.text(alias or child), (imported(parsed, child),)
        elif child.type in {"namespace_import", "import_require_clause"}:
            yield parsed.text(child.named_children[0]), (imported(parsed, child),)
        elif child.type == "identifier" and node.type == "import_clause":
            yield parsed.text(child), (imported(parsed, node),)


def _exported(module: _Module, node: Node) -> None:
    parsed = module.parsed
    spec = spec_of(parsed, node)
    declaration = node.child_by_field_name("declaration")
    kinds = {child.type for child in node.children}
    if "default" in kinds:
        _default(module, node, declaration)
    elif declaration is not None:
        for name, terms in _declared(parsed, declaration):
            module.exports.setdefault(name, []).extend(terms)
    elif "=" in kinds:
        module.value += terms_of(parsed, node.named_children[-1])
    elif "*" in kinds and spec is not None:
        module.stars.append(spec)
    for child in node.named_children:
        if child.type == "namespace_export" and spec is not None:
            name = exported_name(parsed, child.named_children[-1])
            module.exports.setdefault(name, []).append(Term("import", "", spec, line=line_of(node)))
        elif child.type == "export_clause":
            for name, terms in _listed(parsed, child, spec):
                module.exports.setdefault(name, []).extend(terms)


def _default(module: _Module, node: Node, declaration: Node | None) -> None:
    terms = default_terms(module.parsed, node)
    if declaration is not None and terms[0].name != "default":
        module.locals.setdefault(terms[0].name, []).extend(terms)
    module.exports.setdefault("default", []).extend(terms)


def default_terms(parsed: Parsed, statement: Node) -> Terms:
    """What an ``export default`` exports; the definition ``default`` if it has no other name."""
    declaration = statement.child_by_field_name("declaration")
    value = statement.child_by_field_name("value")
    if declaration is not None and (name := defined_name(parsed, declaration)):
        return (Term("here", name, line=line_of(declaration)),)
    if value is not None and value.type in {"identifier", "member_expression"}:
        return terms_of(parsed, value)
    return (Term("here", "default", line=line_of(statement)),)


def _listed(parsed: Parsed, clause: Node, spec: str | None) -> Iterator[tuple[str, Terms]]:
    """The names of an export list."""
    for entry in clause.named_children:
        name = entry.child_by_field_name("name")
        if entry.type != "export_specifier" or name is None:
            continue
        own = exported_name(parsed, name)
        alias = exported_name(parsed, entry.child_by_field_name("alias")) or own
        if spec is not None:
            yield alias, (Term("import", own, spec, line=line_of(entry)),)
        else:
            yield alias, _local(parsed, own, name)


def _local(parsed: Parsed, name: str, node: Node) -> Terms:
    found = lookup(parsed, name, node)
    terms = tuple(t for b in found for t in binding_terms(parsed, b, name))
    return terms or (Term("unbound", name, line=line_of(node)),)


def _expression(module: _Module, node: Node) -> None:
    inner = node.named_children[0] if node.named_children else node
    if inner.type == "internal_module":
        for name, terms in _declared(module.parsed, inner):
            module.locals.setdefault(name, []).extend(terms)
        return
    for offer in offers(module.parsed, node):
        _offered(module, offer)


def _offered(module: _Module, offer: Offer) -> None:
    module.opaque = module.opaque or offer.opaque
    if offer.star:
        module.stars.append(offer.star)
    elif offer.name:
        module.exports.setdefault(offer.name, []).extend(offer.terms)
    else:
        module.value += offer.terms
    if offer.local:
        module.locals.setdefault(offer.local, []).extend(offer.terms)


def _declared(parsed: Parsed, node: Node) -> Iterator[tuple[str, Terms]]:
    """The names a declaration binds at the top level of its module."""
    if node.type == "ambient_declaration":
        for child in node.named_children:
            yield from _declared(parsed, child)
    elif node.type == "import_alias":
        yield parsed.text(node.named_children[0]), terms_of(parsed, node.named_children[-1])
    elif node.type in _DECLARED:
        for declarator in declarators(node):
            yield from _variables(parsed, declarator)
    elif node.type != "export_statement" and (name := defined_name(parsed, node)):
        name = name.partition(".")[0]
        yield name, (Term("here", name, line=line_of(node)),)


def _variables(parsed: Parsed, declarator: Node) -> Iterator[tuple[str, Terms]]:
    name = declarator.child_by_field_name("name")
    value = declarator.child_by_field_name("value")
    if name is None:
        return
    if name.type == "identifier" and value is not None and value.type in _SIMPLE:
        text = parsed.text(name)
        yield text, (Term("here", text, line=line_of(name)),)
        return
    for bound in names_of(name):
        found = binding_at(parsed, bound)
        if found is not None:
            text = parsed.text(bound)
            yield text, binding_terms(parsed, found[1], text)
