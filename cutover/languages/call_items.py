"""The new arguments of one call: their text, their order, and the slots they take over."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from msgspec import Struct

from cutover.languages.call_nouns import Call, Item, Misfit, Placeholder
from cutover.languages.nodes import text_of


def item_text(call: Call, item: Item) -> bytes:
    """A new argument as text."""
    prefix = call.grammar.named(item.keyword) if item.keyword else b""
    return prefix + b"".join(part_text(call, part, item.keyword) for part in item.parts)


def part_text(call: Call, part: bytes | Placeholder, keyword: str) -> bytes:
    """One part of a new argument as text."""
    if isinstance(part, bytes):
        return part
    value = call.argument(part).value
    text = call.moved(value)
    return b"(" + text + b")" if call.grammar.needs_parentheses(value, part, keyword) else text


class Placed(Struct):
    """A new argument, the slot its text comes from and the slot it goes to; -1 for none."""

    item: Item
    home: int
    slot: int = -1


def arranged(call: Call, items: Sequence[Item]) -> list[Placed]:
    """The items in their final order, on the slots (old arguments) that they take over."""
    starts = [argument.node.start_byte for argument in call.arguments]
    placed: list[Placed] = []
    for item in items:
        values = [call.argument(hole).node.start_byte for hole in item.placeholders]
        slots = [starts.index(value) for value in values if value in starts]
        taken = {earlier.home for earlier in placed}
        placed.append(Placed(item, next((slot for slot in slots if slot not in taken), -1)))
    positional = [each for each in placed if not each.item.keyword]
    ordered = positional + _in_call_order([each for each in placed if each.item.keyword])
    _assign_slots(ordered, len(starts))
    return ordered


def _in_call_order(keywords: Sequence[Placed]) -> list[Placed]:
    """Keyword items in the order of the call, as it means the same; new ones stay behind theirs."""
    groups: list[list[Placed]] = [[]]
    for placed in keywords:
        if placed.home >= 0:
            groups.append([])
        groups[-1].append(placed)
    groups[1:] = sorted(groups[1:], key=lambda group: group[0].home)
    return [placed for group in groups for placed in group]


def _assign_slots(ordered: Sequence[Placed], count: int) -> None:
    """Old arguments keep the used slots, new ones take over free slots at their place."""
    kept = sorted(placed.home for placed in ordered if placed.home >= 0)
    following = iter([*kept, count])
    last, upcoming = -1, next(following)
    for placed in ordered:
        if placed.home >= 0:
            placed.slot, upcoming = upcoming, next(following)
            last = placed.slot
        elif last + 1 < upcoming:
            placed.slot = last = last + 1


def order_problem(call: Call, ordered: Sequence[Placed]) -> Misfit | None:
    """Why the values cannot be evaluated in the new order, if they cannot."""
    values = [call.argument(hole).value for placed in ordered for hole in placed.item.placeholders]
    for one, other in combinations(values, 2):
        if one.start_byte > other.start_byte and call.grammar.order_matters(one, other):
            return Misfit(
                f"{text_of(other)} would be evaluated after {text_of(one)}, which may be noticed"
            )
    return None
