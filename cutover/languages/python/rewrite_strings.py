"""Names inside string literals, comments and running text."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.editing import Site
from cutover.languages.python.extents import (
    content,
    module_literal,
    owner_argument,
)
from cutover.languages.python.imports import Add, Drop
from cutover.languages.python.module_uses import only_ours
from cutover.languages.python.names import parent_of, partial_path, spelled
from cutover.languages.python.parsing import ancestors
from cutover.languages.python.rewrite_lists import rewrite_entry, rewrite_listed
from cutover.languages.python.rewrite_modules import change_module
from cutover.languages.python.rewrite_names import rewrite_name
from cutover.languages.python.scopes import bindings, lookup
from cutover.languages.python.sheet import Sheet
from cutover.languages.words import dotted_before


def rewrite_string(sheet: Sheet, site: Site, node: Node) -> str:
    """A name in a string literal, by what the string is for."""
    literal = node if node.type == "string" else next(
        (p for p in ancestors(node) if p.type == "string"), None
    )  # fmt: skip
    rule = site.hit.rule
    if rule == "type-comment":
        begin, owner = dotted_before(sheet.parsed.data, site.hit.start, node.start_byte)
        return _quoted_attribute(sheet, site, begin) if owner else rewrite_name(sheet, site, node)
    if literal is None:
        return rewrite_prose(sheet, site)
    if rule == "__all__":
        return rewrite_listed(sheet, site, literal)
    if rule == "string-annotation":
        prefix = dotted_before(sheet.parsed.data, site.hit.start, literal.start_byte + 1)
        if not prefix[1]:
            taken = sheet.taken(site, literal)
            if not taken:
                sheet.rename(site)
            return taken
        return _quoted_attribute(sheet, site, prefix[0])
    if rule in {"getattr-literal", "hasattr-literal", "setattr-literal", "delattr-literal",
                "object-literal", "namespace-item"}:  # fmt: skip
        return _named_attribute(sheet, site, literal)
    if rule in {"lazy-table", "module-and-name", "fromlist"}:
        return rewrite_entry(sheet, site, literal)
    if rule == "dotted-path":
        return rewrite_prose(sheet, site)
    sheet.rename(site)
    return ""


def rewrite_prose(sheet: Sheet, site: Site) -> str:
    """A dotted path or a bare word outside code."""
    begin, prefix = dotted_before(sheet.parsed.data, site.hit.start, 0)
    if not prefix and site.hit.terms and site.destination.name == site.hit.text:
        owner = site.hit.terms[0].name.rpartition(".")[0]
        if not site.destination.offered_by(owner, sheet.path):
            text = f"{site.destination.module}.{site.destination.name}"
            sheet.replace(site.hit.start, site.hit.end, text)
        return ""
    if prefix and any(term.origin == "path" for term in site.hit.terms):
        separator = prefix[-1]
        owner = prefix[:-1].replace(":", ".")
        partial = partial_path(site.destination, owner, sheet.path)
        if partial is not None:
            new = (
                f"{partial}{separator}{site.destination.name}" if partial else site.destination.name
            )
            sheet.replace(begin, site.hit.end, new)
            return ""
        if not site.destination.offered_by(owner, sheet.path):
            text = f"{site.destination.module}{separator}{site.destination.name}"
            sheet.replace(begin, site.hit.end, text)
            return ""
    sheet.rename(site)
    return ""


def _quoted_attribute(sheet: Sheet, site: Site, begin: int) -> str:
    if sheet.is_offered(site):
        sheet.rename(site)
        return ""
    text = sheet.parsed.data[begin : site.hit.start - 1].decode("utf-8", "replace")
    root = text.split(".")[0]
    literal = sheet.parsed.node_at(begin, begin + 1)
    found = lookup(sheet.parsed, root, literal)
    if len(found) == 1 and found[0].how == "import":
        entry = found[0].node
        statement = entry.parent
        if entry.type == "aliased_import" and only_ours(sheet, root, entry, entry.start_byte):
            return change_module(sheet, site, literal, literal, literal, entry, root)
        if (
            statement is not None
            and statement.type == "import_statement"
            and entry.type != "aliased_import"
        ):
            token = entry.start_byte if sheet.parsed.text(entry) == text else statement.start_byte
            sheet.replace(begin, site.hit.start - 1, site.destination.module)
            sheet.rename(site)
            if only_ours(sheet, text, entry, entry.start_byte):
                sheet.imports.append(Drop(token))
            sheet.imports.append(Add(site.destination.module, None, None, token))
            return ""
        taken = sheet.taken(site, literal)
        if taken:
            return taken
        sheet.replace(begin, site.hit.end, site.destination.name)
        module = spelled(site.destination, sheet.path, relative=False)
        token = (entry.child_by_field_name("name") or entry).start_byte
        if only_ours(sheet, root, entry, entry.start_byte):
            sheet.imports.append(Drop(token))
        sheet.imports.append(Add(module, site.destination.name, None, token))
        return ""
    return "a quoted annotation that reaches through the legacy module"


def _named_attribute(sheet: Sheet, site: Site, literal: Node) -> str:
    """``getattr(module, "Old")``, ``vars(module)["Old"]`` and their kin."""
    if sheet.is_offered(site):
        sheet.rename(site)
        return ""
    owner = owner_argument(sheet.parsed, literal)
    if owner is None:
        return "the module is computed"
    module = module_literal(sheet.parsed, owner)
    if module is not None:
        sheet.replace(*content(module), site.destination.module)
        sheet.rename(site)
        return ""
    if owner.type not in {"identifier", "attribute"}:
        return "the module is computed"
    return _module_argument(sheet, site, owner)


def _module_argument(sheet: Sheet, site: Site, owner: Node) -> str:
    """A module handed to a call beside the name: another module is handed instead."""
    root = owner
    while root.type == "attribute" and (below := root.child_by_field_name("object")) is not None:
        root = below
    name = sheet.parsed.text(root)
    found = lookup(sheet.parsed, name, root)
    if len(found) != 1 or found[0].how != "import":
        return "the module is no import of this file"
    entry = found[0].node
    statement = entry.parent
    aliased = entry.type == "aliased_import"
    token = ((entry.child_by_field_name("name") if aliased else entry) or entry).start_byte
    destination = site.destination
    package, _, last = destination.module.rpartition(".")
    sheet.rename(site)
    if statement is None or (statement.type == "import_statement" and not aliased) or not package:
        sheet.replace(owner.start_byte, owner.end_byte, destination.module)
        sheet.imports.append(Add(destination.module, None, None, token))
    else:
        spec = spelled(parent_of(destination), sheet.path, relative=False)
        keep = aliased and only_ours(sheet, name, root, entry.start_byte)
        if not keep and bindings(sheet.parsed, last):
            return f"{last} is already bound to something else"
        if not keep:
            sheet.replace(owner.start_byte, owner.end_byte, last)
        sheet.imports.append(Add(spec, last, name if keep else None, token))
    if only_ours(sheet, name, root, entry.start_byte):
        sheet.imports.append(Drop(token))
    return ""
