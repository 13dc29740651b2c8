"""Undo a run, and take back an interrupted one."""

from __future__ import annotations

from collections.abc import Sequence

from cutover.errors import UsageError
from cutover.history import RunReport, in_effect, refuse_pending, report_of
from cutover.jobs import Target
from cutover.journal import Begun, Intended, Journal, load_all, load_known
from cutover.restore import restore
from cutover.run_lock import run_lock
from cutover.transaction import Progress, quiet, transact
from cutover.workspace import Workspace


def rollback(
    workspace: Workspace, run_id: str | None = None, *, progress: Progress = quiet
) -> RunReport:
    """Undo a run (the newest that is in effect); refused when a file was changed since.

    The rollback is itself a run, which can be named to be undone.
    """
    with run_lock(workspace.root, f"rollback {run_id or ''}".strip()):
        refuse_pending(workspace)
        run = _to_undo(workspace, run_id)
        targets = [_reversed(run, entry) for entry in run.entries]
        begun = Begun(run.begun.plan, "rollback", len(targets), run.run)
        return transact(workspace, begun, targets, lambda: None, False, progress)


def recover(workspace: Workspace) -> tuple[RunReport, ...]:
    """Take back what interrupted runs wrote: the tree is as before them, byte for byte."""
    with run_lock(workspace.root, "recover"):
        waiting = [journal for journal in load_all(workspace) if journal.pending]
        return tuple(report_of(j, notes=restore(j)) for j in reversed(waiting))


def _to_undo(workspace: Workspace, run_id: str | None) -> Journal:
    loaded = load_all(workspace)
    effective = in_effect(loaded)
    if run_id is None:
        for journal in reversed(loaded):
            if journal.run in effective and journal.begun.direction == "apply":
                return _last_redo(journal, loaded, effective)
        raise UsageError("there is no run to roll back", "see `cutover status` for the runs")
    journal = load_known(workspace, run_id)
    if run_id not in effective:
        raise UsageError(f"{run_id}: not in effect, nothing to roll back", "see `cutover status`")
    return _last_redo(journal, loaded, effective)


def _last_redo(run: Journal, loaded: Sequence[Journal], effective: set[str]) -> Journal:
    """The run that did last what ``run`` did: it has the inodes of files with several names."""
    undone_by = {journal.run for journal in loaded if journal.begun.reverses == run.run}
    for journal in reversed(loaded):
        if journal.run in effective and journal.begun.reverses in undone_by:
            return _last_redo(journal, loaded, effective)
    return run


def _reversed(run: Journal, entry: Intended) -> Target:
    """The target that undoes one entry of a run."""
    if entry.before is None:
        made = tuple(name for name, _ in reversed(entry.made))
        return Target(path=entry.path, expected=entry.after_sha256, data=None, prune=made)
    return Target(
        path=entry.path,
        expected=entry.after_sha256,
        data=run.backup_bytes(entry),
        image=entry.before,
        like=run.kept(entry),
        returns=run.kept(entry, "links") if entry.link else "",
        parents=entry.parents,
    )
