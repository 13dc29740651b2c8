"""A manifest as text with the places of its keys, for edits that leave the rest as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from cutover.errors import ManifestError
from cutover.toml_places import Entry, KeyPath, Places, scan_toml


class PageEdit(Struct, frozen=True, order=True):
    """New text for a span of the page."""

    start: int
    end: int
    text: str


class Page:
    """The text with the places of its keys; edits are made against it and applied at once."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.entries = scan_toml(text)
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._inside: dict[KeyPath, list[Entry]] = {}
        for path, entry in self.entries.items():
            for size in range(len(path) + 1):
                self._inside.setdefault(path[:size], []).append(entry)
        for key in ("sites", "site"):
            if (key,) in self.entries and self.entries[(key,)].style != "header":
                where = f"{name}:{Places(text).line((key,))}"
                header = "[sites]" if key == "sites" else "[[site]]"
                raise ManifestError((f"{where}: write {header} tables, to be updated by scan",))

    def line_start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Where the next line begins."""
        return self.text.find("\n", offset) + 1 or len(self.text)

    def end(self, path: KeyPath) -> int:
        """Where the last line of a key and all that is in it ends."""
        return self.line_end(max(entry.end for entry in self._inside[path]))

    def after_sites(self) -> int:
        """Where a new ``[[site]]`` goes."""
        last = next((p for p in (("site",), ("sites",)) if p in self.entries), None)
        return self.end(last) if last else len(self.text)

    def remove(self, path: KeyPath) -> list[PageEdit]:
        """Delete a table or the lines of a key; a blank line before a table goes with it."""
        entry = self.entries[path]
        if entry.style == "implicit":
            spans = {(self.line_start(e.start), self.line_end(e.end)) for e in self._inside[path]}
            return [PageEdit(start, end, "") for start, end in spans]
        start = self.line_start(entry.start)
        before = self.line_start(start - 1) if start else 0
        if entry.style == "header" and not self.text[before:start].strip():
            start = before
        return [PageEdit(start, self.end(path), "")]

    def add(self, offset: int, lines: Sequence[str]) -> PageEdit:
        """Insert whole lines at the start of a line, or at the end of the text."""
        body = self._newline.join(lines)
        if offset and self.text[offset - 1] != "\n":
            return PageEdit(offset, offset, self._newline + body)
        return PageEdit(offset, offset, body + self._newline)

    def value(self, path: KeyPath, text: object) -> PageEdit:
        """Replace a value."""
        return PageEdit(self.entries[path].value, self.entries[path].end, str(text))

    def apply(self, edits: Iterable[PageEdit]) -> str:
        """The text after the edits; those at one place keep their order."""
        parts, at = [], 0
        for edit in sorted(edits, key=lambda e: (e.start, e.end)):
            parts += [self.text[at : edit.start], edit.text]
            at = edit.end
        return "".join([*parts, self.text[at:]])
