"""Where the import statements of a suite go: sections, sorted blocks, new blocks."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from itertools import pairwise

from msgspec import Struct

from cutover.languages.python.import_blocks import Statement, Suite
from cutover.languages.python.import_order import (
    Line,
    LineKey,
    Rank,
    choose,
    line_keys,
    position,
)


class Section(IntEnum):
    """The groups that import sorters keep apart, in their order."""

    FUTURE = 0
    STDLIB = 1
    THIRD_PARTY = 2
    FIRST_PARTY = 3
    LOCAL = 4


SectionOf = Callable[[str], Section]


class Places(Struct):
    """The new order of a suite: what every block is to hold, and the blocks to be made.

    ``orders`` holds the statements of each block, the vacant ones included; ``made`` the new
    blocks by the stretch of imports and the section they belong to.
    """

    suite: Suite
    section: SectionOf
    orders: list[list[Statement]]
    keys: list[LineKey | None]
    sections: list[Section | None]
    made: dict[tuple[int, Section], list[Statement]] = {}
    anchors: dict[int, Statement | None] = {}

    def area(self, block: int) -> int:
        """The stretch of imports that a block is part of."""
        return self.suite.blocks[block][0].area

    def blocks(self, area: int) -> list[int]:
        """The blocks of a stretch that still hold a statement."""
        return [i for i in range(len(self.orders)) if self.area(i) == area and self.live(i)]

    def live(self, block: int) -> list[Statement]:
        """The statements that a block is to hold."""
        return [statement for statement in self.orders[block] if not statement.vacant]

    def sectioned(self, area: int) -> bool:
        """Whether the blocks of a stretch show a section each; a lone import shows nothing."""
        found = [i for i in range(len(self.sections)) if self.area(i) == area]
        if any(self.sections[i] is None for i in found):
            return False
        return len(found) > 1 or (
            self.suite.top and len(found) == 1 and len(self.suite.blocks[found[0]]) > 1
        )

    def apart(self, block: int, section: Section, but: Statement) -> bool:
        """Whether a statement of ``section`` does not belong in a block that holds others."""
        area = self.area(block)
        if self.sections[block] == section:
            return False
        if self.sectioned(area):
            return True
        if but.was is not None and self.section(but.was.module) == section:
            return False
        others = (s for s in self.live(block) if s is not but)
        if any(self.section(s.line.module) == section for s in others):
            return False
        return self.of_section(area, section) is not None

    def of_section(self, area: int, section: Section) -> int | None:
        """The last block of a section."""
        return max((i for i in self.blocks(area) if self.sections[i] == section), default=None)


def lay_out(suite: Suite, section: SectionOf) -> Places:
    """Recognise the order of every block before anything moves."""
    lines = [[s.was for s in block if s.was is not None] for block in suite.blocks]
    keys = [choose(line_keys(), block, lines) for block in lines]
    sections = [_common({section(line.module) for line in block}) for block in lines]
    return Places(suite, section, [list(block) for block in suite.blocks], keys, sections)


def _common(sections: set[Section]) -> Section | None:
    """The one section of a block."""
    return sections.pop() if len(sections) == 1 else None


def settle(places: Places) -> None:
    """Move the statements that a change took out of their section or their order."""
    changed = [s for s in places.suite.statements if s.stays and s.dirty and s.line != s.was]
    movable = [s for s in changed if len(s.own_row.members) == 1 and s.own_row.clean]
    for statement in movable:
        _settle_section(places, statement)
    for block, order in enumerate(places.orders):
        key = places.keys[block]
        if key and len(places.suite.blocks[block]) > 1:
            _settle_order(order, key, [s for s in movable if not s.moved])


def _settle_section(places: Places, statement: Statement) -> None:
    """Move a statement whose new module belongs to another section than its block."""
    block = next(i for i, order in enumerate(places.orders) if statement in order)
    section = places.section(statement.line.module)
    if not places.apart(block, section, statement):
        return
    target = places.of_section(statement.area, section)
    if target is None and _may_stay(places, block, section):
        places.sections[block] = section
        return
    places.orders[block].remove(statement)
    statement.moved = True
    if target is None:
        places.made.setdefault((statement.area, section), []).append(statement)
    else:
        _insert(places, target, statement)


def _may_stay(places: Places, block: int, section: Section) -> bool:
    """Whether a block whose statements all changed section still stands at the right place."""
    if any(places.section(s.line.module) != section for s in places.live(block)):
        return False
    others = [(i, places.sections[i] or section) for i in places.blocks(places.area(block))]
    return all(s <= section if i < block else s >= section for i, s in others if i != block)


def _settle_order(order: list[Statement], key: LineKey, changed: list[Statement]) -> None:
    """Move the changed statements of a sorted block that stand at a wrong place."""
    pending = [statement for statement in order if statement in changed]
    for statement in pending[:]:
        pending.remove(statement)
        settled = [s for s in order if not s.vacant and s not in pending]
        index = settled.index(statement)
        around = [key(s.line) for s in settled[max(0, index - 1) : index + 2]]
        if all(a <= b for a, b in pairwise(around)):
            continue
        settled.remove(statement)
        order.remove(statement)
        _put(order, settled, position(_ranks(settled, key), key(statement.line)), statement)
        statement.moved = True


def _ranks(statements: list[Statement], key: LineKey) -> list[Rank]:
    """What the statements are sorted by."""
    return [key(statement.line) for statement in statements]


def _put(order: list[Statement], live: list[Statement], at: int, statement: Statement) -> None:
    """Insert among the statements that stay, directly behind the one before."""
    order.insert(order.index(live[at - 1]) + 1 if at else 0, statement)


def _insert(
    places: Places, block: int, statement: Statement, anchor: Statement | None = None
) -> None:
    """Insert at the sorted place of a sorted block, else behind the anchor or at the end."""
    order, key = places.orders[block], places.keys[block]
    live = [s for s in order if not s.vacant]
    if key and (anchor is None or anchor.own_row.pure):
        _put(order, live, position(_ranks(live, key), key(statement.line)), statement)
    elif anchor in order:
        at = order.index(anchor) + 1
        while at < len(order) and places.anchors.get(id(order[at])) is anchor:
            at += 1
        order.insert(at, statement)
    else:
        _put(order, live, len(live), statement)


def place(places: Places, statement: Statement, anchor: Statement | None) -> None:
    """Give a fresh statement its place."""
    places.anchors[id(statement)] = anchor
    area = anchor.area if anchor else 0
    statement.area = area
    section = places.section(statement.line.module)
    block = _home(places, area, section, anchor)
    if block is None:
        places.made.setdefault((area, section), []).append(statement)
    else:
        _insert(places, block, statement, anchor)


def _home(places: Places, area: int, section: Section, anchor: Statement | None) -> int | None:
    """The block for a fresh statement; None if one has to be made."""
    blocks = places.blocks(area)
    if anchor is not None:
        home = next(i for i, block in enumerate(places.suite.blocks) if anchor in block)
        apart = places.apart(home, section, anchor) or _beside_a_lone_import(places, home, section)
        if not apart or not anchor.own_row.pure:
            return home
    elif not places.sectioned(area) and not _one_section(places, blocks):
        return blocks[-1] if blocks else None
    return places.of_section(area, section)


def _beside_a_lone_import(places: Places, block: int, section: Section) -> bool:
    """Whether a module's only import, of another section, would get a neighbour."""
    live = places.live(block)
    alone = places.suite.top and len(live) == 1 == len(places.blocks(places.area(block)))
    return alone and places.section(live[0].line.module) != section


def _one_section(places: Places, blocks: list[int]) -> bool:
    """Whether the only block shows a single section, which an addition should not mix."""
    return len(blocks) == 1 and places.sections[blocks[0]] is not None


def made_order(places: Places, statements: list[Statement]) -> list[Statement]:
    """The statements of a new block, sorted as other blocks are."""
    keys = [key for key in places.keys if key] or [line_keys()[0]]
    return sorted(statements, key=lambda statement: _line_rank(keys[0], statement.line))


def _line_rank(key: LineKey, line: Line) -> Rank:
    """The rank of a line under an order."""
    return key(line)
