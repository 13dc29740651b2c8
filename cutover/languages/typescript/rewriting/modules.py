"""Members of modules: ``module.Old`` here, where the module must change with the name."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.editing import Site
from cutover.languages.typescript.facts.own_members import is_exports
from cutover.languages.typescript.imports.edits import Drop, Form
from cutover.languages.typescript.imports.statements import (
    Source,
    Statement,
    loaded,
    read_statement,
)
from cutover.languages.typescript.rewriting.needs import add_new, use_known
from cutover.languages.typescript.rewriting.replacement import DEFAULT, is_offered
from cutover.languages.typescript.rewriting.sheet import Sheet
from cutover.languages.typescript.syntax.parsing import ancestors
from cutover.languages.typescript.syntax.scopes import Binding, lookup

MEMBERS = {
    "member_expression": (("property", "object"),),
    "nested_identifier": (("property", "object"),),
    "nested_type_identifier": (("name", "module"),),
}
WHOLE = "module-default"
_ROOTS = frozenset({"identifier", "type_identifier"})


def rewrite_attribute(sheet: Sheet, site: Site, whole: Node, owner: Node | None) -> str:
    """``module.Old``: the attribute changes, and the module where it must."""
    if owner is None:
        return "an attribute that cannot be read"
    if is_offered(site.destination, site.hit, sheet.path):
        sheet.rename(site)
        return ""
    source = loaded(sheet.parsed, owner)
    if source is not None and owner.type == "call_expression" and sheet.is_module(site, source):
        sheet.replace(owner.end_byte, whole.end_byte, "")
        sheet.respell(source, site.destination)
        return ""
    if source is not None:
        return sheet.follow(site, source)
    if owner.type in {"this", "super"}:
        bound = site.destination.leaves(sheet.path) and is_exports(sheet.parsed, owner)
        return "a method of the exported object reads it by `this`" if bound else ""
    if owner.type not in _ROOTS:
        return "the module it is taken from is computed"
    name = sheet.parsed.text(owner)
    found = lookup(sheet.parsed, name, owner)
    if len(found) != 1:
        return f"{name} is bound in several ways"
    return _bound(sheet, site, whole, owner, found[0])


def rewrite_whole(sheet: Sheet, site: Site) -> str:
    """``lazy(() => import('./old'))``: a module that is passed on for the sake of its default."""
    if is_offered(site.destination, site.hit, sheet.path):
        return ""
    spec = sheet.parsed.data[site.hit.start : site.hit.end].decode("utf-8", "replace")
    return follow_whole(sheet, site, Source(site.hit.start, site.hit.end, spec))


def follow_whole(sheet: Sheet, site: Site, source: Source) -> str:
    """Load the replacement's module where the legacy's is loaded as what it is."""
    loads_default = not any(t.origin == "import" and t.name == "" for t in site.hit.terms)
    if not sheet.is_module(site, source) and not (
        loads_default and sheet.member(site, source.spec) == DEFAULT
    ):
        return f"the module of {site.destination.name} is not {site.destination.name} itself"
    sheet.respell(source, site.destination)
    return ""


def _bound(sheet: Sheet, site: Site, whole: Node, owner: Node, binding: Binding) -> str:
    name = sheet.parsed.text(owner)
    only = sheet.only_ours(name, owner, binding)
    if binding.how == "import":
        statement = next(
            (s for p in ancestors(binding.name) if (s := read_statement(sheet.parsed, p))), None
        )
        if statement is None or statement.source is None:
            return f"{name} is no module that can be followed"
        if only and _can_follow(sheet, site, statement):
            return sheet.follow(site, statement.source)
        return by_name_instead(sheet, site, whole, statement, binding, only=only)
    source = source_of(sheet, binding)
    if source is None:
        return f"{name} is no module that can be followed"
    moved = any(patch.start == source.start for patch in sheet.patches)
    if only or moved:
        return sheet.follow(site, source)
    declaration = binding.node.parent
    statement = read_statement(sheet.parsed, declaration) if declaration is not None else None
    if binding.how != "assign" or statement is None:
        return f"the module {name} is also used for other names"
    return by_name_instead(sheet, site, whole, statement, binding, only=False)


def _can_follow(sheet: Sheet, site: Site, statement: Statement) -> bool:
    """Whether a module's name can stand for the replacement's module from now on."""
    destination, source = site.destination, statement.source
    if source is None or statement.size != 1 or statement.namespace is None:
        return False
    return not destination.same_module(sheet.path)


def source_of(sheet: Sheet, binding: Binding) -> Source | None:
    """The module that a variable or the parameter of a callback holds."""
    if binding.how in {"assign", "destructured"}:
        return loaded(sheet.parsed, binding.node.child_by_field_name("value"))
    return handed(sheet, binding.name) if binding.how == "parameter" else None


def handed(sheet: Sheet, name: Node) -> Source | None:
    """The module that ``import('x').then(callback)`` hands to a parameter."""
    for parent in ancestors(name):
        if parent.type not in {"arrow_function", "function_expression"}:
            continue
        call = parent.parent.parent if parent.parent is not None else None
        then = call.child_by_field_name("function") if call is not None else None
        if then is None or then.type != "member_expression":
            return None
        word = sheet.parsed.text(then.child_by_field_name("property") or then)
        owner = then.child_by_field_name("object")
        return loaded(sheet.parsed, owner) if word == "then" else None
    return None


def by_name_instead(
    sheet: Sheet, site: Site, whole: Node, statement: Statement, binding: Binding, *, only: bool
) -> str:
    """``ns.Old`` becomes ``New``, imported by name; ``ns`` goes if nothing else needs it."""
    taken = sheet.taken(site, whole, fresh=True)
    if taken:
        return taken
    source = statement.source
    assert source is not None
    sheet.replace(whole.start_byte, whole.end_byte, sheet.called(site))
    known = sheet.known(site, whole)
    if known is not None:
        use_known(sheet, site, known)
    if only:
        sheet.changes.append(Drop(binding.start))
    if known is None and not site.destination.same_module(sheet.path):
        kind = "import" if statement.node.type == "import_statement" else "require"
        form: Form = "type" if statement.is_type else ""
        add_new(sheet, site, kind, source.spec, form=form, anchor=binding.start)
    return ""
