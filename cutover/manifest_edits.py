"""What changes in the text of a manifest when its sites are counted anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cutover.drafts import KIND_ORDER, DraftSite
from cutover.manifest import Manifest, SiteTable
from cutover.manifest_lines import counts_by_kind, file_line, quoted
from cutover.manifest_page import Page, PageEdit
from cutover.toml_places import KeyPath


def site_edits(page: Page, tables: Sequence[SiteTable], counts: Sequence[int]) -> list[PageEdit]:
    """Right counts for the ``[[site]]`` tables; those without a reference go."""
    edits: list[PageEdit] = []
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


def file_edits(page: Page, manifest: Manifest, sites: Sequence[DraftSite]) -> list[PageEdit]:
    """Right counts in ``[sites]`` for the references that nothing claimed."""
    found: dict[str, list[DraftSite]] = {}
    for site in sites:
        found.setdefault(site.path, []).append(site)
    edits: list[PageEdit] = []
    for file, listed in manifest.sites.items():
        counts = counts_by_kind(found.pop(file, []))
        edits += _line_edits(page, file, {str(kind): listed[kind] for kind in listed}, counts)
    if not found:
        return edits
    if ("sites",) not in page.entries:
        lines = [file_line(file, found[file]) for file in sorted(found)]
        return [*edits, page.add(page.after_sites(), ["", "[sites]", *lines])]
    inserted = ((_anchor(page, manifest, file), file) for file in sorted(found))
    return edits + [page.add(at, [file_line(file, found[file])]) for at, file in inserted]


def _anchor(page: Page, manifest: Manifest, file: str) -> int:
    """The line after the nearest file that sorts before, among those directly under ``[sites]``."""
    direct = [f for f in manifest.sites if page.entries[("sites", f)].style != "header"]
    before = max((other for other in direct if other < file), default=None)
    if before is None:
        return page.line_end(page.entries[("sites",)].end)
    return page.end(("sites", before))


def _line_edits(
    page: Page, file: str, listed: Mapping[str, int], counts: Mapping[str, int]
) -> list[PageEdit]:
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
    prefix = "" if style == "header" else f"{quoted(file)}."
    if added:
        edits.append(
            page.add(page.end(path), [f"{prefix}{kind} = {counts[kind]}" for kind in added])
        )
    return edits


def _relisted(
    page: Page, path: KeyPath, listed: Mapping[str, int], counts: Mapping[str, int]
) -> str:
    """An inline table with other kinds: pairs that stay keep their place and their spelling."""
    pairs = []
    for kind in (kind for kind in listed if kind in counts):
        entry = page.entries[(*path, kind)]
        same = counts[kind] == listed[kind]
        value = page.text[entry.value : entry.end] if same else str(counts[kind])
        pairs.append((kind, page.text[entry.start : entry.value] + value))
    for kind in (kind for kind in counts if kind not in listed):
        later = (i for i, (other, _) in enumerate(pairs) if KIND_ORDER[other] > KIND_ORDER[kind])
        pairs.insert(next(later, len(pairs)), (kind, f"{kind} = {counts[kind]}"))
    return "{ " + ", ".join(text for _, text in pairs) + " }"
