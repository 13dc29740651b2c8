"""Change what a file imports and passes on, and leave every other byte of it alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cutover.languages.patch import Patch
from cutover.languages.typescript.imports.book import Book
from cutover.languages.typescript.imports.changes import Add, Change, Drop, Form, Rename, Value
from cutover.languages.typescript.syntax.parsing import Parsed

__all__ = ["Add", "Change", "Drop", "Form", "Rename", "Value", "edit_imports"]


def edit_imports(
    parsed: Parsed, changes: Sequence[Change], same: Callable[[str, str], bool]
) -> tuple[tuple[Patch, ...], tuple[tuple[int, int], ...]]:
    """The patches that make the changes, sorted and disjoint, and the statements that go whole.

    ``same`` tells whether two spellings are the same module. Raises ValueError for an offset at
    which nothing is named.
    """
    book = Book(parsed, same)
    for change in changes:
        match change:
            case Drop(token):
                book.drop(token)
            case Value(token):
                book.value(token)
            case Rename(token, name, local):
                book.rename(token, name, local)
    for change in changes:
        if isinstance(change, Add):
            book.add(change)
    return book.patches(), book.vacant()
