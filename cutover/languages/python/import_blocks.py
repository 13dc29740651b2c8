"""The import statements of one suite, as they stand: blocks, shared lines, own comments."""

from __future__ import annotations

import re

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.python.import_names import Cell, NameList, read_names
from cutover.languages.python.import_order import Line

IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})
BOM = b"\xef\xbb\xbf"
_CHAIN = re.compile(rb"[ \t\f]*;(?:[ \t\f]|\\\r?\n)*")
_BLANK = re.compile(rb"\n[ \t\f\r]*\n")
_REST = re.compile(rb"[ \t\f]*;?[ \t\f]*(?:#[^\n]*)?\r?(?:\n|$)")
_TRIVIA = frozenset({"comment", "line_continuation"})


class Page(Struct):
    """The bytes of one file and what is asked about them more than once."""

    data: bytes
    newline: bytes

    @property
    def start(self) -> int:
        """Where the text starts, behind a byte order mark."""
        return len(BOM) if self.data.startswith(BOM) else 0

    def line_start(self, offset: int) -> int:
        """Where the line of the offset starts."""
        return self.data.rfind(b"\n", 0, offset) + 1 or self.start

    def line_end(self, offset: int) -> int:
        """Where the line behind the line of the offset starts."""
        end = self.data.find(b"\n", offset)
        return len(self.data) if end < 0 else end + 1

    def widest(self) -> int:
        """The length of the longest line, in characters."""
        return max(map(len, self.data.decode("utf-8", "replace").splitlines()), default=0)


class Row(Struct):
    """Statements that share a line by semicolons; most rows have one.

    ``members`` are the spans on the line, with the statement where it is an import.
    """

    start: int
    end: int
    line_start: int
    line_end: int
    members: list[tuple[int, int, Statement | None]]
    clean: bool = True

    @property
    def pure(self) -> bool:
        """Whether there are only imports on the line, so lines can be put above and below."""
        return self.clean and all(statement for _, _, statement in self.members)


class Statement(Struct, eq=False):
    """One import statement: where it stands, and what it is to say.

    A ``vacant`` one lost every name; a ``fresh`` one has no place yet. ``module`` is empty for a
    plain ``import``. ``area`` counts the stretches of imports that other code separates.
    """

    start: int
    end: int
    plain: bool
    module: str
    names: NameList | None
    row: Row | None = None
    floor: int = 0
    area: int = 0
    module_span: tuple[int, int] = (0, 0)
    original: tuple[str, ...] = ()
    was: Line | None = None
    dirty: bool = False
    vacant: bool = False
    rewritten: bool = False
    renamed_module: bool = False
    moved: bool = False

    @property
    def fresh(self) -> bool:
        """Whether the statement is not in the file yet."""
        return self.start < 0

    @property
    def stays(self) -> bool:
        """Whether the statement is in the file, before and after, at the same place."""
        return not (self.fresh or self.vacant or self.moved)

    @property
    def cells(self) -> list[Cell]:
        """The names; none for a wildcard."""
        return self.names.cells if self.names else []

    @property
    def line(self) -> Line:
        """What decides on the place of the statement."""
        first = self.cells[0].name.decode() if self.cells else "*"
        return Line(self.plain, first if self.plain else self.module, "" if self.plain else first)

    @property
    def own_row(self) -> Row:
        """The line of a statement that is in the file."""
        if self.row is None:
            raise ValueError("the statement has no line yet")
        return self.row


class Suite(Struct):
    """The statements of one suite; only imports are kept, in their blocks.

    ``head`` ends the comments that open the file, ``opening`` is the line of the docstring.
    """

    page: Page
    top: bool
    head: int
    blocks: list[list[Statement]] = []
    only_imports: bool = True
    opening: Row | None = None
    first: Statement | None = None
    last: Statement | None = None

    @property
    def statements(self) -> list[Statement]:
        """All imports of the suite."""
        return [statement for block in self.blocks for statement in block]


