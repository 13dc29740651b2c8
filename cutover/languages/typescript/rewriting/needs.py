"""What a file must import: the replacement, and what the texts of a person need."""

from __future__ import annotations

import re

from tree_sitter import Node

from cutover.languages.editing import Site
from cutover.languages.typescript.facts.terms import binding_terms
from cutover.languages.typescript.imports.edits import Add, Form, Value
from cutover.languages.typescript.resolution.spelling import spell_symbol
from cutover.languages.typescript.rewriting.replacement import DEFAULT, by_name, is_whole
from cutover.languages.typescript.rewriting.sheet import Sheet
from cutover.languages.typescript.syntax.scopes import Binding
from cutover.model import Kind

_SHARED = re.compile(rb"^[ \t]*(?:module\.exports|exports\.[\w$]+)\b", re.MULTILINE)
_VALUES = frozenset({Kind.CALL, Kind.SUBCLASS, Kind.USE, Kind.EXPORT})


def add_new(
    sheet: Sheet, site: Site, kind: str, spec: str, *, local: str = "", form: Form = "",
    anchor: int | None = None,
) -> None:  # fmt: skip
    """The replacement must be named by a statement of a kind; ``spec`` is what it wrote."""
    destination = site.destination
    module = sheet.spelled(destination, spec)
    name = destination.name
    if kind == "require" and is_whole(destination, module, sheet.path):
        kind, local = "load", local or (site.hit.text if name == DEFAULT else name)
    elif kind != "export" and not by_name(destination, module, sheet.path):
        local, name = local or (site.hit.text if name == DEFAULT else name), DEFAULT
    elif local == name:
        local = ""
    sheet.changes.append(Add(kind, module, name, local, form, anchor))


def need_new(sheet: Sheet, site: Site) -> None:
    """The replacement must be there at the top of the file, which did not import the legacy."""
    if site.destination.same_module(sheet.path):
        return
    spec = next(iter(sheet.specs()), "")
    add_new(sheet, site, import_kind(sheet), spec, form="" if is_value(sheet, site) else "type")


def is_value(sheet: Sheet, site: Site) -> bool:
    """Whether the file uses the replacement other than as a type."""
    name = str(site.destination.legacy)
    return any(
        str(other.destination.legacy) == name
        and other.hit.where == "code"
        and other.hit.kind in _VALUES
        for other in sheet.sites
    )


def use_known(sheet: Sheet, site: Site, bound: Binding) -> None:
    """Make an import of the replacement do for the legacy's uses too."""
    if bound.how == "import" and is_value(sheet, site):
        sheet.changes.append(Value(bound.start))


def import_symbol(sheet: Sheet, site: Site, node: Node, text: str) -> str:
    """Import what a text at a node needs, ``path#Name``; the result says why it cannot be.

    Samples without imports stay so.
    """
    module, _, name = text.rpartition("#")
    if sheet.embedded and not any(s.kind == "import" for s in sheet.statements()):
        return ""
    wanted = site.destination.layout.find(module, "")
    for bound in sheet.bound_around(name, node):
        if bound.start in sheet.starts:
            continue
        terms = binding_terms(sheet.parsed, bound, name)
        found = [m for t in terms for m in site.destination.resolver.meanings(t, sheet.path)]
        if any((m.module or None) == wanted and m.name.endswith(name) for m in found):
            use_known(sheet, site, bound)
            return ""
        line = sheet.parsed.data.count(b"\n", 0, bound.start) + 1
        return f"{name} is already bound to something else in line {line}"
    style = next(iter(sheet.specs()), "")
    spec = spell_symbol(site.destination.layout, module, sheet.path, style, sheet.specs())
    if spec:
        kind = import_kind(sheet)
        sheet.changes.append(Add(kind, spec, name))
    return ""


def import_kind(sheet: Sheet) -> str:
    """Whether the file imports or requires."""
    kinds = {s.kind for s in sheet.statements()}
    if kinds & {"import", "export", "list"}:
        return "import"
    shared = kinds & {"require", "load"} or _SHARED.search(sheet.parsed.data)
    return "require" if shared or sheet.path.endswith(".cjs") else "import"
