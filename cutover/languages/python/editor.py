"""One Python file from before to after: sites, imports, deletions, embedded code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

from cutover.languages.base import Layout
from cutover.languages.editing import Calls, Destination, Problem, Removal, Rewritten, Site
from cutover.languages.embedding import Block
from cutover.languages.patch import Patch, merged
from cutover.languages.python.adapter import PythonAdapter
from cutover.languages.python.hits import string_blocks
from cutover.languages.python.holes import holes
from cutover.languages.python.imports import Add, Drop, Rename, Section, edit_imports
from cutover.languages.python.moving import PythonMoved, move_definitions
from cutover.languages.python.parsing import Parsed, ancestors, parse
from cutover.languages.python.removal import PythonRemoval, removal
from cutover.languages.python.rewrite import rewrite_sites
from cutover.languages.python.rewrite_strings import rewrite_prose
from cutover.languages.python.sheet import Sheet
from cutover.languages.text_editor import by_block, inner_sites, unreadable

_NO_CODE = parse(b"").tree


class PythonEditor:
    """Rewrites Python files, and the Python inside other files."""

    def __init__(self, adapter: PythonAdapter, layout: Layout, calls: Mapping[str, Calls]) -> None:
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
        changes: list[Drop | Rename | Add] = list(dict.fromkeys(sheet.imports))
        patches = set(sheet.patches)
        if isinstance(removed, PythonRemoval):
            changes += removed.drops
            patches = {p for p in patches if not _inside(removed.spans, p.start)}
            changes = [
                c for c in changes if isinstance(c, Add) or not _inside(removed.spans, c.token)
            ]
            patches |= set(holes(data, removed.spans, removed.bare))
        imports = edit_imports(data, parsed.root, changes, self.section(path)) if changes else ()
        inner, problems = self._blocks(path, data, sites, self._string_block(parsed))
        whole = _merged(data, [*patches, *inner], imports)
        return Rewritten(whole, (*sheet.problems, *problems))

    def remove(
        self,
        path: str,
        data: bytes,
        names: Sequence[str],
        wanted: Callable[[str], bool],
        kept: frozenset[str],
        *,
        public: bool = False,
    ) -> PythonRemoval:
        """What deleting the definitions of ``names`` takes along; see `removal`."""
        return removal(self._adapter.parsed(path, data), names, wanted, kept, public=public)

    def move(
        self, path: str, data: bytes, goals: Mapping[str, Destination], gone: Removal
    ) -> PythonMoved:
        """Definitions as the text of another module, which is that of all ``goals``."""
        assert isinstance(gone, PythonRemoval)
        parsed = self._adapter.parsed(path, data)
        goal = next(iter(goals.values()))
        return move_definitions(parsed, path, list(goals), goal, gone, self.section)

    def rewrite_prose(self, path: str, data: bytes, site: Site) -> Rewritten:
        """The patches of one name in a file that is no code."""
        sheet = Sheet(path, Parsed(data, _NO_CODE), [site], embedded=True)
        rewrite_prose(sheet, site)
        return Rewritten(tuple(sorted(sheet.patches)))

    def _string_block(self, parsed: Parsed) -> Callable[[Site], Block | None]:
        def find(site: Site) -> Block | None:
            node = parsed.node_at(site.hit.start, site.hit.end)
            string = node if node.type == "string" else next(
                (p for p in ancestors(node) if p.type == "string"), None
            )  # fmt: skip
            if string is None:
                return None
            return next(
                (b for b in string_blocks(parsed, string) if b.start == site.hit.block), None
            )

        return find

    def _blocks(
        self, path: str, data: bytes, sites: Sequence[Site], find: Callable[[Site], Block | None]
    ) -> tuple[list[Patch], list[Problem]]:
        patches: list[Patch] = []
        problems: list[Problem] = []
        for inner in by_block(sites):
            block = find(inner[0])
            if block is None:
                problems += unreadable(inner)
                continue
            done = self.rewrite_block(path, block, inner)
            patches += done.patches
            problems += done.problems
        return patches, problems

    def rewrite_block(self, path: str, block: Block, sites: Sequence[Site]) -> Rewritten:
        """The patches of embedded code, as patches of its host; sites have host offsets."""
        parsed = parse(block.data)
        shifted, original = inner_sites(block, sites)
        sheet = Sheet(path, parsed, shifted, embedded=True)
        rewrite_sites(sheet, self._calls)
        changes = list(dict.fromkeys(sheet.imports))
        imports = (
            edit_imports(block.data, parsed.root, changes, self.section(path)) if changes else ()
        )
        patches = block.hosted(_merged(block.data, list(sheet.patches), imports))
        problems = (Problem(original[p.hit.start], p.reason) for p in sheet.problems)
        return Rewritten(patches, tuple(problems))

    def section(self, path: str) -> Callable[[str], Section]:
        """Which import section a module belongs to, seen from a file."""

        def section(module: str) -> Section:
            if module.startswith("."):
                return Section.LOCAL
            top = module.split(".")[0]
            if top == "__future__":
                return Section.FUTURE
            if top in sys.stdlib_module_names:
                return Section.STDLIB
            found = self._layout.find(top, path)
            return Section.THIRD_PARTY if found is None else Section.FIRST_PARTY

        return section


def _inside(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    return any(start <= offset < end for start, end in spans)


def _merged(data: bytes, patches: Sequence[Patch], imports: Sequence[Patch]) -> tuple[Patch, ...]:
    """Token patches and import patches together; what is left of the lines between them closes."""
    return _closed(data, merged(data, [*sorted(patches), *imports]))


def _closed(data: bytes, patches: Sequence[Patch]) -> tuple[Patch, ...]:
    """Deletions with nothing but blank lines between them become one, and leave two at most."""
    closed: list[Patch] = []
    for patch in patches:
        last = closed[-1] if closed else None
        gone = not patch.after and b"\n" in data[patch.start : patch.end]
        if not gone:
            closed.append(patch)
            continue
        start = patch.start
        if last is not None and not last.after and not data[last.end : start].strip():
            start = closed.pop().start
        closed.append(Patch(start, _without_spare(data, start, patch.end), b""))
    return tuple(closed)


def _without_spare(data: bytes, start: int, end: int) -> int:
    """The end of a deletion that leaves no more than two blank lines, where no more were before."""
    head = data[:start]
    above = max(0, head[len(head.rstrip(b"\r\n")) :].count(b"\n") - 1)
    below = _blank_lines(data, end)
    if max(above, below) > 2 or data[start - 1 : start] != b"\n":
        return end
    for _ in range(above + below - 2):
        end = data.index(b"\n", end) + 1
    return end


def _blank_lines(data: bytes, start: int) -> int:
    """How many blank lines follow a line start."""
    rest = data[start:]
    return rest[: len(rest) - len(rest.lstrip(b" \t\r\n"))].count(b"\n")
