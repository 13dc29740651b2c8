"""Take a name out of a list or put one in, in the layout that the list has."""

from __future__ import annotations

import re
from itertools import pairwise

from cutover.languages.python.import_names import Cell, NameList

WIDTH = 88
_COMMENT_LINES = re.compile(rb"(?:[^\S\n]*(?:#[^\n]*)?\n)+")


def drop(names: NameList, index: int) -> None:
    """Take a name out with its comma and, where it stands alone on it, its line."""
    cells = names.cells
    cell = cells.pop(index)
    if index == len(cells):
        _drop_last(names, cell)
    elif index and not cells[index - 1].ends_row:
        cells[index - 1].tail = cell.tail
    elif not cell.ends_row:
        cells[index].lead = cell.lead
    elif index == 0 and not names.header.endswith(b"\n"):
        _pull_up(names, cell)
    else:
        cells[index].lead = _comments(cell.lead) + cells[index].lead


def _drop_last(names: NameList, cell: Cell) -> None:
    """Mend the end of a list that lost its last name."""
    if not names.cells:
        return
    last = names.cells[-1]
    comments = _comments(cell.lead)
    last.gap, last.comma = (last.gap, b",") if cell.comma else (b"", b"")
    if not last.ends_row:
        last.tail = cell.tail
    elif cell.ends_row:
        names.footer = comments + names.footer
    elif comments or b"#" in last.tail:
        names.footer = comments + _indent(cell.lead) + names.footer.lstrip()
    else:
        last.tail = b""


def _pull_up(names: NameList, cell: Cell) -> None:
    """Let the second row follow the opening that the first row shared with the word import."""
    first = names.cells[0]
    if b"#" in first.lead:
        names.header += names.newline
    else:
        first.lead = cell.lead


def insert(names: NameList, index: int, cell: Cell) -> None:
    """Put a name before the one at the index, in the layout that the list has."""
    if names.stacked:
        _insert_row(names, index, cell)
    else:
        _insert_inline(names, index, cell)
    names.cells.insert(index, cell)
    if names.broken and not names.stacked:
        _split_row(names, index)


def _insert_row(names: NameList, index: int, cell: Cell) -> None:
    """Make room for a name on a row of its own."""
    cells = names.cells
    if index == len(cells):
        last = cells[-1]
        cell.lead = _indent(last.lead)
        _append_behind(last, cell)
        if last.ends_row:
            cell.tail = cell.tail or names.newline
        else:
            last.tail = _break(names)
        return
    following = cells[index]
    if index == 0 and not names.header.endswith(b"\n"):
        cell.lead, following.lead = following.lead, _indent(cells[1].lead)
    else:
        cell.lead = _indent(following.lead)
    cell.comma, cell.tail = b",", cell.tail or _break(names)


def _append_behind(last: Cell, cell: Cell) -> None:
    """Give the end of the list to a new last name."""
    cell.comma = last.comma
    if not last.comma:
        last.gap, last.comma = b"", b","


def _insert_inline(names: NameList, index: int, cell: Cell) -> None:
    """Make room for a name on a row that others share."""
    cells = names.cells
    space = cells[1].lead if len(cells) > 1 and not cells[0].ends_row else b" "
    cell.lead = space
    if index == len(cells):
        last = cells[-1]
        _append_behind(last, cell)
        cell.tail, last.tail = last.tail, b""
        return
    cell.comma = b","
    if index == 0 or cells[index - 1].ends_row:
        cell.lead, cells[index].lead = cells[index].lead, space


def _split_row(names: NameList, index: int) -> None:
    """Move the last name of a row that became too long to a row of its own."""
    cells = names.cells
    first = index
    while first and not cells[first - 1].ends_row:
        first -= 1
    last = index
    while last + 1 < len(cells) and not cells[last].ends_row:
        last += 1
    row = b"".join(c.lead + c.name + c.rest + c.gap + c.comma for c in cells[first : last + 1])
    rows = [cell.lead for before, cell in pairwise(cells) if before.ends_row]
    if last > first and rows and len(row.rpartition(b"\n")[2]) > WIDTH:
        cells[last - 1].tail = _break(names)
        cells[last].lead = _indent(rows[0])


def move(names: NameList, index: int, target: int) -> None:
    """Move a name, with its comments, to the place that it has once it is taken out."""
    cell = names.cells[index]
    comments = _comments(cell.lead)
    cell.lead = cell.lead[len(comments) :] if comments else cell.lead
    alone = cell.ends_row and (index == 0 or names.cells[index - 1].ends_row)
    tail = cell.tail if alone and b"#" in cell.tail else b""
    drop(names, index)
    if not names.stacked or not names.bracketed:
        tail = b""
    moved = Cell(name=cell.name, rest=cell.rest, tail=tail, token=cell.token)
    insert(names, target, moved)
    moved.lead = comments + moved.lead


def stack(names: NameList, indent: bytes) -> None:
    """Wrap a list that stands on one line into parentheses, one name a line."""
    names.header = b" (" + names.newline
    names.footer = indent + b")"
    for cell in names.cells:
        cell.lead, cell.gap, cell.comma, cell.tail = indent + b"    ", b"", b",", names.newline


def _break(names: NameList) -> bytes:
    """The bytes that end a row inside the list."""
    return names.newline if names.bracketed else b" \\" + names.newline


def _comments(lead: bytes) -> bytes:
    """The own-line comments above a name."""
    found = _COMMENT_LINES.match(lead)
    return found[0] if found and b"#" in found[0] else b""


def _indent(lead: bytes) -> bytes:
    """The white space before a name on its own line."""
    return lead.rpartition(b"\n")[2]
