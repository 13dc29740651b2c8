"""The patches that give a suite its new order of import statements."""

from __future__ import annotations

import re

from msgspec import Struct

from cutover.languages.patch import Patch
from cutover.languages.python.import_blocks import Page, Row, Statement, Suite, attached
from cutover.languages.python.import_places import Places, Section, made_order
from cutover.languages.python.import_text import (
    statement_lines,
    statement_patches,
    statement_text,
)

_MAGIC = re.compile(rb"#!|#.*?coding[:=]")


class Draft(Struct):
    """Cuts and insertions of a suite; insertions at one offset are ordered by their rank."""

    page: Page
    cuts: list[tuple[int, int]] = []
    inserts: dict[int, list[tuple[int, bytes]]] = {}

    def insert(self, offset: int, text: bytes, rank: int = 0) -> None:
        """Put text at an offset, behind what has the same rank there."""
        self.inserts.setdefault(offset, []).append((rank, text))

    def patches(self) -> list[Patch]:
        """Everything, each offset with one insertion."""
        found = [Patch(start, end, b"") for start, end in self.cuts]
        for offset, texts in self.inserts.items():
            text = b"".join(text for _, text in sorted(texts, key=lambda pair: pair[0]))
            found.append(Patch(offset, offset, self._at_end(offset, text)))
        return found

    def _at_end(self, offset: int, text: bytes) -> bytes:
        """Text for the end of a file that has no final newline: it still has none."""
        data, newline = self.page.data, self.page.newline
        empty = offset == self.page.start
        if offset < len(data) or data.endswith(b"\n") or empty or not text.endswith(b"\n"):
            return text
        return newline + text.removesuffix(newline)


def suite_patches(places: Places) -> list[Patch]:
    """The patches from the suite as it stands to its new order."""
    suite = places.suite
    patches = [
        patch
        for statement in suite.statements
        if statement.stays
        for patch in statement_patches(suite.page, statement)
    ]
    draft = Draft(suite.page)
    emptied = _emptied(places)
    for made in sorted(places.made):
        _make(draft, places, *made)
    for block in range(len(places.orders)):
        _fill(draft, places, block)
    if emptied:
        return [*patches, *_pass(draft, suite)]
    for row in _rows(suite):
        patches += _cut_row(draft, row)
    _close_gaps(draft, places)
    return [*patches, *draft.patches()]


def _emptied(places: Places) -> bool:
    """Whether no statement is left in a suite that needs one."""
    suite = places.suite
    bare = not suite.top and suite.only_imports and not places.made
    return bare and not any(places.live(block) for block in range(len(places.orders)))


def _rows(suite: Suite) -> list[Row]:
    """The lines that hold imports."""
    rows: list[Row] = []
    for statement in suite.statements:
        if not rows or rows[-1] is not statement.own_row:
            rows.append(statement.own_row)
    return rows


def _pass(draft: Draft, suite: Suite) -> list[Patch]:
    """``pass`` in the place of the first statement, the others cut."""
    first, *others = _rows(suite)
    draft.cuts += [(row.line_start, row.line_end) for row in others]
    end = first.end
    if first.clean:
        line = suite.page.data[first.end : first.line_end]
        end += len(line.rstrip(b"\r\n"))
    return [Patch(first.start, end, b"pass"), *draft.patches()]


def _cut_row(draft: Draft, row: Row) -> list[Patch]:
    """Cut what goes from one line."""
    gone = [statement is not None and not statement.stays for _, _, statement in row.members]
    if not any(gone):
        return []
    if all(gone) and row.clean:
        start = row.line_start
        mover = row.members[0][2]
        if mover is not None and mover.moved:
            start = attached(draft.page, mover)
        draft.cuts.append((start, row.line_end))
        return []
    if all(gone):
        return [Patch(row.start, row.end, b"pass")]
    for index, (start, end, _) in enumerate(row.members):
        if gone[index] and not all(gone[index:]):
            draft.cuts.append((start, row.members[index + 1][0]))
        elif gone[index]:
            draft.cuts.append((row.members[index - 1][1], end))
    return []


def _fill(draft: Draft, places: Places, block: int) -> None:
    """Insert what is new in a block, next to the statements that stay."""
    page = places.suite.page
    previous: Statement | None = None
    waiting: list[Statement] = []
    for statement in places.live(block):
        if not statement.stays:
            if previous is None:
                waiting.append(statement)
            else:
                _insert_after(draft, previous, statement)
            continue
        for earlier in waiting:
            _insert_before(draft, statement, earlier)
        waiting, previous = [], statement
    first = places.suite.blocks[block][0]
    for statement in waiting:
        row = first.own_row
        offset = attached(page, first) if first.moved else row.line_start
        draft.insert(offset, statement_lines(page, statement, _indent(page, row)))


