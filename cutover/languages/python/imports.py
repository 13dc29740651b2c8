"""Change what a file imports, and leave every other byte of it alone."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.patch import Patch
from cutover.languages.python.import_bindings import (
    adopt,
    area_of,
    imported,
    merge,
    merge_target,
    sort_in,
    statement_of,
    take_out,
)
from cutover.languages.python.import_blocks import IMPORTS, Page, Statement, Suite, read_suite
from cutover.languages.python.import_layout import suite_patches
from cutover.languages.python.import_names import Cell
from cutover.languages.python.import_places import Section, SectionOf, lay_out, place, settle
from cutover.languages.python.import_text import wrap

__all__ = ["Add", "Drop", "Rename", "Section", "SectionOf", "edit_imports"]


class Drop(Struct, frozen=True):
    """The imported name whose node starts at ``token`` goes."""

    token: int


class Rename(Struct, frozen=True):
    """The imported name at ``token`` becomes another one of the same module."""

    token: int
    name: str


class Add(Struct, frozen=True):
    """A binding that must exist; ``module`` is as it is to be written.

    No ``name`` means ``import module``. ``anchor`` is the offset of a token of the statement whose
    place it takes, in whose suite it then stands; None is module level. ``spellings`` are other
    ways to write the same module, into which the name may be merged.
    """

    module: str
    name: str | None
    alias: str | None = None
    anchor: int | None = None
    spellings: tuple[str, ...] = ()


Change = Drop | Rename | Add


class Work(Struct):
    """What is to change in one suite."""

    suite: Suite
    drops: list[tuple[Statement, Cell]] = []
    renames: list[tuple[Statement, Cell, str]] = []
    adds: list[tuple[Add, Statement | None]] = []


def edit_imports(
    data: bytes, root: Node, changes: Sequence[Change], section: SectionOf
) -> tuple[Patch, ...]:
    """The patches that make the changes, sorted and disjoint.

    ``section`` tells the section of a module as it is written. Raises ValueError for an offset at
    which nothing is imported.
    """
    crlf = data.find(b"\n") > 0 and data[data.find(b"\n") - 1 :].startswith(b"\r")
    page = Page(data, b"\r\n" if crlf else b"\n")
    patches: list[Patch] = []
    for work in _sort_out(page, root, changes):
        _drop_names(work)
        _rename_names(work)
        patches += _place_names(work, section)
    return tuple(sorted(patches))


def _sort_out(page: Page, root: Node, changes: Sequence[Change]) -> list[Work]:
    """The changes by the suite they concern."""
    works: dict[int, Work] = {}
    for change in dict.fromkeys(changes):
        offset = change.anchor if isinstance(change, Add) else change.token
        node = _import_at(root, offset) if offset is not None else None
        suite = (node.parent if node else None) or root
        if suite.id not in works:
            works[suite.id] = Work(read_suite(page, suite))
        work = works[suite.id]
        statement = _statement(work.suite, node) if node else None
        match change:
            case Add():
                work.adds.append((change, statement))
            case Drop(token):
                work.drops.append(_cell(statement, token))
            case Rename(token, name):
                work.renames.append((*_cell(statement, token), name))
    return list(works.values())


def _import_at(root: Node, offset: int) -> Node:
    """The import statement around an offset."""
    node = root.descendant_for_byte_range(offset, offset + 1)
    while node is not None and node.type not in IMPORTS:
        node = node.parent
    if node is None:
        raise ValueError(f"no import statement at offset {offset}")
    return node


def _statement(suite: Suite, node: Node) -> Statement:
    """The statement that a node was read into."""
    return next(s for s in suite.statements if s.start == node.start_byte)


def _cell(statement: Statement | None, token: int) -> tuple[Statement, Cell]:
    """The name at an offset."""
    for cell in statement.cells if statement else ():
        if statement and cell.token == token:
            return statement, cell
    raise ValueError(f"no imported name at offset {token}")


def _drop_names(work: Work) -> None:
    """Take names out; a statement that loses all keeps them, as vacant, until it is filled."""
    for statement, cell in work.drops:
        dropped = [c for s, c in work.drops if s is statement]
        statement.dirty = True
        statement.vacant = all(any(c is d for d in dropped) for c in statement.cells)
        if not statement.vacant:
            take_out(statement, cell)


def _rename_names(work: Work) -> None:
    """Rename within statements; a name that is there already is not repeated."""
    for statement, cell, name in work.renames:
        if statement.vacant or all(cell is not c for c in statement.cells):
            continue
        statement.dirty = True
        wanted = (name, cell.alias)
        if imported(work.suite, statement, wanted, {statement.module}, statement.area):
            statement.vacant = len(statement.cells) == 1
            if not statement.vacant:
                take_out(statement, cell)
            continue
        cell.name = name.encode()
        sort_in(work.suite, statement, cell)


def _place_names(work: Work, section: SectionOf) -> list[Patch]:
    """Merge, replace in place or make statements, then put all where they belong."""
    suite = work.suite
    fresh: list[tuple[Statement, Statement | None]] = []
    # earlier stretches first, as what they import is there for later ones
    for add, anchor in sorted(work.adds, key=lambda pair: (area_of(pair[1]), pair[1] is None)):
        statement = _bind(suite, add, anchor, [s for s, _ in fresh])
        if statement:
            fresh.append((statement, anchor))
    for statement in suite.statements:
        if not statement.vacant and statement.row is not None:
            start = statement.own_row.line_start
            wrap(suite.page, statement, suite.page.data[start : statement.start])
    places = lay_out(suite, section)
    settle(places)
    for statement, anchor in fresh:
        row = anchor.own_row if anchor else None
        indent = suite.page.data[row.line_start : row.start] if row and row.clean else b""
        if row is None or row.pure:
            wrap(suite.page, statement, indent)
        place(places, statement, anchor)
    return suite_patches(places)


def _bind(
    suite: Suite, add: Add, anchor: Statement | None, fresh: list[Statement]
) -> Statement | None:
    """Make one binding exist; the result is a statement that has to be placed, if any."""
    name = add.name or add.module
    wanted = (name, None if add.alias == name else add.alias)
    made = statement_of(suite, None if add.name is None else add.module, wanted)
    modules = {add.module, *add.spellings}
    made.area = area = area_of(anchor)
    everywhere = Suite(suite.page, suite.top, suite.head, [*suite.blocks, fresh])
    if imported(everywhere, made, wanted, modules, area):
        return None
    if anchor and anchor.vacant and not anchor.plain and anchor.module in modules:
        adopt(anchor, made)
        return None
    target = merge_target(everywhere, made, modules, anchor)
    if target is not None and target.names is not None:
        merge(suite, target, made.cells[0])
        return None
    if anchor and anchor.vacant:
        adopt(anchor, made)
        return None
    return made
