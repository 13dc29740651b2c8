"""Why definitions cannot leave their module as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tree_sitter import Node

from cutover.languages.editing import Destination
from cutover.languages.typescript.facts.exports import module_facts
from cutover.languages.typescript.facts.jsdoc import typedefs
from cutover.languages.typescript.moving.entries import entry_name, names_itself, uses_this
from cutover.languages.typescript.moving.forms import (
    handed_out,
    hands_itself_out,
    is_listed_default,
    is_the_module,
    reads_exports,
)
from cutover.languages.typescript.moving.imports import is_modern
from cutover.languages.typescript.moving.needs import Import
from cutover.languages.typescript.moving.state import assigned_again, assigned_in, filled_in
from cutover.languages.typescript.syntax.definitions import definitions
from cutover.languages.typescript.syntax.export_literals import is_literal_entry
from cutover.languages.typescript.syntax.parsing import Parsed


def obstacles(
    parsed: Parsed,
    path: str,
    target: str,
    goals: Mapping[str, Destination],
    nodes: Sequence[Node],
    imports: Sequence[Import],
) -> Iterator[str]:
    """The reasons, as sentences that begin with a file; ``imports`` are what the target needs."""
    for name, goal in goals.items():
        yield from _of_form(parsed, path, name, goal)
    modern = is_modern(parsed)
    other = (".cjs", ".cts") if modern else (".mjs", ".mts")
    if target.endswith(other):
        yield f"{target} can not hold what {'keywords export' if modern else 'CommonJS exports'}"
    for name in goals:
        for line in filled_in(parsed, name.rpartition(".")[2]):
            yield f"{path}:{line} goes on to use {name} at once, which a move would leave behind"
        if line := assigned_again(parsed, name.rpartition(".")[2]):
            yield f"{path}:{line} assigns to {name}, which no importer can"
    back = {each.local for each in imports}
    for name in sorted(assigned_in(parsed, nodes, back)):
        yield f"{path} keeps {name}, to which the definition assigns"
    if not modern and any(reads_exports(parsed, node) for node in nodes):
        yield f"{path} defines it with what it reads from `exports`, which stay behind"
    for node in nodes:
        if is_literal_entry(node):
            yield from _of_entry(parsed, path, node)
    names = {name.rpartition(".")[2] for name in goals}
    for each in imports:
        if each.local in names:
            yield f"{path} imports another {each.local}, which the definition needs"


def _of_form(parsed: Parsed, path: str, name: str, goal: Destination) -> Iterator[str]:
    """How the module hands a name out, and whether another can."""
    if next(definitions(parsed, name), None) is None:
        yield f"{path} has no definition of {name} that can be carried"
    if goal.form == "name" and is_the_module(parsed, name):
        yield f"{path} is {name} itself, which can only move to a module of its own"
    by_statement = next(handed_out(parsed, name), None) is not None
    if goal.form != "name" and not (
        by_statement or hands_itself_out(parsed, name) or is_listed_default(parsed, name)
    ):
        yield f"{path} hands {name} out in a way that no move carries"
    facts = module_facts(parsed)
    members = sorted(facts.exports.keys() - {name} - typedefs(parsed).keys())
    if members and any(term.origin == "here" and term.name == name for term in facts.value):
        yield f"{path} hands out {', '.join(members)} as members of {name}"


def _of_entry(parsed: Parsed, path: str, node: Node) -> Iterator[str]:
    """Whether an entry of the exported literal means the same outside of it."""
    name = entry_name(parsed, node)
    if uses_this(node):
        yield f"{path} defines {name} as a method that reads its neighbours by `this`"
    if names_itself(parsed, node):
        yield f"{path} means another {name} inside the {name} that it exports"
