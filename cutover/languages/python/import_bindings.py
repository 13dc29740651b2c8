"""Which statement of a suite is to bind a name: one that does, one that can, or a new one."""

from __future__ import annotations

from cutover.languages.python.import_blocks import Statement, Suite
from cutover.languages.python.import_names import Cell
from cutover.languages.python.import_order import NAME_KEYS, NameKey, ascends, choose, position
from cutover.languages.python.import_rows import drop, insert, move
from cutover.languages.python.import_text import fresh_names


def take_out(statement: Statement, cell: Cell) -> None:
    """Take one of several names out of a statement."""
    names = statement.names
    index = next((i for i, c in enumerate(statement.cells) if c is cell), None)
    if names is not None and index is not None:
        drop(names, index)


def imported(
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


def sort_in(suite: Suite, statement: Statement, cell: Cell) -> None:
    """Move a renamed name to its place in a list that was sorted."""
    key, names = _names_key(suite, statement), statement.names
    listed = [c.name.decode() for c in statement.cells]
    if key is None or names is None or ascends(listed, key):
        return
    index = next(i for i, c in enumerate(statement.cells) if c is cell)
    rest = [key(name) for name in listed[:index] + listed[index + 1 :]]
    move(names, index, position(rest, key(cell.name.decode())))


def area_of(anchor: Statement | None) -> int:
    """The stretch of imports that an addition belongs to."""
    return anchor.area if anchor else 0


def statement_of(suite: Suite, module: str | None, wanted: tuple[str, str | None]) -> Statement:
    """A new statement for one binding."""
    name, alias = wanted
    cell = Cell(name.encode(), f" as {alias}".encode() if alias else b"")
    names = fresh_names(suite.page, cell)
    return Statement(-1, -1, module is None, module or "", names, dirty=True)


def adopt(anchor: Statement, made: Statement) -> None:
    """Let a vacant statement say what a new one would, in as few spans as possible."""
    anchor.vacant, anchor.dirty = False, True
    new = made.cells[0]
    if anchor.plain != made.plain:
        anchor.plain, anchor.module, anchor.names = made.plain, made.module, made.names
        anchor.rewritten = True
        return
    kept = next((c for c in anchor.cells if _bound(c) == _bound(new)), anchor.cells[0])
    for cell in [c for c in anchor.cells if c is not kept]:
        take_out(anchor, cell)
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


def merge_target(
    suite: Suite, made: Statement, modules: set[str], anchor: Statement | None
) -> Statement | None:
    """The statement that takes one more name, if the style of the file has names share one."""
    if made.plain:
        return None
    area = area_of(anchor)
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


def merge(suite: Suite, target: Statement, cell: Cell) -> None:
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
