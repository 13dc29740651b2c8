"""From a manifest and a tree to a plan: decide everything, write nothing, prove the result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct, structs

from cutover.deletions import (
    deletions_of,
    is_read_elsewhere,
    may_go,
    module_deletion,
    module_users,
)
from cutover.languages.editing import Moved, Removal, Rewritten, Site
from cutover.languages.language import Editor
from cutover.languages.patch import Patch, patched
from cutover.languages.text_editor import rewrite_text
from cutover.manifest import Manifest
from cutover.model import Action, Kind, Plan, SymbolKind, Tree, Verdict
from cutover.outlook import Outlook, losses
from cutover.plan_values import Drafted, plan_id, plan_of
from cutover.project import Target
from cutover.proof import prove
from cutover.references import STAR, Found, Located
from cutover.sites import Declared
from cutover.survey import REWRITTEN, Course, Survey, check_listed, survey
from cutover.symbols import call_mapping

__all__ = ["Formatter", "Planning", "Survey", "make_plan", "plan_id", "survey"]

Formatter = Callable[[Mapping[str, bytes]], Mapping[str, bytes]]


class Planning(Struct, frozen=True):
    """A plan with the bytes it leads to, and what the manifest should say differently."""

    plan: Plan
    after: Mapping[str, bytes | None]
    before: Mapping[str, bytes]
    found: Found
    declared: Declared


def make_plan(
    tree: Tree,
    manifest: Manifest,
    *,
    manifest_sha256: str,
    today: date,
    targets: Sequence[str] = (),
    formatter: Formatter | None = None,
    name: str = "manifest",
) -> Planning:
    """Plan a cutover, or the part of it below ``targets``.

    Raises `ManifestError` for references that are not listed and sites that do not exist.
    """
    seen = survey(tree, manifest, today, name)
    check_listed(seen, name)
    course = Course(seen, targets)
    course.check_scope()
    drafting = _Drafting(course)
    after = drafting.files()
    drafting.drafted.warnings += drafting.losses()
    if formatter is not None:
        written = {path: data for path, data in after.items() if data is not None}
        after |= formatter(written)
    before = {path: tree.read(path) for path in after if path in course.existing}
    after = {path: data for path, data in after.items() if before.get(path) != data}
    drafted = drafting.drafted
    drafted.blockers += prove(course, after, drafting.names())
    plan = plan_of(course, drafted, after, before, manifest_sha256)
    return Planning(plan, after, before, seen.found, seen.declared)


class _Drafting:
    """One planning run: decisions become patches, patches become files."""

    def __init__(self, course: Course) -> None:
        self.drafted = Drafted()
        self._course = course
        self._project = course.project
        targets = course.seen.targets
        calls = {str(t.legacy): call_mapping(self._project, t) for t in targets}
        self._calls = {k: v for k, v in calls.items() if v is not None and v.is_declared}
        self._editors: dict[str, Editor] = {}
        self._leave_foundations()
        self._destinations = {str(t.legacy): Outlook(course, t).destination() for t in targets}

    def losses(self) -> list[str]:
        """What no file will offer any more that passed it on with all of its module."""
        lost: dict[str, None] = {}
        for target in self._course.seen.targets:
            if may_go(self._course, target):
                destination = self._destinations[str(target.legacy)]
                lost |= dict.fromkeys(losses(self._course, target, destination))
        return list(lost)

    def _leave_foundations(self) -> None:
        """Leave to people what the replacement itself is built from: it cannot be its own base."""
        for target in self._course.seen.targets:
            if target.table.kind is not SymbolKind.REPLACE:
                continue
            name = target.replacement.name
            for path in self._project.defines(target.replacement):
                spans = self._project.spans(path, name)
                for x in self._course.seen.found.located:
                    reference = x.reference
                    inside = any(start <= reference.start < end for start, end in spans)
                    ours = x.target is target and reference.verdict in REWRITTEN
                    if ours and reference.path == path and inside:
                        self._course.leave(path, reference.start, f"{name} itself is built on it")

    def _editor(self, language: str) -> Editor:
        """The editor of a language."""
        editor = self._editors.get(language)
        if editor is None:
            realm = self._project.realms.get(language)
            editor = realm.language.editor(realm.layout, self._calls)
            self._editors[language] = editor
        return editor

    def _editor_of(self, path: str) -> Editor:
        """The editor of a code file."""
        return self._editor(self._project.code(path).name)

    def _symbol_editor(self, site: Site) -> Editor:
        """The editor of the language of a site's symbol."""
        return self._editor(self._project.realm_of(site.destination.legacy).name)

    def names(self) -> set[str]:
        """The names that take the place of the legacy ones."""
        names = {destination.name for destination in self._destinations.values()}
        for decision in self._course.decisions():
            table = decision.table
            realm = self._project.realm(table.path) if table is not None else None
            if realm is not None and table is not None and table.text is not None:
                names |= realm.language.free_names(table.text)
        return names

    def files(self) -> dict[str, bytes | None]:
        """The new bytes of every file that changes; None for deleted files."""
        sites = self._sites_by_path()
        patches = {path: self._rewritten(path, here, None).patches for path, here in sites.items()}
        files: dict[str, bytes | None] = {}
        moved: list[Moved] = []
        emptied: dict[str, list[Target]] = {}
        removals: dict[str, Removal] = {}
        for path, going in self._going().items():
            removed = removals[path] = self._removal(path, going)
            self.drafted.deletions += deletions_of(self._project, path, going, removed)
            moved += self._moved(path, going, removed)
            patches[path] = self._rewritten(path, sites.get(path, ()), removed).patches
            if removed.empty:
                emptied[path] = going
        patches |= self._unstarred(emptied, sites, removals)
        for path, found in patches.items():
            files[path] = patched(self._project.tree.read(path), found)
        self.drafted.patches = patches
        for move in moved:
            files[move.path] = self._with_moved(move, files.get(move.path))
        return files | {path: self._emptied(path, files) for path in emptied}

    def _emptied(self, path: str, files: Mapping[str, bytes | None]) -> bytes | None:
        """What becomes of a module of which nothing is left: None, or what keeps it a module."""
        left = files.get(path)
        if left is None or self._may_vanish(path, files):
            return None
        language = self._project.code(path).language
        return language.hollow(path, self._project.tree.read(path), left)

    def _unstarred(
        self,
        emptied: Mapping[str, Sequence[Target]],
        sites: Mapping[str, Sequence[Site]],
        removals: Mapping[str, Removal],
    ) -> dict[str, tuple[Patch, ...]]:
        """The files whose star of an emptied module gives way to the export of the replacement."""
        legacy = {target.legacy for going in emptied.values() for target in going}
        patches: dict[str, tuple[Patch, ...]] = {}
        for path, here in sites.items():
            whole = [
                structs.replace(site, extent="statement")
                if site.hit.rule == STAR and site.destination.legacy in legacy
                else site
                for site in here
            ]
            if whole != list(here):
                patches[path] = self._rewritten(path, whole, removals.get(path)).patches
        return patches

    def _going(self) -> dict[str, list[Target]]:
        """The targets that leave the files that define them, by file."""
        going: dict[str, list[Target]] = {}
        for target in self._course.seen.targets:
            leaves = target.paths and target.table.kind is not SymbolKind.RENAME
            if leaves and may_go(self._course, target):
                for path in target.paths:
                    going.setdefault(path, []).append(target)
        return dict(sorted(going.items()))

    def _sites_by_path(self) -> dict[str, list[Site]]:
        grouped: dict[str, list[Site]] = {}
        for x in self._course.seen.found.located:
            if x.target is None or not self._course.covers(x.reference.path):
                continue
            site = self._site(x, x.target)
            if site is not None:
                grouped.setdefault(x.reference.path, []).append(site)
        return grouped

    def _site(self, x: Located, target: Target) -> Site | None:
        """The reference as something to rewrite; None if it stays or goes with its definition."""
        destination = self._destinations[str(target.legacy)]
        if x.reference.kind is Kind.DEFINITION:
            renamed = target.table.kind is SymbolKind.RENAME
            if not renamed or x.reference.verdict is Verdict.OTHER:
                return None
            own = structs.replace(x.hit, kind=Kind.USE, rule="own")
            return Site(own, destination) if may_go(self._course, target) else None
        decision = self._course.decision(x.reference)
        if decision is None or decision.action is not Action.REWRITE:
            return None
        table = decision.table
        if table is None or table.text is None:
            return Site(x.hit, destination)
        return Site(x.hit, destination, table.text, table.extent, table.imports)

    def _rewritten(self, path: str, sites: Sequence[Site], removed: Removal | None) -> Rewritten:
        """The patches of one file; sites that need a person are left out and become manual."""
        data = self._project.tree.read(path)
        done = self._edited(path, data, sites, removed)
        while done.problems:
            for problem in done.problems:
                self._course.leave(path, problem.hit.start, problem.reason)
            left = {problem.hit.start for problem in done.problems}
            rest = [site for site in sites if site.hit.start not in left]
            if len(rest) == len(sites):
                break
            sites = rest
            done = self._edited(path, data, sites, removed)
        return done

    def _edited(
        self, path: str, data: bytes, sites: Sequence[Site], removed: Removal | None
    ) -> Rewritten:
        if self._project.is_code(path):
            return self._editor_of(path).rewrite(path, data, sites, removed)
        return rewrite_text(path, data, sites, self._editor, self._symbol_editor)

    def _removal(self, path: str, going: Sequence[Target]) -> Removal:
        """The definitions of one file that go, with all that only they used."""
        project = self._project
        key = project.code(path).layout.key(path)
        kept = frozenset(
            target.replacement.name
            for target in self._course.seen.targets
            if self._destinations[str(target.legacy)].key == key
        )
        return self._editor_of(path).remove(
            path,
            project.tree.read(path),
            [target.name for target in going],
            lambda name: is_read_elsewhere(project, path, name),
            kept,
            public=any(target.table.kind is SymbolKind.MOVE for target in going),
        )

    def _may_vanish(self, path: str, files: Mapping[str, bytes | None]) -> bool:
        """Whether an emptied module can go: no package, and nothing else imports it."""
        if self._project.code(path).layout.stays(path):
            return False
        user = next(module_users(self._project, path, files), None)
        if user is not None:
            self.drafted.warnings.append(
                f"{path} is left empty but stays: {user} still imports the module"
            )
            return False
        self.drafted.deletions.append(module_deletion(self._project, path))
        return True

    def _moved(self, path: str, going: Sequence[Target], removed: Removal) -> Iterator[Moved]:
        """The definitions of one file that move, those with the same goal together."""
        goals: dict[str, list[Target]] = {}
        for target in going:
            if target.table.kind is SymbolKind.MOVE:
                goals.setdefault(target.replacement.module, []).append(target)
        data = self._project.tree.read(path)
        for together in goals.values():
            named = {t.name: self._destinations[str(t.legacy)] for t in together}
            yield self._editor_of(path).move(path, data, named, removed)

    def _with_moved(self, move: Moved, held: bytes | None) -> bytes:
        """The file a definition moves to, as far as it is planned, with the definition."""
        if move.obstacle:
            self.drafted.blockers.append(move.obstacle)
        if held is None:
            exists = move.path in self._course.existing
            held = self._project.tree.read(move.path) if exists else b""
        if collision := move.collision(held):
            self.drafted.blockers.append(collision)
        return move.into(held)
