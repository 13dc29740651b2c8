"""The list of names of one import statement, cut so that every layout can be written back."""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.patch import Patch

WIDTH = 88
_COMMENT_LINES = re.compile(rb"(?:[^\S\n]*(?:#[^\n]*)?\n)+")


class Cell(Struct):
    """One name: ``lead name rest gap comma tail``, of which ``rest`` is its ``as`` part.

    ``tail`` ends with the line break when the name is the last of its row, else it is empty.
    """

    name: bytes
    rest: bytes = b""
    lead: bytes = b""
    gap: bytes = b""
    comma: bytes = b""
    tail: bytes = b""
    token: int = -1

    @property
    def alias(self) -> str | None:
        """The name behind ``as``."""
        return self.rest.split()[-1].decode() if self.rest else None

    @property
    def key(self) -> tuple[str, str | None]:
        """What is imported and as what, which a list holds at most once."""
        return self.name.decode(), self.alias

    @property
    def ends_row(self) -> bool:
        """Whether the next name stands on another line."""
        return self.tail.endswith(b"\n")


class NameList(Struct):
    """The bytes behind the word ``import``: ``header cells footer``."""

    start: int
    header: bytes
    cells: list[Cell]
    footer: bytes
    newline: bytes
    before: list[bytes] = []

    @property
    def bracketed(self) -> bool:
        """Whether the names stand in parentheses."""
        return b"(" in self.header

    @property
    def broken(self) -> bool:
        """Whether a name starts on a line below the word ``import``."""
        return self.header.endswith(b"\n") or any(cell.ends_row for cell in self.cells)

    @property
    def stacked(self) -> bool:
        """Whether the layout is one name a line."""
        if len(self.cells) == 1:
            return self.bracketed and self.header.endswith(b"\n")
        return all(cell.ends_row for cell in self.cells[:-1])

    def chunks(self) -> list[bytes]:
        """The list as it is to be written, in the pieces that patches keep whole."""
        parts = [self.header]
        for cell in self.cells:
            parts += (cell.lead, cell.name, cell.rest, cell.gap, cell.comma, cell.tail)
        return [part for part in (*parts, self.footer) if part]

    def text(self) -> bytes:
        """The list as it is to be written."""
        return b"".join(self.chunks())


def read_names(data: bytes, node: Node, newline: bytes) -> NameList | None:
    """The names of an import statement; None for a wildcard or one too broken to be read."""
    children = node.children
    word = next(i for i, child in enumerate(children) if child.type == "import")
    parts = [c for c in children[word + 1 :] if c.type not in {"comment", "line_continuation"}]
    opening = parts[0] if parts and parts[0].type == "(" else None
    closing = parts[-1] if opening and parts[-1].type == ")" else None
    listed = parts[bool(opening) : len(parts) - bool(closing)]
    if not listed or any(c.type not in {"dotted_name", "aliased_import", ","} for c in listed):
        return None
    start = children[word].end_byte
    gap = data[opening.end_byte if opening else start : listed[0].start_byte]
    cut = gap.find(b"\n") + 1
    header = data[start : opening.end_byte if opening else start] + (
        gap[:cut] if cut or opening else gap
    )
    lead = gap[cut:] if cut or opening else b""
    cells: list[Cell] = []
    for index, part in enumerate(listed):
        if part.type == ",":
            continue
        comma = listed[index + 1] if index + 1 < len(listed) else None
        if comma and comma.type != ",":
            return None
        after = (comma or part).end_byte
        following = listed[index + 2] if index + 2 < len(listed) else closing
        between = data[after : following.start_byte] if following else b""
        name = part.child_by_field_name("name") or part
        cut = between.find(b"\n") + 1
        cells.append(
            Cell(
                name=data[name.start_byte : name.end_byte],
                rest=data[name.end_byte : part.end_byte],
                lead=lead,
                gap=data[part.end_byte : comma.start_byte] if comma else b"",
                comma=b"," if comma else b"",
                tail=between[:cut],
                token=name.start_byte,
            )
        )
        lead = between[cut:]
    footer = lead + (b")" if closing else b"")
    names = NameList(start, header, cells, footer, newline)
    names.before = names.chunks()
    return names


def names_patch(names: NameList) -> list[Patch]:
    """The one patch, if any, that turns the list as it stands into the list as it is to be."""
    old, new = names.before, names.chunks()
    left = 0
    while left < min(len(old), len(new)) and old[left] == new[left]:
        left += 1
    right = 0
    while right < min(len(old), len(new)) - left and old[-1 - right] == new[-1 - right]:
        right += 1
    removed, added = old[left : len(old) - right], new[left : len(new) - right]
    if not removed and not added:
        return []
    start = names.start + sum(map(len, old[:left]))
    return [Patch(start, start + sum(map(len, removed)), b"".join(added))]


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
