"""Change what a file imports, and leave every other byte of it alone."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.patch import Patch
from cutover.languages.python.import_blocks import (
    IMPORTS,
    Page,
    Statement,
    Suite,
    fresh_names,
    read_suite,
    wrap,
)
from cutover.languages.python.import_layout import suite_patches
from cutover.languages.python.import_names import Cell, drop, insert, move
from cutover.languages.python.import_order import NAME_KEYS, NameKey, ascends, choose, position
from cutover.languages.python.import_places import Section, SectionOf, lay_out, place, settle

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
            _take_out(statement, cell)


def _take_out(statement: Statement, cell: Cell) -> None:
    """Take one of several names out of a statement."""
    names = statement.names
    index = next((i for i, c in enumerate(statement.cells) if c is cell), None)
    if names is not None and index is not None:
        drop(names, index)


def _rename_names(work: Work) -> None:
    """Rename within statements; a name that is there already is not repeated."""
    for statement, cell, name in work.renames:
        if statement.vacant or all(cell is not c for c in statement.cells):
            continue
        statement.dirty = True
        wanted = (name, cell.alias)
        if _imported(work.suite, statement, wanted, {statement.module}, statement.area):
            statement.vacant = len(statement.cells) == 1
            if not statement.vacant:
                _take_out(statement, cell)
            continue
        cell.name = name.encode()
        _sort_in(work.suite, statement, cell)


def _imported(
    suite: Suite, like: Statement, wanted: tuple[str, str | None], modules: set[str], area: int
) -> bool:
    """Whether a name is imported before the end of a stretch of imports."""
    return any(
        cell.key == wanted
        for statement in suite.statements
        if not statement.vacant and statement.area <= area and statement.plain == like.plain
        for cell in statement.cells
        if statement.plain or statement.module in modules
    )


def _names_key(suite: Suite, statement: Statement) -> NameKey | None:
    """The order of the names of a statement, before any change."""
    lists = [s.original for s in suite.statements if not s.plain]
    return choose(NAME_KEYS, statement.original, lists)


def _sort_in(suite: Suite, statement: Statement, cell: Cell) -> None:
    """Move a renamed name to its place in a list that was sorted."""
    key, names = _names_key(suite, statement), statement.names
    listed = [c.name.decode() for c in statement.cells]
    if key is None or names is None or ascends(listed, key):
        return
    index = next(i for i, c in enumerate(statement.cells) if c is cell)
    rest = [key(name) for name in listed[:index] + listed[index + 1 :]]
    move(names, index, position(rest, key(cell.name.decode())))


def _place_names(work: Work, section: SectionOf) -> list[Patch]:
    """Merge, replace in place or make statements, then put all where they belong."""
    suite = work.suite
    fresh: list[tuple[Statement, Statement | None]] = []
    for add, anchor in work.adds:
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
    made = _statement_of(suite, add, wanted)
    modules = {add.module, *add.spellings}
    made.area = area = anchor.area if anchor else 0
    everywhere = Suite(suite.page, suite.top, suite.head, [*suite.blocks, fresh])
    if _imported(everywhere, made, wanted, modules, area):
        return None
    if anchor and anchor.vacant and not anchor.plain and anchor.module in modules:
        _adopt(anchor, made)
        return None
    target = _merge_target(everywhere, made, modules, anchor)
    if target is not None and target.names is not None:
        _merge(suite, target, made.cells[0])
        return None
    if anchor and anchor.vacant:
        _adopt(anchor, made)
        return None
    return made


def _statement_of(suite: Suite, add: Add, wanted: tuple[str, str | None]) -> Statement:
    """A new statement for one binding."""
    name, alias = wanted
    cell = Cell(name.encode(), f" as {alias}".encode() if alias else b"")
    names = fresh_names(suite.page, cell)
    plain = add.name is None
    return Statement(-1, -1, plain, "" if plain else add.module, names, dirty=True)


def _adopt(anchor: Statement, made: Statement) -> None:
    """Let a vacant statement say what a new one would, in as few spans as possible."""
    anchor.vacant, anchor.dirty = False, True
    new = made.cells[0]
    if anchor.plain != made.plain:
        anchor.plain, anchor.module, anchor.names = made.plain, made.module, made.names
        anchor.rewritten = True
        return
    kept = next((c for c in anchor.cells if _bound(c) == _bound(new)), anchor.cells[0])
    for cell in [c for c in anchor.cells if c is not kept]:
        _take_out(anchor, cell)
    if kept.alias != new.alias:
        kept.rest = _alias_part(kept, new)
    kept.name = new.name
    anchor.renamed_module = anchor.module != made.module
    anchor.module = made.module


def _bound(cell: Cell) -> str:
    """The name that an import binds."""
    return cell.alias or cell.name.decode()


def _alias_part(kept: Cell, new: Cell) -> bytes:
    """The new ``as`` part; ``Old as Old``, which marks a public name, becomes ``New as New``."""
    if new.rest or kept.alias != kept.name.decode():
        return new.rest
    return kept.rest.removesuffix(kept.name) + new.name


def _merge_target(
    suite: Suite, made: Statement, modules: set[str], anchor: Statement | None
) -> Statement | None:
    """The statement that takes one more name, if the style of the file has names share one."""
    if made.plain:
        return None
    area = anchor.area if anchor else 0
    styled = [s for s in suite.statements if not s.plain and s.cells]
    listed = [s for s in styled if not s.vacant]
    same = [s for s in listed if s.module in modules and s.area <= area]
    alone = [s for s in same if len(s.cells) == 1]
    if made.cells[0].alias:
        split = len(same) > 1 and any(s.cells[0].alias for s in alone)
    else:
        same = [s for s in same if not all(c.alias for c in s.cells)] or same
        split = _one_a_line(same) or _one_a_line_everywhere(styled)
    if split or not same:
        return None
    return next((s for s in same if s is anchor), same[0])


def _one_a_line(statements: list[Statement]) -> bool:
    """Whether several statements of one module hold one name each."""
    return len(statements) > 1 and all(len(s.cells) == 1 for s in statements)


def _one_a_line_everywhere(statements: list[Statement]) -> bool:
    """Whether some module has several statements, and no statement several names."""
    plain = [s for s in statements if not s.cells[0].alias]
    modules = {s.module for s in plain}
    return len(modules) < len(plain) == sum(len(s.cells) for s in plain)


def _merge(suite: Suite, target: Statement, cell: Cell) -> None:
    """Insert a name at its sorted place, else at the end."""
    names, key = target.names, _names_key(suite, target)
    if names is None:
        return
    listed = [c.name.decode() for c in names.cells]
    index = len(listed)
    if key is not None and ascends(listed, key):
        ranks = [(key(c.name.decode()), c.rest) for c in names.cells]
        index = position(ranks, (key(cell.name.decode()), cell.rest))
    insert(names, index, Cell(cell.name, cell.rest))
    target.dirty = True
