"""What must hold before a verb starts, and after an apply: nothing pending, open, new or failed."""

from __future__ import annotations

from collections.abc import Sequence

from cutover import commands, history
from cutover.errors import BlockedError, CutoverError, RecoveryError, StalePlanError
from cutover.language_table import parse_symbol
from cutover.languages.words import whole_words
from cutover.manifest import Manifest
from cutover.model import Action, Check, Plan, Tree
from cutover.run_lock import run_lock
from cutover.transaction import Progress
from cutover.workspace import Workspace

WITHIN = "CUTOVER_WITHIN"


def refuse_pending(workspace: Workspace, within: str = "") -> None:
    """Refuse a tree in which a run was interrupted or is going on; its own checks may look."""
    run = history.pending(workspace)
    if run is None or run == within:
        return
    with run_lock(workspace.root):
        pass
    raise RecoveryError(f"run {run} was interrupted", "run `cutover recover` first")


def refuse_blocked(plan: Plan) -> None:
    """Refuse a plan with sites that wait for a person, and name them."""
    if not plan.blocked:
        return
    manual = [site for site in plan.sites if site.action is Action.MANUAL]
    lines = [f"{s.path}:{s.line}:{s.column}: {s.kind.value}: {s.reason}" for s in manual]
    lines += plan.blockers
    raise BlockedError(
        "\n".join(["the plan is blocked, nothing was written:", *lines]),
        "give each site a [[site]] with its text, or keep it with a reason; then plan again",
    )


def refuse_newcomers(tree: Tree, plan: Plan, manifest: Manifest) -> None:
    """A file that holds one of the names and was not there when the plan was made."""
    words = {parse_symbol(table.legacy).word.encode() for table in manifest.symbol}
    known = {known.path for known in plan.inputs}
    new = tuple(
        path
        for path, held in tree.search(sorted(words)).items()
        if path not in known and any(_holds(tree.read(path), word) for word in held)
    )
    if new:
        raise StalePlanError(
            f"hold a legacy name since the plan was made: {', '.join(new)}; nothing was written",
            "run `cutover scan --update`, then `cutover plan` again",
            new,
        )


def _holds(data: bytes, word: bytes) -> bool:
    return next(iter(whole_words(data, word)), None) is not None


def failed_check(workspace: Workspace, checks: Sequence[Check], progress: Progress) -> str | None:
    """Run the checks in their order; what the first one that fails says, None when all pass."""
    run = history.pending(workspace)
    for number, check in enumerate(checks):
        progress(f"check {check.name}", number, len(checks))
        try:
            done = commands.run(check.command, workspace.root, check.timeout, {WITHIN: run})
        except CutoverError as error:
            return f"check '{check.name}' failed: {error.message}"
        if done.returncode or done.timed_out:
            how = (
                f"no end after {check.timeout:g} s" if done.timed_out else f"exit {done.returncode}"
            )
            said = commands.last_lines(done.stdout + b"\n" + done.stderr)
            return f"check '{check.name}' failed ({how}): {' '.join(check.command)}\n{said}"
    return None
