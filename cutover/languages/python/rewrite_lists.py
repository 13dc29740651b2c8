"""Names in tables and lists: an entry of ``__all__``, a name beside its module."""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from cutover.languages.editing import Site
from cutover.languages.patch import Patch
from cutover.languages.python.extents import (
    content,
    entry_span,
)
from cutover.languages.python.names import spelled
from cutover.languages.python.parsing import ancestors
from cutover.languages.python.scopes import bindings
from cutover.languages.python.sheet import Sheet


def rewrite_entry(sheet: Sheet, site: Site, literal: Node) -> str:
    """A name beside its module: ``{"Old": ".legacy"}``, ``(".legacy", "Old")``, ``fromlist``."""
    sheet.rename(site)
    parent = literal.parent
    module: Node | None = None
    if parent is not None and parent.type == "pair":
        value = parent.child_by_field_name("value")
        if value is not None and value.type == "string":
            module = value
    elif parent is not None and parent.type == "tuple":
        module = parent.named_children[0]
    else:
        call = next((p for p in ancestors(literal) if p.type == "call"), None)
        arguments = call.child_by_field_name("arguments") if call is not None else None
        module = arguments.named_children[0] if arguments is not None else None
    if module is None or module.type != "string":
        return ""
    start, end = content(module)
    spec, colon, _ = sheet.parsed.data[start:end].decode("utf-8", "replace").partition(":")
    if site.destination.offered_by(spec, sheet.path):
        return ""
    new = spelled(site.destination, sheet.path, relative=spec.startswith("."))
    if colon:
        new = f"{new}:{site.destination.name}"
    sheet.replace(start, end, new)
    return ""


def rewrite_listed(sheet: Sheet, site: Site, literal: Node) -> str:
    """An entry of ``__all__``: gone with the definition, or renamed, but never twice."""
    name = site.destination.name
    entries = literal.parent.named_children if literal.parent is not None else []
    twin = any(
        entry != literal
        and entry.type == "string"
        and sheet.parsed.data[slice(*content(entry))] == name.encode()
        for entry in entries
    )
    earlier = any(
        p.after == name.encode() and any(e.start_byte < p.start < e.end_byte for e in entries)
        for p in sheet.patches
    )
    if site.destination.leaves(sheet.path) or twin or (earlier and name != site.hit.text):
        start, end = entry_span(sheet.parsed.data, literal)
        sheet.patches.add(
            Patch(start, end, b"" if len(entries) != 2 else _one_left(sheet, literal, entries))
        )
        return ""
    sheet.rename(site)
    _resort(sheet, entries, literal, name)
    bound = bindings(sheet.parsed, site.hit.text).get(sheet.parsed.root.id)
    lazy = bindings(sheet.parsed, "__getattr__").get(sheet.parsed.root.id)
    if not sheet.embedded and not bound and not lazy and not sheet.is_starred(site.destination):
        sheet.need(site.destination)
    return ""


def _resort(sheet: Sheet, entries: Sequence[Node], literal: Node, name: str) -> None:
    """Keep a sorted list of names sorted when one of them changes."""
    if any(e.type != "string" for e in entries) or sheet.is_resorted:
        return
    old = [sheet.parsed.text(e) for e in entries]
    quote = old[list(entries).index(literal)][0]
    new = [
        f"{quote}{name}{quote}" if e == literal else t for e, t in zip(entries, old, strict=True)
    ]
    key = next((k for k in (str, str.lower) if old == sorted(old, key=k)), None)
    if key is None or new == sorted(new, key=key) or len(old) < 2:
        return
    sheet.is_resorted = True
    start, end = literal.start_byte, literal.end_byte
    sheet.patches = {p for p in sheet.patches if not start <= p.start < end}
    for entry, text in zip(entries, sorted(new, key=key), strict=True):
        if sheet.parsed.text(entry) != text:
            sheet.replace(entry.start_byte, entry.end_byte, text)


def _one_left(sheet: Sheet, literal: Node, entries: Sequence[Node]) -> bytes:
    """The comma that keeps a tuple of one a tuple."""
    parent = literal.parent
    if parent is None or parent.type != "tuple" or entries[0] == literal:
        return b""
    return b","
