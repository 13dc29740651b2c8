"""The use cases: load, scan, plan, apply, verify, roll back, recover, explain, say where we are.

Wires the pure half to the disk. Nothing is printed here: progress is passed in, results returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from cutover import history, planner
from cutover.disk_tree import DiskTree
from cutover.errors import LockedError, ManifestError, StalePlanError, UsageError
from cutover.formatting import formatter_of
from cutover.gates import failed_check, refuse_blocked, refuse_newcomers, refuse_pending
from cutover.languages.base import UNSAID, SearchPath
from cutover.manifest import SymbolTable
from cutover.model import Plan, Reference, Tree, Unanalysed
from cutover.placing import located, placed, surveyed
from cutover.planner import Planning
from cutover.project import Project, targets_of
from cutover.references import find_references
from cutover.scan_manifest import scanned_manifest
from cutover.sites import declare, sites_of
from cutover.sources import (
    Loaded,
    Sources,
    draft_manifest,
    existing_targets,
    load,
    path_in_tree,
    tree_of,
)
from cutover.standing import Explanation, Status, SymbolStatus, standing_of, what_is_said
from cutover.symbols import problems
from cutover.transaction import Progress, quiet

if TYPE_CHECKING:
    from cutover.history import RunReport
    from cutover.verifier import VerifyReport
from cutover.workspace import Workspace


class ScanReport(Struct, frozen=True):
    """Every whole-word hit, the ledger, and the manifest that lists the sites among them."""

    references: tuple[Reference, ...]
    ledger: tuple[Unanalysed, ...]
    before: str
    manifest: str
    complete: bool = False

    @property
    def changed(self) -> bool:
        """Whether the manifest does not say so yet; once all is gone, it need not."""
        return self.before != self.manifest and not self.complete


def scan(
    root: Path,
    symbols: Sequence[SymbolTable] = (),
    *,
    search_path: SearchPath = UNSAID,
    exclude: Sequence[str] = (),
    update: Loaded | None = None,
    today: date | None = None,
) -> ScanReport:
    """Find every reference and write the manifest that lists them.

    A new manifest for ``symbols``, made with ``search_path`` and ``exclude``; or ``update`` brought
    up to date, which has its own.
    """
    workspace = Workspace(root)
    refuse_pending(workspace)
    manifest = (
        update.manifest if update is not None else draft_manifest(symbols, search_path, exclude)
    )
    own = path_in_tree(workspace, update.path) if update is not None else ""
    tree = Sources(DiskTree(workspace, manifest.cutover.exclude), own)
    project = Project(tree, SearchPath.of(manifest.cutover))
    targets = targets_of(project, manifest.symbol)
    if wrong := problems(project, targets, scanning=update is None, listed=_lists(update)):
        if update is None:
            raise UsageError("\n".join(wrong))
        raise located(ManifestError(tuple(f"{update.name}: {line}" for line in wrong)), update)
    found = find_references(project, targets)
    sites = sites_of(found)
    gone = not sites and not any(target.paths for target in targets)
    if gone and update is None:
        names = ", ".join(str(target.legacy) for target in targets)
        raise UsageError(
            f"nothing in the tree defines or refers to {names}",
            "check the name and the -C directory",
        )
    declared = declare(manifest, sites, today or date.today())
    before = update.text.decode() if update is not None else ""
    text = scanned_manifest(manifest, sites, declared, update)
    return ScanReport(tuple(found.references()), found.ledger, before, text, gone)


def _lists(update: Loaded | None) -> bool:
    """Whether a manifest to update lists sites."""
    return update is not None and bool(update.manifest.sites or update.manifest.site)


def plan(
    root: Path,
    loaded: Loaded,
    *,
    targets: Sequence[str] = (),
    today: date | None = None,
    within: str = "",
) -> Planning:
    """Plan the cutover, or the part of it below ``targets``; nothing is written."""
    workspace = Workspace(root)
    refuse_pending(workspace, within)
    tree = tree_of(workspace, loaded)
    try:
        planning = planner.make_plan(
            tree,
            loaded.manifest,
            manifest_sha256=loaded.sha256,
            today=today or date.today(),
            targets=existing_targets(tree, targets),
            formatter=formatter_of(workspace, tree, loaded.manifest),
            name=loaded.name,
        )
    except ManifestError as error:
        raise located(error, loaded) from None
    allowances = tuple(placed(f, loaded) for f in planning.declared.allowances)
    return structs.replace(
        planning, declared=structs.replace(planning.declared, allowances=allowances)
    )


def apply(
    root: Path,
    plan: Plan,
    loaded: Loaded,
    *,
    keep: bool = False,
    progress: Progress = quiet,
) -> RunReport | None:
    """Execute a plan, run the checks, and restore everything if one fails (unless ``keep``).

    None means that there was nothing to do. An interrupted run is recovered first.
    """
    from cutover import applier

    workspace = Workspace(root)
    recover(root)
    refuse_blocked(plan)
    if plan.manifest_sha256 != loaded.sha256:
        raise StalePlanError(
            f"{loaded.name} changed since the plan was made; nothing was written",
            "run `cutover plan` again",
            (loaded.name,),
        )
    refuse_newcomers(tree_of(workspace, loaded), plan, loaded.manifest)
    if not plan.changes:
        return None
    return applier.apply_plan(
        workspace,
        plan,
        manifest_sha256=loaded.sha256,
        run_checks=lambda: failed_check(workspace, loaded.manifest.check, progress),
        keep=keep,
        progress=progress,
    )


def verify(
    root: Path,
    loaded: Loaded,
    *,
    strict: bool = False,
    today: date | None = None,
    within: str = "",
) -> VerifyReport:
    """Say what is left of the legacy symbols, what cannot be decided, and what was looked at.

    ``within`` is the run whose check this is, if it is one.
    """
    from cutover import verifier

    workspace = Workspace(root)
    refuse_pending(workspace, within)
    seen = surveyed(tree_of(workspace, loaded), loaded, today)
    report = verifier.verify(
        seen.project, loaded.manifest, seen.targets, seen.found, seen.declared, strict=strict
    )
    findings = tuple(placed(finding, loaded) for finding in report.findings)
    return structs.replace(report, findings=findings)


def rollback(root: Path, run: str | None = None, *, progress: Progress = quiet) -> RunReport:
    """Undo a run, the newest in effect unless named; an interrupted run is recovered first."""
    from cutover import reversal

    recover(root)
    return reversal.rollback(Workspace(root), run, progress=progress)


def recover(root: Path) -> tuple[RunReport, ...]:
    """Take back what interrupted runs wrote."""
    from cutover import reversal

    workspace = Workspace(root)
    return reversal.recover(workspace) if history.pending(workspace) else ()


def pending(root: Path) -> str | None:
    """The run that waits for `recover`, if any."""
    return history.pending(Workspace(root))


def explain(
    root: Path,
    loaded: Loaded,
    path: str,
    line: int,
    column: int | None = None,
    *,
    today: date | None = None,
) -> tuple[Explanation, ...]:
    """The hits of one line, with what the manifest says about each."""
    workspace = Workspace(root)
    tree = tree_of(workspace, loaded)
    if path not in tree.paths():
        raise UsageError(f"{path}: not an analysed file of the tree", _why_not(tree, path))
    seen = surveyed(tree, loaded, today)
    return tuple(
        Explanation(r, what_is_said(r, seen.declared))
        for r in seen.found.references()
        if r.path == path and r.line == line and (column is None or _covers(r, column))
    )


def _covers(reference: Reference, column: int) -> bool:
    return reference.column <= column < reference.column + len(reference.text)


def _why_not(tree: Tree, path: str) -> str:
    why = [line.reason for line in tree.unanalysed() if line.path == path]
    return why[0] if why else "name a file relative to the root"


def status(root: Path, manifest: Path | None = None, *, today: date | None = None) -> Status:
    """Where things stand: the manifest, what is left, the runs."""
    workspace = Workspace(root)
    pending = history.pending(workspace) or ""
    name = problem = ""
    symbols: tuple[SymbolStatus, ...] = ()
    try:
        loaded = load(root, manifest)
        name = loaded.name
        if not pending:
            symbols = standing_of(tree_of(workspace, loaded), loaded, today)
    except ManifestError as error:
        problem = error.message
    runs = history.runs(workspace)
    return Status(manifest=name, problem=problem, pending=pending, symbols=symbols, runs=runs)


def is_busy(root: Path) -> bool:
    """Whether another run holds the tree."""
    from cutover.run_lock import run_lock

    try:
        with run_lock(Workspace(root).root):
            return False
    except LockedError:
        return True
