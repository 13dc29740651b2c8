"""Bare names, and the imports that bind them."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.editing import Site
from cutover.languages.python.imports import Add, Drop, Rename
from cutover.languages.python.names import spelled
from cutover.languages.python.scopes import lookup
from cutover.languages.python.sheet import Sheet


def rewrite_name(sheet: Sheet, site: Site, node: Node) -> str:
    """A bare name: renamed with what binds it."""
    taken = sheet.taken(site, node) or _is_twin(sheet, site, node)
    if taken:
        return taken
    sheet.rename(site)
    found = lookup(sheet.parsed, site.hit.text, node)
    here = any(term.origin == "here" for term in site.hit.terms)
    imported = any(b.how == "import" for b in found)
    if sheet.embedded or imported or not (here or not found):
        return ""
    if here or not sheet.is_starred(site.destination):
        sheet.need(site.destination)
    return ""


def _is_twin(sheet: Sheet, site: Site, node: Node) -> str:
    """Why the new name may not stand here twice: as a base of a class, as a key of a dictionary."""
    parent, name = node.parent, site.destination.name
    outer = parent.parent if parent is not None else None
    if parent is None or outer is None or name == site.hit.text:
        return ""
    if parent.type == "argument_list" and outer.type == "class_definition":
        others = [base for base in parent.named_children if base != node]
        if any(sheet.parsed.text(base) == name for base in others):
            return f"{name} already is a base of this class"
    if parent.type == "pair" and parent.child_by_field_name("key") == node:
        keys = [pair.child_by_field_name("key") for pair in outer.named_children if pair != parent]
        if any(key is not None and sheet.parsed.text(key) == name for key in keys):
            return f"{name} already is a key of this dictionary"
    return ""


def rewrite_import(sheet: Sheet, site: Site, node: Node, entry: Node) -> str:
    """The name in an import: renamed where the module offers the new one, else imported anew."""
    statement = entry.parent
    if statement is None:
        return "an import that cannot be read"
    alias = entry.child_by_field_name("alias") if entry.type == "aliased_import" else None
    if alias == node:
        name = entry.child_by_field_name("name")
        if name is not None and sheet.parsed.text(name) != site.hit.text:
            sheet.rename(site)
        return ""
    if statement.type == "import_statement":
        return "the name is a module here"
    name = entry.child_by_field_name("name") if alias is not None else entry
    if name is None or name.named_children[-1] != node:
        return "the name is a module here"
    bound = sheet.parsed.text(alias) if alias is not None else None
    if bound is None:
        taken = sheet.taken(site, node)
        if taken:
            return taken
    if bound == site.hit.text:
        bound = site.destination.name
    module = statement.child_by_field_name("module_name")
    spec = "".join(sheet.parsed.text(module).split()) if module is not None else ""
    if site.destination.offered_by(spec, sheet.path):
        if site.destination.name == site.hit.text:
            return ""
        sheet.imports.append(Rename(name.start_byte, site.destination.name))
        if alias is not None and bound == site.destination.name:
            sheet.replace(alias.start_byte, alias.end_byte, bound)
        return ""
    sheet.imports.append(Drop(name.start_byte))
    if site.destination.same_module(sheet.path):
        own = bound in {None, site.destination.name}
        return "" if own else f"the replacement's own module knows the legacy as {bound}"
    target = spelled(site.destination, sheet.path, relative=spec.startswith("."))
    sheet.imports.append(Add(target, site.destination.name, bound, name.start_byte))
    return ""
