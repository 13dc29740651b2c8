"""Write a manifest, and bring one up to date without disturbing what people wrote in it.

Both are one operation: small insertions, deletions and number changes at places that `scan_toml`
names, so every byte outside them comes back as it was. A new manifest is an empty one, updated.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, ValidationError, convert

from cutover.errors import ManifestError
from cutover.manifest import Manifest, RelativePath, SiteTable, SymbolTable
from cutover.manifest_toml import Entry, KeyPath, Places, parse_manifest, scan_toml, shown
from cutover.model import Action, Kind, SymbolKind

COMMENT_WIDTH = 80
NEW_NAME = "cutover.toml"

_ORDER = {str(kind): place for place, kind in enumerate(Kind)}
_UNCERTAIN = (Kind.DYNAMIC, Kind.UNPARSED)
_HEAD = """\
# Written by `cutover scan`. [sites] counts, by file, the references that go the default way; a
# [[site]] claims its references first and says what else becomes of them.
# `cutover scan --update` adds, corrects and removes sites; all other text, comments too, is yours.
version = 1

[cutover]
id = {id}
# owner = "team"
# roots = ["src"]
"""
_STUBS = """\

# References that may stay for a while:
# [[allow]]
# paths = ["docs/**"]
# kinds = ["mention"]
# owner = "team"
# reason = "describes the migration"
# expires = 2027-01-31

# The old plaintext files, as paths the code would spell:
# [data]
# paths = ["~/.acme/tokens.json"]

# A formatter for changed files:
# [format]
# command = ["ruff", "format", "{files}"]

