"""One TypeScript file from before to after: sites, imports, exports, deletions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from cutover.languages.base import Layout
from cutover.languages.editing import Calls, Destination, Problem, Removal, Rewritten, Site
from cutover.languages.embedding import Block
from cutover.languages.patch import Patch, merged
from cutover.languages.text_editor import by_block, inner_sites, unreadable
from cutover.languages.typescript.adapter import TypeScriptAdapter
from cutover.languages.typescript.deletion.removal import TypeScriptRemoval, removal
from cutover.languages.typescript.imports.edits import Add, Change, Drop, Rename, edit_imports
from cutover.languages.typescript.imports.lists import list_patches, listing
from cutover.languages.typescript.imports.style import newline_of
from cutover.languages.typescript.moving.move import TypeScriptMoved, move_definitions
from cutover.languages.typescript.rewriting.followers import followers
from cutover.languages.typescript.rewriting.needs import need_new
from cutover.languages.typescript.rewriting.sheet import Sheet
from cutover.languages.typescript.rewriting.sites import rewrite_sites
from cutover.languages.typescript.rewriting.strings import rewrite_prose
from cutover.languages.typescript.syntax.attached import holes, inside
from cutover.languages.typescript.syntax.parsing import Parsed, parse

_NO_CODE = parse(b"").tree


class TypeScriptEditor:
    """Rewrites TypeScript and JavaScript files, and such code inside other files."""

    def __init__(
        self, adapter: TypeScriptAdapter, layout: Layout, calls: Mapping[str, Calls]
    ) -> None:
        self._adapter = adapter
        self._layout = layout
        self._calls = calls

    def rewrite(
        self, path: str, data: bytes, sites: Sequence[Site], removed: Removal | None = None
    ) -> Rewritten:
        """All patches of one file; with ``removed``, its definitions and dead code go too."""
        parsed = self._adapter.parsed(path, data)
        outer = [site for site in sites if site.hit.block < 0]
        sheet = Sheet(path, parsed, outer)
        rewrite_sites(sheet, self._calls)
        gone = TypeScriptRemoval() if removed is None else removed
        assert isinstance(gone, TypeScriptRemoval)
        patches = list(self._patches(path, sheet, gone))
        problems = list(sheet.problems)
        for inner in by_block(sites):
            problems += unreadable(inner)
        return Rewritten(merged(data, patches), tuple(problems))

    def _patches(self, path: str, sheet: Sheet, gone: TypeScriptRemoval) -> Iterable[Patch]:
        """Everything that changes, the holes of what goes included."""
        data = sheet.parsed.data
        kept = [c.token for c in sheet.changes if isinstance(c, Rename)]
        exports = [s for s in gone.exports if not any(s[0] <= at < s[1] for at in kept)]
        spans = [*gone.spans, *exports, *sheet.gone]
        for site in sheet.needed:
            if not inside(spans, site.hit.start):
                need_new(sheet, site)
        changes = [c for c in dict.fromkeys(sheet.changes) if not inside(spans, _anchor(c))]
        changes += [Drop(at) for at in gone.drops]
        imports, vacant = edit_imports(sheet.parsed, changes, self._same(path))
        spans += vacant
        cuts = holes(data, spans)
        yield from cuts
        found = [*imports, *sorted(sheet.patches), *_lost(sheet)]
        changed = [*spans, *((patch.start, patch.end) for patch in found)]
        for patch in [*found, *followers(sheet, changed)]:
            is_new = patch.start == patch.end and patch in imports
            if is_new and any(cut.start <= patch.start < cut.end for cut in cuts):
                yield _before_hole(data, patch, cuts)
            elif not inside(spans, patch.start):
                yield patch

    def _same(self, path: str) -> Callable[[str, str], bool]:
        """Whether two spellings are one module, seen from a file."""

        def same(one: str, other: str) -> bool:
            if one == other:
                return True
            key = self._layout.find(one, path)
            return key is not None and key == self._layout.find(other, path)

        return same

    def rewrite_block(self, path: str, block: Block, sites: Sequence[Site]) -> Rewritten:
        """The patches of embedded code, as patches of its host; sites have host offsets."""
        parsed = parse(block.data)
        shifted, original = inner_sites(block, sites)
        sheet = Sheet(path, parsed, shifted, embedded=True)
        rewrite_sites(sheet, self._calls)
        patches = self._patches(path, sheet, TypeScriptRemoval())
        problems = (Problem(original[p.hit.start], p.reason) for p in sheet.problems)
        return Rewritten(block.hosted(merged(block.data, patches)), tuple(problems))

    def rewrite_prose(self, path: str, data: bytes, site: Site) -> Rewritten:
        """The patches of one name in a file that is no code."""
        sheet = Sheet(path, Parsed(data, _NO_CODE), [site], embedded=True)
        rewrite_prose(sheet, site)
        return Rewritten(tuple(sorted(sheet.patches)))

    def remove(
        self,
        path: str,
        data: bytes,
        names: Sequence[str],
        wanted: Callable[[str], bool],
        kept: frozenset[str],
        *,
        public: bool = False,
    ) -> TypeScriptRemoval:
        """What deleting the definitions of ``names`` takes along; see `removal`."""
        return removal(self._adapter.parsed(path, data), names, wanted, kept, public=public)

    def move(
        self, path: str, data: bytes, goals: Mapping[str, Destination], gone: Removal
    ) -> TypeScriptMoved:
        """Definitions as the text of another module, which is that of all ``goals``."""
        assert isinstance(gone, TypeScriptRemoval)
        return move_definitions(self._adapter.parsed(path, data), path, goals, gone)


def _before_hole(data: bytes, patch: Patch, cuts: Iterable[Patch]) -> Patch:
    """Something inserted where code goes, which has left its blank line behind."""
    cut = next((c for c in cuts if c.start <= patch.start < c.end), patch)
    after, newline = patch.after, newline_of(data)
    if after.startswith(newline) and data[: cut.start][-1:] in {b"", b"\n"}:
        after = after.removeprefix(newline) + newline
    elif data[cut.end : cut.end + 2].lstrip(b"\r")[:1] == b"\n" and after.endswith(b"\n"):
        after = after.rstrip(b"\r\n") + newline
    return Patch(cut.start, cut.start, after)


def _anchor(change: Change) -> int:
    """Where a change belongs in the file; -1 for what comes at its top."""
    if isinstance(change, Add):
        return -1 if change.anchor is None else change.anchor
    return change.token


def _lost(sheet: Sheet) -> Iterable[Patch]:
    """The entries of objects and patterns that go."""
    for names, indices in sheet.lost.values():
        yield from list_patches(listing(sheet.parsed.data, names), {}, frozenset(indices), ())