def _insert_after(draft: Draft, previous: Statement, statement: Statement) -> None:
    """Insert below the line of a statement, or behind it on a line shared with other code."""
    row = previous.own_row
    if row.pure:
        text = statement_lines(draft.page, statement, _indent(draft.page, row))
        draft.insert(row.line_end, text)
    else:
        draft.insert(previous.end, b"; " + statement_text(statement))


def _insert_before(draft: Draft, following: Statement, statement: Statement) -> None:
    """Insert above a statement and its comments."""
    row = following.own_row
    first = row.members[0][2]
    if row.pure and first is not None:
        text = statement_lines(draft.page, statement, _indent(draft.page, row))
        draft.insert(attached(draft.page, first), text)
    else:
        draft.insert(following.start, statement_text(statement) + b"; ")


def _indent(page: Page, row: Row) -> bytes:
    """The white space before a line."""
    return page.data[row.line_start : row.start] if row.clean else b""


def _make(draft: Draft, places: Places, area: int, section: Section) -> None:
    """Write a new block: behind the last earlier section, else before the first later one."""
    suite, page = places.suite, places.suite.page
    statements = made_order(places, places.made[area, section])
    mine = [i for i in range(len(places.orders)) if places.area(i) == area]
    blocks = [i for i in places.blocks(area) if any(s.stays for s in places.live(i))]
    if not mine:
        _make_first(draft, places, statements, first=section == min(places.made)[1])
        return
    if not blocks:
        places.orders[mine[0]] += statements
        return
    earlier = [i for i in blocks if (places.sections[i] or Section.FUTURE) <= section]
    block = suite.blocks[earlier[-1] if earlier else blocks[0]]
    row = block[0].own_row
    lines = b"".join(statement_lines(page, s, _indent(page, row)) for s in statements)
    if not earlier:
        draft.insert(attached(page, block[0]), lines + page.newline, rank=-1)
        return
    end = block[-1].own_row.line_end
    draft.insert(end, page.newline + lines, rank=1)
    if not _blank_at(page, end):
        draft.insert(end, page.newline, rank=2)


def _make_first(draft: Draft, places: Places, statements: list[Statement], *, first: bool) -> None:
    """Write the first imports of a file, below its docstring or its opening comments."""
    suite, page = places.suite, places.suite.page
    start = page.start
    opening = suite.opening
    if opening and not (opening.clean and len(opening.members) == 1):
        texts = [b"; " + statement_text(statement) for statement in statements]
        draft.insert(opening.members[0][1], b"".join(texts))
        return
    offset = opening.line_end if opening else _below_comments(suite, start)
    lead = page.newline if offset > start or not first else b""
    lines = b"".join(statement_lines(page, statement, b"") for statement in statements)
    draft.insert(offset, lead + lines)
    if first and not _blank_at(page, offset):
        draft.insert(offset, page.newline, rank=1)


def _below_comments(suite: Suite, start: int) -> int:
    """The end of the opening comments; one that touches code belongs to the code."""
    page = suite.page
    if _blank_at(page, suite.head):
        return suite.head
    while start < suite.head and _MAGIC.match(page.data, start, page.line_end(start)):
        start = page.line_end(start)
    return start


def _blank_at(page: Page, offset: int) -> bool:
    """Whether the line at the offset is blank or the end of the file."""
    return not page.data[offset : page.line_end(offset)].strip()


def _close_gaps(draft: Draft, places: Places) -> None:
    """Cut the blank lines that a block left behind with nothing between them."""
    page = places.suite.page
    regions: list[tuple[int, int, bool, bool]] = []
    for index, block in enumerate(places.suite.blocks):
        start, end = attached(page, block[0]), block[-1].own_row.line_end
        cut = sum(b - a for a, b in draft.cuts if start <= a and b <= end)
        if places.live(index) or cut < end - start:
            continue
        opens, closes = block[0] is places.suite.first, block[-1] is places.suite.last
        if regions and not page.data[regions[-1][1] : start].strip():
            start, _, opens, _ = regions.pop()
        regions.append((start, end, opens, closes))
    for start, end, opens, closes in regions:
        _close_gap(draft, places.suite, (start, end), opens=opens, closes=closes)


def _close_gap(
    draft: Draft, suite: Suite, region: tuple[int, int], *, opens: bool, closes: bool
) -> None:
    """Cut a vanished block with the shorter of the blank runs above and below it."""
    start, end = region
    page = suite.page
    above, below = start, end
    while above > page.start and _blank_at(page, page.line_start(above - 1)):
        above = page.line_start(above - 1)
    while below < len(page.data) and _blank_at(page, below):
        below = page.line_end(below)
    draft.cuts = [(a, b) for a, b in draft.cuts if not (start <= a and b <= end)]
    if closes and (not suite.top or below == len(page.data)):
        draft.cuts.append((above, end))
    elif opens or start - above >= below - end:
        draft.cuts.append((start, below))
    else:
        draft.cuts.append((above, end))
