"""Members of the class around ``this`` that are modules by their type or value."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.base import Term
from cutover.languages.typescript.facts.pattern_terms import Follow, is_known, typed_module
from cutover.languages.typescript.syntax.bindings import CLASSES
from cutover.languages.typescript.syntax.export_literals import exported_entries, is_exported
from cutover.languages.typescript.syntax.parsing import Parsed, ancestors
from cutover.languages.typescript.syntax.scopes import this_holder


def own_member(parsed: Parsed, this: Node, name: str, follow: Follow) -> tuple[Term, ...]:
    """A member of the class around ``this``, if its type or value says that it is a module's.

    In a method of ``module.exports = { … }`` it is an export.
    """
    if is_exports(parsed, this) and next(exported_entries(parsed, name), None) is not None:
        return (Term("here", name, line=this.start_point.row + 1),)
    holder = next((p for p in ancestors(this) if p.type in CLASSES), None)
    body = holder.child_by_field_name("body") if holder is not None else None
    for field in _fields(body) if body is not None else ():
        own = field.child_by_field_name("name") or field.child_by_field_name("pattern")
        if own is None or parsed.text(own) != name:
            continue
        value = field.child_by_field_name("value")
        terms = typed_module(parsed, field, 1, follow) or (
            follow(parsed, value, 1) if value else ()
        )
        if is_known(terms):
            return terms
    return (Term("value", "member"),)


def is_exports(parsed: Parsed, this: Node) -> bool:
    """Whether ``this`` is the object that a CommonJS module exports."""
    holder = this_holder(this)
    if holder is None:
        return False
    entry = holder if holder.type == "method_definition" else holder.parent
    literal = entry.parent if entry is not None else None
    return literal is not None and is_exported(parsed, literal)


def _fields(body: Node) -> Iterator[Node]:
    """The fields of a class, with the parameters of its constructor."""
    for member in body.named_children:
        if member.type == "public_field_definition":
            yield member
        elif member.type == "method_definition":
            given = member.child_by_field_name("parameters")
            yield from (
                ()
                if given is None
                else (
                    p
                    for p in given.named_children
                    if p.child_by_field_name("pattern") is not None
                    and p.named_children[0].type in {"accessibility_modifier", "override_modifier"}
                )
            )