# A command that must pass after apply:
# [[check]]
# name = "tests"
# command = ["pytest", "-q"]
"""


class DraftSite(Struct, frozen=True, kw_only=True):
    """References of one kind in one scope that a scan found; `REWRITE` is the default way."""

    path: str
    kind: Kind
    scope: str = ""
    count: int = 1
    action: Action = Action.REWRITE
    reason: str = ""
    symbol: str = ""


class Draft(Struct, frozen=True, kw_only=True):
    """What a scan found: the symbols it looked for, and their sites in any order."""

    symbols: tuple[SymbolTable, ...]
    sites: tuple[DraftSite, ...] = ()


class _Edit(Struct, frozen=True, order=True):
    start: int
    end: int
    text: str


def write_manifest(draft: Draft) -> str:
    """A new manifest for what a scan found."""
    symbols = "".join("\n" + _table("[[symbol]]", _symbol(symbol)) for symbol in draft.symbols)
    head = _HEAD.format(id=_string(_slug(draft.symbols)))
    return update_manifest(f"{head}{symbols}\n[sites]\n{_STUBS}", draft, NEW_NAME)


def update_manifest(text: str, draft: Draft, name: str = NEW_NAME) -> str:
    """The manifest with its sites as a scan found them; what people decided and wrote stays.

    Raises `ManifestError`, whose lines begin with ``name``, for a manifest that cannot be read or
    whose sites are not written as ``[sites]`` and ``[[site]]``.
    """
    body = text.removeprefix("\ufeff")
    manifest = parse_manifest(body.encode(), name)
    page = _Page(body, name)
    sites = _writable(draft.sites)
    known = [_selector(site) for site in manifest.site]
    _, unclaimed = _claims(known, sites)
    new = _entries(unclaimed, named=len(draft.symbols) > 1)
    counts, rest = _claims([*known, *map(_selector, new)], sites)
    edits = [*_site_edits(page, manifest.site, counts), *_file_edits(page, manifest, rest)]
    fresh = zip(new, counts[len(known) :], strict=True)
    blocks = [["", *_site_lines(site, count)] for site, count in fresh]
    edits += [page.add(page.after_sites(), block) for block in blocks]
    return text[: len(text) - len(body)] + page.apply(edits)


def site_line(site: DraftSite, listed: Mapping[str, int] | None = None) -> str:
    """What to write for a reference that the manifest does not list.

    A line of ``[sites]`` (which takes the place of the file's line, if ``listed`` holds its
    counts), or a ``[[site]]`` table for a reference that needs a person.
    """
    if _needs_person(site):
        return "\n".join(_site_lines(_decided(site), site.count))
    counts = Counter(listed or {})
    counts[str(site.kind)] += site.count
    return f"{_string(site.path)} = {_inline(counts)}"


# --- which table a reference belongs to -----------------------------------------------------------


def _selector(site: SiteTable) -> tuple[str | None, ...]:
    return (site.path, site.scope, site.kind, site.symbol)


def _claims(
    selectors: Sequence[tuple[str | None, ...]], sites: Iterable[DraftSite]
) -> tuple[list[int], list[DraftSite]]:
    """How many references each selector claims, and who is left; the most specific claims first."""
    ranked = sorted(range(len(selectors)), key=lambda i: selectors[i].count(None))
    by_path: dict[str | None, list[int]] = {}
    for index in ranked:
        by_path.setdefault(selectors[index][0], []).append(index)
    counts, left = [0] * len(selectors), []
    for site in sites:
        candidates = by_path.get(site.path, ())
        owner = next((i for i in candidates if _matches(selectors[i], site)), None)
        if owner is None:
            left.append(site)
        else:
            counts[owner] += site.count
    return counts, left


def _matches(selector: tuple[str | None, ...], site: DraftSite) -> bool:
    _, scope, kind, symbol = selector
    return (
        scope in (None, site.scope) and kind in (None, site.kind) and symbol in (None, site.symbol)
    )


def _needs_person(site: DraftSite) -> bool:
    return site.action is not Action.REWRITE or site.kind in _UNCERTAIN


def _decided(site: DraftSite, *, named: bool = False) -> SiteTable:
    """The table for a reference that needs a person; keeping needs a reason, else it is manual."""
    keeps = site.action is Action.KEEP and site.reason.strip()
    return SiteTable(
        path=site.path,
        scope=site.scope,
        kind=site.kind.value,  # type: ignore[arg-type]  # definitions were left out
        symbol=site.symbol if named and site.symbol else None,
        action=Action.KEEP if keeps else Action.MANUAL,
        reason=site.reason,
    )


def _entries(sites: Iterable[DraftSite], *, named: bool) -> list[SiteTable]:
    """New ``[[site]]`` tables, one for each selector, in reading order."""
    tables = [_decided(site, named=named) for site in sites if _needs_person(site)]
    unique = {_selector(table): table for table in reversed(tables)}
    return sorted(
        unique.values(),
        key=lambda t: (t.path, t.scope or "", _ORDER[t.kind or ""], t.symbol or ""),
    )


def _writable(sites: Iterable[DraftSite]) -> list[DraftSite]:
    """The sites a manifest lists, sorted (definitions go with their symbol)."""
    listed = [site for site in sites if site.kind is not Kind.DEFINITION and site.count > 0]
    for path in sorted({site.path for site in listed}):
        try:
            convert(path.encode().decode(), RelativePath)
        except (ValidationError, UnicodeError):
            problem = f"{shown(path)} cannot be named in a manifest"
            raise ManifestError((problem,), "Rename the file, or exclude it.") from None
    return sorted(
        listed,
        key=lambda s: (s.path, s.scope, _ORDER[s.kind], s.symbol, s.action, s.reason, s.count),
    )


# --- what changes in the text ---------------------------------------------------------------------


class _Page:
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
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        return self.text.find("\n", offset) + 1 or len(self.text)

    def end(self, path: KeyPath) -> int:
        """Where the last line of a key and all that is in it ends."""
        return self.line_end(max(entry.end for entry in self._inside[path]))

    def after_sites(self) -> int:
        """Where a new ``[[site]]`` goes."""
        last = next((p for p in (("site",), ("sites",)) if p in self.entries), None)
        return self.end(last) if last else len(self.text)

    def remove(self, path: KeyPath) -> list[_Edit]:
        """Delete a table or the lines of a key; a blank line before a table goes with it."""
        entry = self.entries[path]
        if entry.style == "implicit":
            spans = {(self.line_start(e.start), self.line_end(e.end)) for e in self._inside[path]}
            return [_Edit(start, end, "") for start, end in spans]
        start = self.line_start(entry.start)
        before = self.line_start(start - 1) if start else 0
        if entry.style == "header" and not self.text[before:start].strip():
            start = before
        return [_Edit(start, self.end(path), "")]

    def add(self, offset: int, lines: Sequence[str]) -> _Edit:
        """Insert whole lines at the start of a line, or at the end of the text."""
        body = self._newline.join(lines)
        if offset and self.text[offset - 1] != "\n":
            return _Edit(offset, offset, self._newline + body)
        return _Edit(offset, offset, body + self._newline)

    def value(self, path: KeyPath, text: object) -> _Edit:
        """Replace a value."""
        return _Edit(self.entries[path].value, self.entries[path].end, str(text))

    def apply(self, edits: Iterable[_Edit]) -> str:
        """The text after the edits; those at one place keep their order."""
        parts, at = [], 0
        for edit in sorted(edits, key=lambda e: (e.start, e.end)):
            parts += [self.text[at : edit.start], edit.text]
            at = edit.end
        return "".join([*parts, self.text[at:]])


def _site_edits(page: _Page, tables: Sequence[SiteTable], counts: Sequence[int]) -> list[_Edit]:
    """Right counts for the ``[[site]]`` tables; those without a reference go."""
    edits: list[_Edit] = []
    for index, (table, count) in enumerate(zip(tables, counts, strict=False)):
        path: KeyPath = ("site", index)
        if not count:
            edits += page.remove(path)
        elif count == table.count:
            continue
        elif (*path, "count") in page.entries:
            edits.append(page.value((*path, "count"), count))
        else:
            keys = [(*path, key) for key in ("path", "scope", "kind", "symbol")]
            after = max(page.end(key) for key in keys if key in page.entries)
            edits.append(page.add(after, [f"count = {count}"]))
    return edits


def _file_edits(page: _Page, manifest: Manifest, sites: Sequence[DraftSite]) -> list[_Edit]:
    """Right counts in ``[sites]`` for the references that nothing claimed."""
    found: dict[str, list[DraftSite]] = {}
    for site in sites:
        found.setdefault(site.path, []).append(site)
    edits: list[_Edit] = []
    for file, listed in manifest.sites.items():
        counts = _counted(found.pop(file, []))
        edits += _line_edits(page, file, {str(kind): listed[kind] for kind in listed}, counts)
    if not found:
        return edits
    if ("sites",) not in page.entries:
        lines = [_new_line(file, found[file]) for file in sorted(found)]
        return [*edits, page.add(page.after_sites(), ["", "[sites]", *lines])]
    inserted = ((_anchor(page, manifest, file), file) for file in sorted(found))
    return edits + [page.add(at, [_new_line(file, found[file])]) for at, file in inserted]


def _anchor(page: _Page, manifest: Manifest, file: str) -> int:
    """The line after the nearest file that sorts before, among those directly under ``[sites]``."""
    direct = [f for f in manifest.sites if page.entries[("sites", f)].style != "header"]
    before = max((other for other in direct if other < file), default=None)
    if before is None:
        return page.line_end(page.entries[("sites",)].end)
    return page.end(("sites", before))


def _line_edits(
    page: _Page, file: str, listed: Mapping[str, int], counts: Mapping[str, int]
) -> list[_Edit]:
    """Edits for one file that is listed, however it is written."""
    path: KeyPath = ("sites", file)
    if not counts:
        return page.remove(path)
    changed = [kind for kind in listed if kind in counts and counts[kind] != listed[kind]]
    gone = [kind for kind in listed if kind not in counts]
    added = [kind for kind in counts if kind not in listed]
    style = page.entries[path].style
    if style == "line" and (gone or added):
        return [page.value(path, _relisted(page, path, listed, counts))]
    edits = [page.value((*path, kind), counts[kind]) for kind in changed]
    for kind in gone:
        edits += page.remove((*path, kind))
    prefix = "" if style == "header" else f"{_string(file)}."
    if added:
        edits.append(
            page.add(page.end(path), [f"{prefix}{kind} = {counts[kind]}" for kind in added])
        )
    return edits


def _relisted(
    page: _Page, path: KeyPath, listed: Mapping[str, int], counts: Mapping[str, int]
) -> str:
    """An inline table with other kinds: pairs that stay keep their place and their spelling."""
    pairs = []
    for kind in (kind for kind in listed if kind in counts):
        entry = page.entries[(*path, kind)]
        same = counts[kind] == listed[kind]
        value = page.text[entry.value : entry.end] if same else str(counts[kind])
        pairs.append((kind, page.text[entry.start : entry.value] + value))
    for kind in (kind for kind in counts if kind not in listed):
        later = (i for i, (other, _) in enumerate(pairs) if _ORDER[other] > _ORDER[kind])
        pairs.insert(next(later, len(pairs)), (kind, f"{kind} = {counts[kind]}"))
    return "{ " + ", ".join(text for _, text in pairs) + " }"


# --- TOML -----------------------------------------------------------------------------------------


def _string(text: str) -> str:
    """A basic string; JSON's escapes are TOML's, but for DEL and what has no UTF-8."""
    whole = text.encode(errors="replace").decode()
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")


def _strings(items: Iterable[str]) -> str:
    return f"[{', '.join(map(_string, items))}]"


def _inline(counts: Mapping[str, int]) -> str:
    pairs = (f"{kind} = {counts[kind]}" for kind in sorted(counts, key=_ORDER.__getitem__))
    return "{ " + ", ".join(pairs) + " }"


def _table(header: str, lines: Iterable[str]) -> str:
    return "\n".join([header, *lines]) + "\n"


def _counted(sites: Iterable[DraftSite]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for site in sites:
        counts[str(site.kind)] += site.count
    return {kind: counts[kind] for kind in sorted(counts, key=_ORDER.__getitem__)}


def _new_line(file: str, sites: Sequence[DraftSite]) -> str:
    """The line of a file, with a comment on where its references are."""
    return f"{_string(file)} = {_inline(_counted(sites))}{_where(sites)}"


def _where(sites: Sequence[DraftSite]) -> str:
    """A comment such as ``# login (call), logout (call, use)``; imports at the top go without."""
    kinds: dict[str, list[str]] = {}
    for site in sites:
        if site.scope or site.kind not in (Kind.IMPORT, Kind.EXPORT):
            kinds.setdefault(site.scope or "<module>", []).append(str(site.kind))
    parts = [f"{scope} ({', '.join(dict.fromkeys(held))})" for scope, held in kinds.items()]
    if not parts:
        return ""
    comment = "".join(c if c.isprintable() else "?" for c in ", ".join(parts))
    if len(comment) > COMMENT_WIDTH:
        comment = comment[: COMMENT_WIDTH - 2].rsplit(", ", 1)[0] + " …"
    return f"  # {comment}"