def read_suite(page: Page, node: Node) -> Suite:
    """Read the imports among the direct children of a module, a block or broken code."""
    suite = Suite(page, node.parent is None, _head(page, node))
    row: Row | None = None
    end, area, previous = _floor(suite, node), 0, None
    for child in node.named_children:
        if child.type in _TRIVIA:
            continue
        start = child.start_byte
        statement = _read_statement(page, child) if child.type in IMPORTS else None
        if row is None or not _CHAIN.fullmatch(page.data, end, start):
            opening = row is None
            row = Row(start, child.end_byte, page.line_start(start), 0, [])
            row.clean = not page.data[row.line_start : start].strip(b" \t\f")
            if opening and statement is None and _is_string(child):
                suite.opening = row
            if opening:
                suite.first = statement
        row.members.append((start, child.end_byte, statement))
        row.end = child.end_byte
        if statement:
            statement.row, statement.area, statement.floor = row, area, end
            if previous is None or _BLANK.search(page.data, end, start):
                suite.blocks.append([])
            suite.blocks[-1].append(statement)
        else:
            suite.only_imports = False
            area += _bars(page, child, first=not suite.blocks)
        previous, end = statement, child.end_byte
    suite.last = previous
    for ended in (*(s.own_row for s in suite.statements), suite.opening):
        _close(page, ended)
    return suite


def _floor(suite: Suite, node: Node) -> int:
    """Where the comments that belong to the first statement may start."""
    if suite.top:
        return suite.head
    before = node.prev_sibling
    while before is not None and before.type == "comment":
        before = before.prev_sibling
    return before.end_byte if before else node.start_byte


def _close(page: Page, row: Row | None) -> None:
    """Find the end of a row's line once all its statements are known."""
    if row is None or row.line_end:
        return
    rest = _REST.match(page.data, row.end)
    row.line_end = rest.end() if rest else page.line_end(row.end)
    row.clean = row.clean and rest is not None


def _head(page: Page, node: Node) -> int:
    """The end of the comments that open the file: shebang, coding, licence."""
    offset = page.start
    while node.parent is None and page.data.startswith(b"#", offset):
        offset = page.line_end(offset)
    return offset


def _is_string(node: Node) -> bool:
    """Whether a statement is only a string, as a docstring is."""
    child = node.named_child(0) if node.type == "expression_statement" else None
    return child is not None and child.type in {"string", "concatenated_string"}


def _bars(page: Page, node: Node, *, first: bool) -> bool:
    """Whether a statement ends a stretch of imports: anything but strings and conditional imports.

    Before the first import, assignments to names with double underscores are no bar either.
    """
    if node.type in {"if_statement", "try_statement"}:
        block = next((child for child in node.children if child.type == "block"), None)
        opening = block.named_child(0) if block else None
        return opening is None or opening.type not in IMPORTS
    dunder = page.data.startswith(b"__", node.start_byte) and node.type == "expression_statement"
    return not (_is_string(node) or (first and dunder))


def _read_statement(page: Page, node: Node) -> Statement:
    """One import statement, cut into module and names."""
    plain = node.type == "import_statement"
    names = read_names(page.data, node, page.newline)
    statement = Statement(node.start_byte, node.end_byte, plain, "", names)
    if not plain:
        module = node.child(1)
        span = (module.start_byte, module.end_byte) if module else (0, 0)
        statement.module_span = span
        text = page.data[slice(*span)].decode("utf-8", "replace")
        statement.module = "".join(text.replace("\\", " ").split())
    statement.original = tuple(cell.name.decode() for cell in statement.cells)
    statement.was = statement.line
    return statement


def attached(page: Page, statement: Statement) -> int:
    """Where the own-line comments directly above a statement start, or its line."""
    start = statement.own_row.line_start
    floor = statement.floor
    while start > floor:
        above = page.line_start(start - 1)
        if above < floor or not page.data[above:start].lstrip().startswith(b"#"):
            break
        start = above
    return start
