"""Arguments taken out of a call, each with its comma, leaving no stray space or line."""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from cutover.languages.call_layout import CallLayout, SpanEdits, holds_comment, indentation


def remove_rest(
    data: bytes, layout: CallLayout, slots: Sequence[int], edits: SpanEdits, *, loses_comma: bool
) -> None:
    """Remove the arguments whose slots are not taken, each with its comma.

    ``loses_comma`` says that a trailing comma right in front of the parenthesis goes too.
    """
    count = len(layout.arguments)
    gone = [slot for slot in range(count) if slot not in slots]
    for run in _runs(layout, gone):
        _remove_run(data, layout, run[0], run[-1], edits)
    if not slots:
        return
    comma = layout.commas[max(slots)]
    last_goes = bool(gone) and gone[-1] == count - 1 and layout.commas[-1] is None
    if comma is not None and (last_goes or (loses_comma and _ends_line(data, layout))):
        edits.delete(comma.start_byte, comma.end_byte)


def _ends_line(data: bytes, layout: CallLayout) -> bool:
    """Whether the closing parenthesis stands behind a trailing comma on its line."""
    last = layout.commas[-1]
    return last is not None and not data[last.end_byte : layout.closing].strip(b" \t")


def _runs(layout: CallLayout, gone: Sequence[int]) -> list[list[int]]:
    """Neighbouring removed arguments, as long as no comment stands between them."""
    runs: list[list[int]] = []
    for slot in gone:
        if runs and runs[-1][-1] == slot - 1 and not _comment_between(layout, slot - 1, slot):
            runs[-1].append(slot)
        else:
            runs.append([slot])
    return runs


def _comment_between(layout: CallLayout, one: int, other: int) -> bool:
    start = layout.arguments[one].node.end_byte
    end = layout.arguments[other].node.start_byte
    return holds_comment(layout, start, end)


def _remove_run(data: bytes, layout: CallLayout, first: int, last: int, edits: SpanEdits) -> None:
    start = layout.arguments[first].node.start_byte
    end = layout.arguments[last].node.end_byte
    comma = layout.commas[last]
    if comma is not None and holds_comment(layout, end, comma.start_byte):
        edits.delete(comma.start_byte, comma.end_byte)
        edits.delete(start, end)
        return
    if comma is not None:
        end = comma.end_byte
    before = [token for token in layout.tokens if token.end_byte <= start][-1]
    after = next(token for token in layout.tokens if token.start_byte >= end)
    edits.delete(*_removed_span(data, before, start, end, after))


def _removed_span(data: bytes, before: Node, start: int, end: int, after: Node) -> tuple[int, int]:
    """The span to cut so that neither an empty line nor stray white space is left.

    ``start:end`` is what must go, ``before`` and ``after`` the tokens around it.
    """
    if before.type == "(" and after.type == ")":
        return before.end_byte, after.start_byte
    line = indentation(data, start)
    is_last = b"\n" in data[end : after.start_byte]
    if line is not None and is_last:
        return start - len(line), data.index(b"\n", end) + 1
    if line is not None and after.type == ")" and before.type != "comment":
        return before.end_byte, end
    if line is not None:
        return start, end if after.type == ")" else after.start_byte
    if before.type == "(":
        return start, end if after.type == "comment" else after.start_byte
    if is_last or after.type in ("comment", ")"):
        return before.end_byte, end
    return start, after.start_byte
