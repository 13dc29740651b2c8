"""The modules that statements and calls name, as the file spells them."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.base import Term
from cutover.languages.typescript.syntax.parsing import Parsed, ancestors, string_value

_STATEMENTS = frozenset({"import_statement", "export_statement"})


def spec_of(parsed: Parsed, statement: Node) -> str | None:
    """The module of an import or export statement; None if it names none."""
    source = statement.child_by_field_name("source")
    if source is None:
        clause = next((c for c in statement.children if c.type == "import_require_clause"), None)
        source = clause.child_by_field_name("source") if clause is not None else None
    return string_value(parsed, source)


def statement_of(node: Node) -> Node | None:
    """The import or export statement around a specifier or clause."""
    return next((p for p in (node, *ancestors(node)) if p.type in _STATEMENTS), None)


def exported_name(parsed: Parsed, node: Node | None) -> str:
    """A name in an import or export list, which may be quoted."""
    if node is None:
        return ""
    return string_value(parsed, node) or parsed.text(node)


def imported(parsed: Parsed, node: Node) -> Term:
    """The term of one entry of an import: a specifier, default, namespace or ``require`` clause."""
    line = node.start_point.row + 1
    statement = statement_of(node)
    spec = (spec_of(parsed, statement) if statement is not None else None) or ""
    if node.type == "import_specifier":
        name = exported_name(parsed, node.child_by_field_name("name"))
        return Term("import", name, spec, line=line)
    return Term("import", "default" if node.type == "import_clause" else "", spec, line=line)
