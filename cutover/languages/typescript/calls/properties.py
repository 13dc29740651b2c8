"""Properties of an argument that is a literal object, captured as if they were parameters."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.call_nouns import Argument, Captured, Misfit, Template
from cutover.languages.nodes import text_of

_PLAIN = frozenset({"property_identifier", "string"})


def opened(captured: Captured, template: Template) -> Captured | Misfit:
    """The captures of a call as a template names them: ``options.path`` for a property.

    An argument of which the template names a property must be a literal object.
    """
    owners = dict.fromkeys(name.partition(".")[0] for name in names_of(template) if "." in name)
    found = dict(captured)
    for owner in owners:
        arguments = found.pop(owner, ())
        for argument in arguments:
            properties = _properties(argument.value)
            if properties is None:
                what = "is no object whose properties are all written out"
                return Misfit(f"{text_of(argument.node)} ({owner}) {what}")
            for key, value in properties:
                name = f"{owner}.{key}"
                found[name] = (*found.get(name, ()), Argument(value, "", value))
    return found


def names_of(template: Template) -> Iterator[str]:
    """The parameters and properties that a template uses or drops."""
    yield from (hole.parameter for item in template.items for hole in item.placeholders)
    yield from template.drop


def _properties(value: Node) -> list[tuple[str, Node]] | None:
    """The keys and values of a literal object; None if there is anything else in it."""
    if value.type != "object":
        return None
    found: list[tuple[str, Node]] = []
    for child in value.named_children:
        if child.type == "comment":
            continue
        if child.type == "shorthand_property_identifier":
            found.append((text_of(child), child))
            continue
        key, given = child.child_by_field_name("key"), child.child_by_field_name("value")
        if child.type != "pair" or key is None or given is None or key.type not in _PLAIN:
            return None
        found.append((text_of(key).strip("'\""), given))
    return found
