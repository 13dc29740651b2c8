"""The list of names of one import statement, cut so that every layout can be written back."""

from __future__ import annotations

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.patch import Patch


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
