"""What a module does with its variables besides making them, which a move would tear apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from tree_sitter import Node

from cutover.languages.nodes import descendants
from cutover.languages.typescript.deletion.candidates import statics_of
from cutover.languages.typescript.moving.forms import handed_out
from cutover.languages.typescript.syntax.definitions import definition_kind, definitions
from cutover.languages.typescript.syntax.parsing import Parsed
from cutover.languages.typescript.syntax.scopes import bindings, lookup, scope_of

_RUN = frozenset({"expression_statement", "for_statement", "for_in_statement", "if_statement",
                  "try_statement", "while_statement", "do_statement", "switch_statement",
                  "statement_block", "labeled_statement"})  # fmt: skip
_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
_TARGETS = {"assignment_expression": "left", "augmented_assignment_expression": "left",
            "update_expression": "argument"}  # fmt: skip


def filled_in(parsed: Parsed, name: str) -> Iterator[int]:
    """The lines of the statements that do something with a constant as soon as the file is read."""
    nodes = list(definitions(parsed, name))
    if any(definition_kind(node) != "constant" for node in nodes):
        return
    known = {node.start_byte for node in (*nodes, *statics_of(parsed, name))}
    known |= {node.start_byte for node in handed_out(parsed, name)}
    for node in parsed.root.named_children:
        own = node.type not in _RUN or node.start_byte in known or _is_export(parsed, node)
        if not own and any(_is_name(parsed, each, name) for each in descendants(node)):
            yield node.start_point.row + 1


def assigned_again(parsed: Parsed, name: str) -> int:
    """The line in which a variable of the file is assigned to after it was made; 0 if in none."""
    held = bindings(parsed, name).get(parsed.root.id, ())
    again = (b.name.start_point.row + 1 for b in held if b.how == "reassign")
    return next(again, 0) or next(_assigned_in(parsed, parsed.root, {name}), ("", 0))[1]


def _assigned_in(parsed: Parsed, node: Node, names: Collection[str]) -> Iterator[tuple[str, int]]:
    """The names that code assigns to, or counts up, as the file knows them; with the line."""
    for each in descendants(node):
        target = each.child_by_field_name(_TARGETS.get(each.type, ""))
        if each.type in _TARGETS and target is not None and target.type == "identifier":
            name = parsed.text(target)
            outer = name in names and any(
                scope_of(b.name) == parsed.root for b in lookup(parsed, name, target)
            )
            if outer:
                yield name, target.start_point.row + 1


def assigned_in(parsed: Parsed, nodes: Iterable[Node], names: Collection[str]) -> set[str]:
    """Which variables of the file some code assigns to."""
    return {name for node in nodes for name, _ in _assigned_in(parsed, node, names)}


def _is_export(parsed: Parsed, node: Node) -> bool:
    """Whether a statement does nothing but assign to the exports."""
    value = node.named_children[0] if node.named_children else node
    left = value.child_by_field_name("left") if value.type == "assignment_expression" else None
    return left is not None and parsed.text(left).startswith(("exports", "module.exports"))


def _is_name(parsed: Parsed, node: Node, name: str) -> bool:
    return node.type in _NAMES and parsed.text(node) == name