def _site_lines(site: SiteTable, count: int) -> list[str]:
    """A ``[[site]]`` table for a person to decide."""
    optional = {"scope": site.scope, "kind": site.kind, "symbol": site.symbol}
    named = [f"{key} = {_string(text)}" for key, text in optional.items() if text is not None]
    reason = [f"reason = {_string(site.reason)}"] if site.reason else []
    path, action = f"path = {_string(site.path)}", f"action = {_string(site.action)}"
    return ["[[site]]", path, *named, f"count = {count}", action, *reason]


def _symbol(symbol: SymbolTable) -> Iterator[str]:
    """The lines of a ``[[symbol]]`` table and its call templates."""
    yield f"legacy = {_string(symbol.legacy)}"
    yield f"replacement = {_string(symbol.replacement)}"
    if symbol.kind is not SymbolKind.REPLACE:
        yield f"kind = {_string(symbol.kind)}"
    if symbol.parameters is not None:
        yield f"parameters = {_string(symbol.parameters)}"
    for call in symbol.call:
        yield "\n[[symbol.call]]"
        yield f"arguments = {_string(call.arguments)}"
        for key, items in (("drop", call.drop), ("imports", call.imports)):
            if items:
                yield f"{key} = {_strings(items)}"


def _slug(symbols: Sequence[SymbolTable]) -> str:
    """``acme.auth:TokenStore`` as ``token-store``."""
    name = symbols[0].legacy.rpartition(":")[2] if symbols else ""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_.]+", "-", name)
    return words.strip("-").lower() or "cutover"
