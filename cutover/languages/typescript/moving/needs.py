"""What the text of a definition reads of the file that it leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.nodes import descendants
from cutover.languages.typescript.imports.edits import Form
from cutover.languages.typescript.imports.statements import Statement, loaded, statement_around
from cutover.languages.typescript.syntax.attached import inside
from cutover.languages.typescript.syntax.parsing import Parsed, ancestors
from cutover.languages.typescript.syntax.scopes import Binding, lookup, space_of

_ERASED = frozenset({"interface_declaration", "type_alias_declaration", "type_annotation",
                     "type_arguments", "type_parameters", "implements_clause",
                     "ambient_declaration"})  # fmt: skip
_NAMES = frozenset({"identifier", "type_identifier", "shorthand_property_identifier"})
Spans = Sequence[tuple[int, int]]


class Import(Struct, frozen=True):
    """One name that a file takes from a module.

    ``kind`` is import, require (a name out of a module), load (all of one) or equals
    (``import x = require('y')``); ``name`` is what the module calls it, ``*`` for all of it.
    """

    kind: str
    spec: str
    name: str
    local: str
    form: Form = ""


class Needs(Struct, frozen=True):
    """What moved text reads: imports as the old file writes them, and its own names.

    Of these the ones that are needed as values, not only as types, are in ``values``.
    """

    imports: tuple[Import, ...]
    own: tuple[str, ...]
    values: frozenset[str]


def needs_of(parsed: Parsed, spans: Spans) -> Needs:
    """What the code of some spans reads that is bound at the top of the file, outside of them."""
    bound: dict[int, tuple[str, Binding]] = {}
    values: set[str] = set()
    for name, node, binding in _reads(parsed, spans):
        bound[binding.start] = name, binding
        if space_of(node) != "type" and not _is_erased(node):
            values.add(name)
    imports: list[Import] = []
    own: list[str] = []
    for _, (name, binding) in sorted(bound.items()):
        found = _imported(parsed, name, binding)
        if found is not None:
            imports.append(found)
        elif name not in own and binding.how != "reassign":
            own.append(name)
    return Needs(tuple(dict.fromkeys(imports)), tuple(own), frozenset(values))


def _reads(parsed: Parsed, spans: Spans) -> Iterator[tuple[str, Node, Binding]]:
    for child in parsed.root.children:
        if not any(start < child.end_byte and child.start_byte < end for start, end in spans):
            continue
        for node in descendants(child):
            if node.type in _NAMES and inside(spans, node.start_byte):
                name = parsed.text(node)
                for binding in lookup(parsed, name, node):
                    if not inside(spans, binding.start):
                        yield name, node, binding


def _is_erased(node: Node) -> bool:
    """Whether a name stands in code that only says something of types, as a computed key may."""
    return any(parent.type in _ERASED for parent in ancestors(node))


def _imported(parsed: Parsed, local: str, binding: Binding) -> Import | None:
    """The import that binds a name; None if the file defines it itself."""
    statement = statement_around(parsed, binding.name)
    if statement is None or statement.source is None:
        return _required(parsed, local, binding)
    spec = statement.source.spec
    form: Form = "type" if statement.is_type else ""
    kind = "equals" if _is_equals(statement) else statement.kind
    for whole, name in ((statement.default, "default"), (statement.namespace, "*")):
        if whole is not None and whole.start_byte == binding.start:
            return Import(kind, spec, name, local, form)
    for entry in statement.entries:
        if entry.node.start_byte <= binding.start < entry.node.end_byte:
            inline: Form = "inline" if entry.is_type else form
            return Import(kind, spec, parsed.text(entry.name), local, inline)
    return None


def _required(parsed: Parsed, local: str, binding: Binding) -> Import | None:
    """A variable that is a required module, beside other variables."""
    declarator = binding.name.parent
    if declarator is None or declarator.type != "variable_declarator":
        return None
    source = loaded(parsed, declarator.child_by_field_name("value"))
    return Import("load", source.spec, "*", local) if source is not None else None


def _is_equals(statement: Statement) -> bool:
    return any(child.type == "import_require_clause" for child in statement.node.named_children)
