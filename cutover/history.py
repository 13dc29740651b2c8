"""The runs of a tree: what became of them, which are in effect, which one waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from cutover.errors import RecoveryError
from cutover.journal import Journal, State, load_all
from cutover.workspace import Workspace


class RunReport(Struct, frozen=True, kw_only=True):
    """What became of a run; ``check`` is the text of failed checks of a run that was kept."""

    run: str
    plan: str
    direction: Literal["apply", "rollback"]
    state: State
    files: tuple[str, ...]
    reverses: str = ""
    check: str = ""
    notes: tuple[str, ...] = ()


class RunInfo(Struct, frozen=True, kw_only=True):
    """A line of the history: ``in_effect`` while a committed run is not rolled back."""

    run: str
    plan: str
    direction: Literal["apply", "rollback"]
    state: State
    files: int
    reverses: str
    in_effect: bool


def runs(workspace: Workspace) -> tuple[RunInfo, ...]:
    """Every run of the tree, oldest first."""
    loaded = load_all(workspace)
    effective = in_effect(loaded)
    return tuple(
        RunInfo(
            run=j.run,
            plan=j.begun.plan,
            direction=j.begun.direction,
            state=State.RESTORED if j.state is State.INTERRUPTED and not j.pending else j.state,
            files=j.begun.files,
            reverses=j.begun.reverses,
            in_effect=j.run in effective,
        )
        for j in loaded
    )


def pending(workspace: Workspace) -> str | None:
    """The run that waits for `recover`, or is still going on while the lock is held."""
    return next((j.run for j in reversed(load_all(workspace)) if j.pending), None)


def refuse_pending(workspace: Workspace) -> None:
    """Refuse a tree in which a run was interrupted; for whoever holds the lock."""
    if (run := pending(workspace)) is not None:
        raise RecoveryError(f"run {run} was interrupted", "run `cutover recover` first")


def in_effect(loaded: Sequence[Journal]) -> set[str]:
    """Committed runs that no run in effect reverses; a later run decides over an earlier one."""
    effective: set[str] = set()
    reversed_: set[str] = set()
    for journal in reversed(loaded):
        if journal.state is State.COMMITTED and journal.run not in reversed_:
            effective.add(journal.run)
            reversed_.add(journal.begun.reverses)
    return effective


def report_of(journal: Journal, *, check: str = "", notes: tuple[str, ...] = ()) -> RunReport:
    """What became of a run, from its journal."""
    return RunReport(
        run=journal.run,
        plan=journal.begun.plan,
        direction=journal.begun.direction,
        state=journal.state,
        files=tuple(sorted(entry.path for entry in journal.entries)),
        reverses=journal.begun.reverses,
        check=check,
        notes=notes,
    )
