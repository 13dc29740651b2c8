"""The bytes of one import statement: patched where it stands, or written anew."""

from __future__ import annotations

from cutover.languages.patch import Patch, patched
from cutover.languages.python.import_blocks import Page, Statement, attached
from cutover.languages.python.import_names import Cell, NameList, names_patch
from cutover.languages.python.import_rows import WIDTH, stack


def statement_patches(page: Page, statement: Statement) -> list[Patch]:
    """What changes inside a statement that is in the file."""
    if statement.names is None or not statement.dirty:
        return []
    if statement.rewritten:
        return [Patch(statement.start, statement.end, statement_text(statement))]
    return [*_module_patch(page, statement), *names_patch(statement.names)]


def _module_patch(page: Page, statement: Statement) -> list[Patch]:
    """The new module name, kept apart from the words on both sides."""
    if not statement.renamed_module:
        return []
    start, end = statement.module_span
    text = statement.module.encode()
    left = b" " if page.data[start - 1 : start].isalpha() and not text.startswith(b".") else b""
    right = b" " if page.data[end : end + 1].isalpha() and not text.endswith(b".") else b""
    return [Patch(start, end, left + text + right)]


def statement_text(statement: Statement) -> bytes:
    """A statement written anew."""
    names = statement.names.text() if statement.names else b""
    if statement.plain:
        return b"import" + names
    return b"from " + statement.module.encode() + b" import" + names


def statement_lines(page: Page, statement: Statement, indent: bytes) -> bytes:
    """The full lines of a fresh or a moved statement, with its comments."""
    if statement.fresh:
        return indent + statement_text(statement) + page.newline
    start = attached(page, statement)
    cut = page.data[start : statement.own_row.line_end]
    patches = statement_patches(page, statement)
    shifted = [Patch(p.start - start, p.end - start, p.after) for p in patches]
    lines = patched(cut, shifted)
    return lines if lines.endswith(b"\n") else lines + page.newline


def fresh_names(page: Page, cell: Cell) -> NameList:
    """A list of one name."""
    return NameList(-1, b" ", [cell], b"", page.newline)


def wrap(page: Page, statement: Statement, indent: bytes) -> None:
    """Stack the names of a one-line ``from`` import that its change made too long."""
    names = statement.names
    if names is None or statement.plain or names.broken or not statement.dirty:
        return
    row = statement.row
    if row and (len(row.members) > 1 or not row.clean):
        return
    before = page.data[max(statement.start, 0) : statement.end] if not statement.fresh else b""
    if b"\n" in before and not statement.rewritten:
        return
    patches = statement_patches(page, statement)
    shifted = [Patch(p.start - statement.start, p.end - statement.start, p.after) for p in patches]
    after = statement_text(statement) if statement.fresh else patched(before, shifted)
    length = len((indent + after).decode("utf-8", "replace"))
    if length > max(WIDTH, len(indent + before)) and length > page.widest():
        stack(names, indent)
