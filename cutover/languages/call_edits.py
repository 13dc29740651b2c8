"""The edits that bring new arguments into a call, and the proof that it reads back so."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from tree_sitter import Node

from cutover.languages.call_items import Placed, arranged, item_text, order_problem, part_text
from cutover.languages.call_layout import CallLayout, SpanEdits, indentation, laid_out
from cutover.languages.call_nouns import Argument, Call, Item, Misfit, Placeholder
from cutover.languages.call_removal import remove_rest
from cutover.languages.nodes import descendants, text_of
from cutover.languages.patch import Patch, patched


def rewritten(call: Call, items: Sequence[Item]) -> tuple[Patch, ...] | Misfit:
    """The edits from the call to the items; a misfit where a comment or an effect is in the way."""
    ordered = arranged(call, items)
    layout = laid_out(call)
    problem = order_problem(call, ordered) or _comment_problem(ordered, layout)
    if problem is not None:
        return problem
    edits = SpanEdits()
    bare = call.is_bare and not _is_same(ordered)
    edits.insert(layout.opening, b"(" if bare else b"")
    _place_items(call, layout, ordered, edits)
    edits.insert(layout.closing, b")" if bare else b"")
    patches = edits.patches()
    if not _is_sound(call, patches, [placed.item.keyword for placed in ordered]):
        return Misfit("the edited call would not read back as the template says")
    return patches


def _is_same(ordered: Sequence[Placed]) -> bool:
    """Whether a bare generator stays the only argument, as it is."""
    hole = ordered[0].item.placeholders[0] if ordered and ordered[0].item.placeholders else None
    alone = len(ordered) == 1 and not ordered[0].item.keyword
    return alone and hole is not None and hole.context == "whole"


def _comment_problem(ordered: Sequence[Placed], layout: CallLayout) -> Misfit | None:
    """Refuse to lose a comment inside an argument that goes or moves."""
    in_place = {placed.slot for placed in ordered if placed.slot == placed.home}
    moved = {placed.home for placed in ordered if placed.home >= 0}
    for number, argument in enumerate(layout.arguments):
        named = _name_comment(layout, argument)
        if named is not None and number not in in_place:
            return Misfit(f"the comment {text_of(named)} is about an argument that goes or moves")
        if number in in_place and _keeps_name(ordered, number, argument):
            continue
        inside = argument.value if number in moved else None
        for node in descendants(argument.node):
            if node.type == "comment" and not _within(node, inside):
                return Misfit(f"the comment {text_of(node)} inside an argument would be lost")
    return None


def _name_comment(layout: CallLayout, argument: Argument) -> Node | None:
    """The comment in front of an argument on its line, as ``/* name */ value``."""
    before = [each for each in layout.tokens if each.end_byte <= argument.node.start_byte]
    if not before or before[-1].type != "comment":
        return None
    same_line = before[-1].end_point.row == argument.node.start_point.row
    return before[-1] if same_line else None


def _keeps_name(ordered: Sequence[Placed], slot: int, argument: Argument) -> bool:
    item = next(placed.item for placed in ordered if placed.slot == slot)
    return bool(item.keyword) or not argument.keyword


def _within(node: Node, outer: Node | None) -> bool:
    return (
        outer is not None
        and outer.start_byte <= node.start_byte
        and node.end_byte <= outer.end_byte
    )


def _place_items(
    call: Call, layout: CallLayout, ordered: Sequence[Placed], edits: SpanEdits
) -> None:
    slots = [placed.slot for placed in ordered if placed.slot >= 0]
    if not slots and ordered:
        _fill_empty(call, layout, [item_text(call, placed.item) for placed in ordered], edits)
    previous = -1
    for is_new, group in groupby(ordered, key=lambda placed: placed.slot < 0):
        texts = [item_text(call, placed.item) for placed in group] if is_new else []
        if is_new and previous >= 0:
            _insert_after(call.data, layout, previous, texts, edits)
        elif is_new and slots:
            _insert_before(layout, slots[0], texts, edits)
        for placed in () if is_new else group:
            previous = placed.slot
            _put(call, layout.arguments[placed.slot], placed, edits)
    is_new = bool(ordered) and ordered[-1].slot >= 0 and not _is_whole(ordered[-1])
    loses_comma = is_new and not call.grammar.keeps_comma
    remove_rest(call.data, layout, slots, edits, loses_comma=loses_comma)


def _is_whole(placed: Placed) -> bool:
    """Whether an argument is one captured value and nothing else."""
    return len(placed.item.parts) == 1 and bool(placed.item.placeholders)


def _put(call: Call, argument: Argument, placed: Placed, edits: SpanEdits) -> None:
    if placed.slot == placed.home:
        _edit_in_place(call, argument, placed.item, edits)
    else:
        edits.replace(argument.node, item_text(call, placed.item))


def _edit_in_place(call: Call, argument: Argument, item: Item, edits: SpanEdits) -> None:
    """Write the item around the captured value, whose own bytes stay untouched."""
    at, hole = next(
        (at, part)
        for at, part in enumerate(item.parts)
        if isinstance(part, Placeholder) and call.argument(part).node == argument.node
    )
    before = b"".join(part_text(call, part, item.keyword) for part in item.parts[:at])
    after = b"".join(part_text(call, part, item.keyword) for part in item.parts[at + 1 :])
    if call.grammar.needs_parentheses(argument.value, hole, item.keyword):
        before, after = before + b"(", b")" + after
    name = argument.node.child_by_field_name("name")
    if not argument.keyword or name is None:
        before = (call.grammar.named(item.keyword) if item.keyword else b"") + before
    elif item.keyword:
        edits.replace(name, item.keyword.encode())
    else:
        edits.delete(argument.node.start_byte, argument.value.start_byte)
    edits.insert(argument.value.start_byte, before)
    edits.insert(argument.value.end_byte, after)


def _fill_empty(call: Call, layout: CallLayout, texts: Sequence[bytes], edits: SpanEdits) -> None:
    """Insert into a call without arguments, below the comments it may hold."""
    inside = call.data[layout.opening : layout.closing]
    if not inside.strip():
        edits.delete(layout.opening, layout.closing)
        edits.insert(layout.opening, b", ".join(texts))
        return
    outer = indentation(call.data, layout.closing)
    if outer is None:
        edits.insert(layout.closing, b", ".join(texts))
        return
    indent = outer + (b"\t" if outer.startswith(b"\t") else call.grammar.indent)
    lines = b"".join(indent + text + b"," + layout.newline for text in texts)
    edits.insert(layout.closing - len(outer), lines)


def _insert_before(layout: CallLayout, slot: int, texts: Sequence[bytes], edits: SpanEdits) -> None:
    space = b" " if layout.indent is None else layout.newline + layout.indent
    position = layout.arguments[slot].node.start_byte
    edits.insert(position, b"".join(text + b"," + space for text in texts))


def _insert_after(
    data: bytes, layout: CallLayout, slot: int, texts: Sequence[bytes], edits: SpanEdits
) -> None:
    """Insert behind an argument, below its comment where every argument has its own line."""
    comma, end = layout.commas[slot], layout.arguments[slot].node.end_byte
    space = b" " if layout.indent is None else layout.newline + layout.indent
    text = space + (b"," + space).join(texts)
    if comma is None:
        edits.insert(end, b",")
    else:
        end, text = comma.end_byte, text + b","
    edits.insert(end if layout.indent is None else _end_of_line(data, layout, end), text)


def _end_of_line(data: bytes, layout: CallLayout, position: int) -> int:
    """Behind the comment that follows a position on its line, if there is one."""
    for token in layout.tokens:
        near = token.start_byte >= position and not data[position : token.start_byte].strip(
            b" \t\f"
        )
        if near and token.type == "comment":
            return token.start_byte + len((token.text or b"").rstrip(b"\r"))
    return position


def _is_sound(call: Call, patches: Sequence[Patch], keywords: Sequence[str]) -> bool:
    """Whether the edited call parses into these arguments and still holds its comments."""
    start, end = call.node.start_byte, call.node.end_byte
    shifted = [Patch(each.start - start, each.end - start, each.after) for each in patches]
    source = patched(call.data[start:end], shifted)
    inner = call.grammar.reparsed(source)
    if inner is None:
        return False
    found = call.grammar.arguments(inner)
    comments = [token.text for token in call.node.children if token.type == "comment"]
    kept = [node.text for node in descendants(inner) if node.type == "comment"]
    return [each.keyword for each in found] == list(keywords) and all(
        kept.count(comment) >= comments.count(comment) for comment in comments
    )
