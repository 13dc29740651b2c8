"""``declare module './old' { interface Old {…} }``: what other files merge into the legacy."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.editing import Site
from cutover.languages.typescript.imports.statements import Source
from cutover.languages.typescript.rewriting.sheet import Sheet
from cutover.languages.typescript.syntax.definitions import ambient_module, defined_name, statements
from cutover.languages.typescript.syntax.parsing import ancestors

AUGMENTATION = "augmentation"


def rewrite_augmentation(sheet: Sheet, site: Site, node: Node) -> str:
    """Merge into the replacement what was merged into the legacy."""
    module = next((p for p in ancestors(node) if ambient_module(sheet.parsed, p)), None)
    literal = module.child_by_field_name("name") if module is not None else None
    body = module.child_by_field_name("body") if module is not None else None
    if module is None or literal is None or body is None:
        return "an augmentation that cannot be read"
    spec = ambient_module(sheet.parsed, module)
    if not site.destination.offered_by(spec, sheet.path):
        names = {defined_name(sheet.parsed, statement) for statement in statements(body)}
        if names != {site.hit.text}:
            return f"the augmentation of '{spec}' declares more than {site.hit.text}"
        sheet.respell(Source(literal.start_byte + 1, literal.end_byte - 1, spec), site.destination)
    sheet.rename(site)
    return ""
