"""Write a plan: all or nothing, whatever happens.

The plan becomes targets, each a file as it shall be; a transaction brings them about.
"""

from __future__ import annotations

from collections.abc import Callable

from cutover.errors import BlockedError, PlanError, StalePlanError
from cutover.history import RunReport, refuse_pending
from cutover.jobs import Target, content_of, refuse_moved, stale
from cutover.journal import Begun
from cutover.model import FileChange, Input, Plan
from cutover.run_lock import run_lock
from cutover.target_checks import check_target
from cutover.text import apply_edits, sha256
from cutover.transaction import Progress, quiet, transact
from cutover.workspace import Workspace


def apply_plan(
    workspace: Workspace,
    plan: Plan,
    *,
    manifest_sha256: str,
    run_checks: Callable[[], str | None] = lambda: None,
    keep: bool = False,
    progress: Progress = quiet,
) -> RunReport:
    """Execute a plan to the letter, run the checks, and keep the result or restore everything.

    ``run_checks`` returns None or what failed; with ``keep`` a failure is reported, not undone.
    """
    if plan.blocked:
        raise BlockedError(
            "the plan is blocked: nothing was written", "settle what blocks it, then plan again"
        )
    if manifest_sha256 != plan.manifest_sha256:
        raise StalePlanError(
            "the manifest changed since the plan was made", "run `cutover plan` again"
        )
    with run_lock(workspace.root, f"apply {plan.id[:8]}"):
        refuse_pending(workspace)
        targets = _targets(workspace, plan)
        begun = Begun(plan.id, "apply", len(targets))
        return transact(workspace, begun, targets, run_checks, keep, progress)


def _targets(workspace: Workspace, plan: Plan) -> list[Target]:
    """What a plan asks for; `StalePlanError` names every file that is not what it was made from."""
    if len({change.path for change in plan.changes}) != len(plan.changes):
        raise PlanError("the plan changes a file twice", "make the plan again")
    targets: list[Target] = []
    moved: set[str] = set()
    for change in plan.changes:
        check_target(workspace, change.path)
        try:
            targets += _target(content_of(workspace, change.path), change)
        except StalePlanError as error:
            moved |= set(error.moved)
    named = {change.path for change in plan.changes}
    for known in plan.inputs:
        if known.path not in named and not _is_still(workspace, known):
            moved.add(known.path)
    refuse_moved(moved)
    return targets


def _target(data: bytes | None, change: FileChange) -> list[Target]:
    if change.action == "create":
        after = apply_edits(b"", change)
        if data is not None and data != after:
            raise stale({change.path})
        new = [Target(path=change.path, expected=None, data=after)]
        return new if data is None and _promised(change, after) else []
    if data is None or sha256(data) != change.before_sha256:
        raise stale({change.path})
    if change.action == "delete":
        return [Target(path=change.path, expected=change.before_sha256, data=None)]
    after = apply_edits(data, change)
    _promised(change, after)
    return [Target(path=change.path, expected=change.before_sha256, data=after)]


def _is_still(workspace: Workspace, known: Input) -> bool:
    try:
        return workspace.holds(known.path, known.sha256)
    except OSError:
        return False


def _promised(change: FileChange, after: bytes) -> bool:
    if sha256(after) != change.after_sha256:
        raise PlanError(
            f"{change.path}: the edits do not give what the plan promises", "make the plan again"
        )
    return True
