"""Whether every use of a module's name leads to a site, so that its import may change."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.python.extents import IMPORT_STATEMENTS, import_entry
from cutover.languages.python.parsing import ancestors
from cutover.languages.python.scopes import lookup
from cutover.languages.python.sheet import Sheet
from cutover.languages.words import whole_words


def only_ours(sheet: Sheet, name: str, node: Node, binding: int) -> bool:
    """Whether every use of a module's name leads to a site of ours."""
    size = len(name.encode())
    for start in whole_words(sheet.parsed.data, name.encode()):
        used = sheet.parsed.node_at(start, start + size)
        if used.type == "comment" or start == binding or used.start_byte <= binding < used.end_byte:
            continue
        if used.type not in {"identifier", "attribute"} or used.end_byte - used.start_byte != size:
            continue
        if import_entry(used) is not None or _is_imported_path(used):
            continue
        if not _is_ours(sheet, used, binding):
            return False
    return True


def _is_imported_path(used: Node) -> bool:
    """Whether a name is part of the module path of an import statement."""
    parent = used.parent
    outer = parent.parent if parent is not None and parent.type == "dotted_name" else None
    return outer is not None and outer.type in {"relative_import", *IMPORT_STATEMENTS}


def _is_ours(sheet: Sheet, used: Node, binding: int) -> bool:
    """Whether a module's name leads to a site: as its owner, or handed to the same call.

    Another thing of the same name is nobody's use of the module.
    """
    outer = used.parent
    if outer is None:
        return False
    named = {outer.child_by_field_name("attribute"), outer.child_by_field_name("name")}
    if (
        outer.type in {"attribute", "keyword_argument"}
        and used in named
        and used.type == "identifier"
    ):
        return True
    if outer.type == "dotted_name":
        return any(child.start_byte in sheet.starts for child in outer.named_children)
    if outer.type == "attribute":
        last = outer.child_by_field_name("attribute")
        if last is not None and last.start_byte in sheet.starts:
            return True
    found = lookup(sheet.parsed, sheet.parsed.text(used), used) if used.type == "identifier" else ()
    if found and all(binding not in {b.start, b.node.start_byte} for b in found):
        return True
    call = next((p for p in ancestors(used) if p.type in {"call", "subscript"}), None)
    if (
        call is not None
        and call.type == "call"
        and sheet.parsed.data[call.start_byte : call.start_byte + 5] == b"vars("
    ):
        call = call.parent
    strings = [site.hit for site in sheet.sites if site.hit.where == "string"]
    return call is not None and any(call.start_byte <= hit.start < call.end_byte for hit in strings)
