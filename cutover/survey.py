"""The tree as found and the manifest as matched with it, before anything is decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from cutover.errors import ManifestError, UsageError
from cutover.languages.base import SearchPath
from cutover.manifest import Manifest
from cutover.model import Action, Reference, SymbolKind, Tree, Verdict
from cutover.project import Project, Target, targets_of
from cutover.references import Found, Located, find_references
from cutover.sites import Decision, Declared, declare, sites_of
from cutover.symbols import problems

REWRITTEN = frozenset({Verdict.EDIT, Verdict.STRING})


class Survey(Struct, frozen=True):
    """The tree as found and the manifest as matched with it."""

    project: Project
    targets: tuple[Target, ...]
    found: Found
    declared: Declared

    def standing(self) -> bool:
        """Whether a legacy definition is still in the tree."""
        return any(target.paths for target in self.targets)


def survey(tree: Tree, manifest: Manifest, today: date, name: str = "manifest") -> Survey:
    """Find everything and match it with the manifest.

    Raises `ManifestError` for symbols that cannot be resolved.
    """
    project = Project(tree, SearchPath.of(manifest.cutover))
    targets = targets_of(project, manifest.symbol)
    wrong = problems(project, targets, scanning=False, listed=bool(manifest.sites or manifest.site))
    if wrong:
        raise ManifestError(tuple(f"{name}: {problem}" for problem in wrong))
    found = find_references(project, targets)
    return Survey(project, targets, found, declare(manifest, sites_of(found), today))


def check_listed(seen: Survey, name: str) -> None:
    """Raise `ManifestError` unless the manifest lists what the tree holds, and nothing else."""
    findings = list(seen.declared.unlisted)
    if seen.standing():
        findings += seen.declared.vanished
    if findings:
        lines = tuple(f"{f.path}:{f.line}: {f.message}; {f.remedy}" for f in findings)
        raise ManifestError(
            lines, f"{name} does not match the tree; `cutover scan --update` writes these lines"
        )


class Course:
    """A survey with the decisions as they stand, and the part of the tree they hold for.

    A site that turns out to need a person becomes manual while patches are made; whoever asks
    later sees it so.
    """

    def __init__(self, seen: Survey, scope: Sequence[str]) -> None:
        self.seen = seen
        self.project = seen.project
        self.scope = tuple(part.strip("/").removeprefix("./") for part in scope)
        self.existing = frozenset(seen.project.tree.paths())
        self._decisions: dict[tuple[str, int], Decision] = dict(seen.declared.decisions)

    def covers(self, path: str) -> bool:
        """Whether this plan may touch a file."""
        return not self.scope or any(
            p in {"", path} or path.startswith(p + "/") for p in self.scope
        )

    def decision(self, reference: Reference) -> Decision | None:
        """What becomes of a reference; None if it is no site."""
        return self._decisions.get((reference.path, reference.start))

    def decisions(self) -> Iterable[Decision]:
        """What becomes of every site."""
        return self._decisions.values()

    def leave(self, path: str, start: int, reason: str) -> None:
        """Leave a site to a person."""
        old = self._decisions.get((path, start))
        table = old.table if old is not None else None
        self._decisions[path, start] = Decision(Action.MANUAL, table, None, reason)

    def stays(self, located: Located) -> bool:
        """Whether a site keeps the legacy name."""
        decision = self.decision(located.reference)
        return decision is not None and decision.action is not Action.REWRITE

    def check_scope(self) -> None:
        """Raise `UsageError` for a rename or move of which a part would be left behind."""
        for x in self.seen.found.located if self.scope else ():
            target = x.target
            if target is None or target.table.kind is SymbolKind.REPLACE:
                continue
            if not self.covers(x.reference.path) and x.reference.verdict in REWRITTEN:
                raise UsageError(
                    f"{x.reference.path}:{x.reference.line} also refers to {target.legacy}: a "
                    f"{target.table.kind.value} cannot be planned in parts",
                    'plan it without --target, or use kind = "replace" with both names in place',
                )
