"""Attributes of modules: ``module.Old`` here, where the module must change with the name."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.editing import Site
from cutover.languages.python.extents import IMPORT_STATEMENTS, content, module_literal
from cutover.languages.python.imports import Add, Drop
from cutover.languages.python.module_uses import only_ours
from cutover.languages.python.names import parent_of, spelled
from cutover.languages.python.parsing import ancestors
from cutover.languages.python.scopes import bindings, lookup
from cutover.languages.python.sheet import Sheet


def rewrite_attribute(sheet: Sheet, site: Site, node: Node, owner: Node | None) -> str:
    """``module.Old``: the attribute changes, and the module where it must."""
    if owner is None:
        return "an attribute that cannot be read"
    if site.destination.same_module(sheet.path):
        return _own_name(sheet, site, node, owner)
    if sheet.is_offered(site):
        sheet.rename(site)
        return ""
    return _other_module(sheet, site, node, owner)


def _own_name(sheet: Sheet, site: Site, node: Node, owner: Node) -> str:
    """``legacy.Old`` in the replacement's own module: its bare name, without an import."""
    sheet.replace(owner.start_byte, node.end_byte, site.destination.name)
    root = owner
    while root.type == "attribute" and (below := root.child_by_field_name("object")) is not None:
        root = below
    found = lookup(sheet.parsed, sheet.parsed.text(root), root)
    if root.type != "identifier" or len(found) != 1 or found[0].how != "import":
        return ""
    entry = found[0].node
    source = entry.child_by_field_name("name") if entry.type == "aliased_import" else entry
    name = "".join(sheet.parsed.text(owner if "." in sheet.parsed.text(entry) else root).split())
    if only_ours(sheet, name, root, entry.start_byte):
        sheet.imports.append(Drop((source or entry).start_byte))
    return ""


def _other_module(sheet: Sheet, site: Site, node: Node, owner: Node) -> str:
    destination = site.destination
    literal = module_literal(sheet.parsed, owner)
    if literal is not None:
        sheet.rename(site)
        sheet.replace(*content(literal), destination.module)
        return ""
    root = owner
    while root.type == "attribute" and (below := root.child_by_field_name("object")) is not None:
        root = below
    if root.type != "identifier":
        return "the module it is taken from is computed"
    name = sheet.parsed.text(root)
    found = lookup(sheet.parsed, name, root)
    if len(found) != 1:
        return f"{name} is bound in several ways"
    binding = found[0]
    if binding.how == "assign":
        value = binding.node.child_by_field_name("right")
        literal = module_literal(sheet.parsed, value) if value is not None else None
        if literal is None or not only_ours(sheet, name, root, binding.start):
            return f"the module {name} is also used for other names"
        sheet.rename(site)
        sheet.replace(*content(literal), destination.module)
        return ""
    if binding.how != "import":
        return f"{name} is no module that can be followed"
    return change_module(sheet, site, node, owner, root, binding.node, name)


def change_module(
    sheet: Sheet, site: Site, node: Node, owner: Node, root: Node, entry: Node, name: str
) -> str:
    """Import another module under ``name``, or the replacement itself where the module stays."""
    statement = entry.parent
    if statement is None:
        return "an import that cannot be read"
    alias = entry.child_by_field_name("alias") if entry.type == "aliased_import" else None
    source = entry.child_by_field_name("name") if alias is not None else entry
    token = (source or entry).start_byte
    only = only_ours(sheet, name, root, entry.start_byte)
    destination = site.destination
    if statement.type == "import_statement" and alias is None:
        return _dotted_module(sheet, site, owner, statement, name)
    if not only:
        return _by_name(sheet, site, node, owner, token)
    if alias is not None and statement.type == "import_statement":
        sheet.imports += [Drop(token), Add(destination.module, None, name, token)]
        sheet.rename(site)
        return ""
    package, _, last = destination.module.rpartition(".")
    bound = name if alias is not None else last
    if bound != name and bindings(sheet.parsed, bound):
        return _by_name(sheet, site, node, owner, token)
    sheet.imports.append(Drop(token))
    if not package:
        keep = name if alias is not None else None
        sheet.imports.append(Add(last, None, keep, token))
    else:
        module = statement.child_by_field_name("module_name")
        relative = module is not None and sheet.parsed.text(module).startswith(".")
        parent = parent_of(destination)
        spec = spelled(parent, sheet.path, relative=relative)
        sheet.imports.append(Add(spec, last, name if alias is not None else None, token))
    if bound != name:
        sheet.replace(root.start_byte, root.end_byte, bound)
    sheet.rename(site)
    return ""


def _dotted_module(sheet: Sheet, site: Site, owner: Node, statement: Node, name: str) -> str:
    """``import a.b.legacy`` and ``a.b.legacy.Old``."""
    spelled_owner = "".join(sheet.parsed.text(owner).split())
    token = next(
        (c.start_byte for c in statement.named_children if sheet.parsed.text(c) == spelled_owner),
        None,
    )
    module = site.destination.module
    sheet.replace(owner.start_byte, owner.end_byte, module)
    sheet.rename(site)
    if token is not None and only_ours(sheet, spelled_owner, owner, token):
        sheet.imports.append(Drop(token))
    sheet.imports.append(
        Add(module, None, None, token if token is not None else statement.start_byte)
    )
    return ""


def _by_name(sheet: Sheet, site: Site, node: Node, owner: Node, token: int) -> str:
    """``L.Old`` becomes ``New``, imported by name, where ``L`` stays for others."""
    taken = sheet.taken(site, node, fresh=True)
    if taken:
        return taken
    sheet.replace(owner.start_byte, node.end_byte, site.destination.name)
    statement = next(
        (
            p
            for p in ancestors(sheet.parsed.node_at(token, token + 1))
            if p.type in IMPORT_STATEMENTS
        ),
        None,
    )
    source = statement.child_by_field_name("module_name") if statement is not None else None
    relative = source is not None and sheet.parsed.text(source).startswith(".")
    module = spelled(site.destination, sheet.path, relative=relative)
    sheet.imports.append(Add(module, site.destination.name, None, token))
    return ""


def rewrite_pattern(sheet: Sheet, site: Site, node: Node, parent: Node) -> str:
    """A dotted class pattern: ``case module.Old():``."""
    if sheet.is_offered(site):
        sheet.rename(site)
        return ""
    root = parent.named_children[0]
    found = lookup(sheet.parsed, sheet.parsed.text(root), root)
    statement = found[0].node.parent if len(found) == 1 and found[0].how == "import" else None
    if (
        statement is None
        or statement.type != "import_statement"
        or found[0].node.type != "dotted_name"
    ):
        return "a dotted class pattern that reaches through an alias of the legacy module"
    module = site.destination.module
    sheet.replace(parent.start_byte, node.start_byte - 1, module)
    sheet.rename(site)
    token = found[0].node.start_byte
    if only_ours(sheet, sheet.parsed.text(root), root, token):
        sheet.imports.append(Drop(token))
    sheet.imports.append(Add(module, None, None, token))
    return ""
