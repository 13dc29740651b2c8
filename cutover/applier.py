"""Write a plan, undo a run, recover an interrupted one: all or nothing, whatever happens.

A run is a list of targets (a file as it shall be). Everything is read and checked before anything
is written; new content is on the disk before the first file changes; any failure restores all.
"""

from __future__ import annotations

import contextlib
import errno
import signal
import stat
import threading
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from cutover import journal as journals
from cutover.errors import (
    ApplyError,
    BlockedError,
    CutoverError,
    InterruptedRun,
    PlanError,
    RecoveryError,
    StalePlanError,
    UsageError,
)
from cutover.journal import Begun, Image, Intended, Journal, Overwriting, State, Written
from cutover.model import FileChange, Input, Plan
from cutover.text import apply_edits, sha256
from cutover.workspace import STATE, Status, Workspace, ancestors, run_lock, temporary_beside

Progress = Callable[[str, int, int], None]
_SLACK = 1 << 16
_CHANGED_UNDER_US = "something else writes to the tree: stop it, plan again, apply again"


def quiet(what: str, done: int, total: int) -> None:
    """Show no progress."""


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


class Target(Struct, frozen=True, kw_only=True):
    """A file as it shall be: ``expected`` digest now (None: absent), ``data`` then (None: gone).

    For a file that comes back, ``image`` has its time, ``like`` names the backup with its mode and
    owner, ``returns`` its kept inode, ``parents`` its directories. ``prune`` limits which emptied
    directories go with a file (None: all).
    """

    path: str
    expected: str | None
    data: bytes | None
    image: Image | None = None
    like: str = ""
    returns: str = ""
    parents: tuple[journals.Directory, ...] = ()
    prune: tuple[str, ...] | None = None


class _Job(Struct, frozen=True):
    """A target with what stands there now, and what the journal says of it."""

    target: Target
    entry: Intended
    status: Status | None
    data: bytes | None


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
            "the plan is blocked: nothing was written", "settle its warnings, then plan again"
        )
    if manifest_sha256 != plan.manifest_sha256:
        raise StalePlanError(
            "the manifest changed since the plan was made", "run `cutover plan` again"
        )
    with run_lock(workspace.root, f"apply {plan.id[:8]}"):
        _refuse_pending(workspace)
        targets = _targets(workspace, plan)
        begun = Begun(plan.id, "apply", len(targets))
        return _transact(workspace, begun, targets, run_checks, keep, progress)


def rollback(
    workspace: Workspace, run_id: str | None = None, *, progress: Progress = quiet
) -> RunReport:
    """Undo a run (the newest that is in effect); refused when a file was changed since.

    The rollback is itself a run, which can be named to be undone.
    """
    with run_lock(workspace.root, f"rollback {run_id or ''}".strip()):
        _refuse_pending(workspace)
        run = _to_undo(workspace, run_id)
        targets = [_reversed(run, entry) for entry in run.entries]
        begun = Begun(run.begun.plan, "rollback", len(targets), run.run)
        return _transact(workspace, begun, targets, lambda: None, False, progress)


def recover(workspace: Workspace) -> tuple[RunReport, ...]:
    """Take back what interrupted runs wrote: the tree is as before them, byte for byte."""
    with run_lock(workspace.root, "recover"):
        waiting = [journal for journal in journals.load_all(workspace) if journal.pending]
        return tuple(_report(j, notes=journals.restore(j)) for j in reversed(waiting))


def pending(workspace: Workspace) -> str | None:
    """The run that waits for `recover`, or is still going on while the lock is held."""
    return next((j.run for j in reversed(journals.load_all(workspace)) if j.pending), None)


def runs(workspace: Workspace) -> tuple[RunInfo, ...]:
    """Every run of the tree, oldest first."""
    loaded = journals.load_all(workspace)
    effective = _in_effect(loaded)
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


def _in_effect(loaded: Sequence[Journal]) -> set[str]:
    """Committed runs that no run in effect reverses; a later run decides over an earlier one."""
    effective: set[str] = set()
    reversed_: set[str] = set()
    for journal in reversed(loaded):
        if journal.state is State.COMMITTED and journal.run not in reversed_:
            effective.add(journal.run)
            reversed_.add(journal.begun.reverses)
    return effective


def _refuse_pending(workspace: Workspace) -> None:
    if (run := pending(workspace)) is not None:
        raise RecoveryError(f"run {run} was interrupted", "run `cutover recover` first")


def _to_undo(workspace: Workspace, run_id: str | None) -> Journal:
    loaded = journals.load_all(workspace)
    effective = _in_effect(loaded)
    if run_id is None:
        for journal in reversed(loaded):
            if journal.run in effective and journal.begun.direction == "apply":
                return _last_redo(journal, loaded, effective)
        raise UsageError("there is no run to roll back", "see `cutover status` for the runs")
    journal = journals.load_known(workspace, run_id)
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


def _targets(workspace: Workspace, plan: Plan) -> list[Target]:
    """What a plan asks for; `StalePlanError` names every file that is not what it was made from."""
    if len({change.path for change in plan.changes}) != len(plan.changes):
        raise PlanError("the plan changes a file twice", "make the plan again")
    targets: list[Target] = []
    moved: set[str] = set()
    for change in plan.changes:
        workspace.check_target(change.path)
        try:
            targets += _target(_content(workspace, change.path), change)
        except StalePlanError as error:
            moved |= set(error.moved)
    named = {change.path for change in plan.changes}
    for known in plan.inputs:
        if known.path not in named and not _is_still(workspace, known):
            moved.add(known.path)
    _refuse_moved(moved)
    return targets


def _target(data: bytes | None, change: FileChange) -> list[Target]:
    if change.action == "create":
        after = apply_edits(b"", change)
        if data is not None and data != after:
            raise _stale({change.path})
        new = [Target(path=change.path, expected=None, data=after)]
        return new if data is None and _promised(change, after) else []
    if data is None or sha256(data) != change.before_sha256:
        raise _stale({change.path})
    if change.action == "delete":
        return [Target(path=change.path, expected=change.before_sha256, data=None)]
    after = apply_edits(data, change)
    _promised(change, after)
    return [Target(path=change.path, expected=change.before_sha256, data=after)]


def _is_still(workspace: Workspace, known: Input) -> bool:
    try:
        return journals.holds(workspace, known.path, known.sha256)
    except OSError:
        return False


def _promised(change: FileChange, after: bytes) -> bool:
    if sha256(after) != change.after_sha256:
        raise PlanError(
            f"{change.path}: the edits do not give what the plan promises", "make the plan again"
        )
    return True


def _content(workspace: Workspace, path: str) -> bytes | None:
    try:
        return workspace.read(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ApplyError(
            f"{path}: cannot be read: {error.strerror}; nothing was written", "make it readable"
        ) from error


def _stale(moved: set[str]) -> StalePlanError:
    names = tuple(sorted(moved))
    return StalePlanError(
        "changed since: " + ", ".join(names) + "; nothing was written",
        "make the plan again, or take the newer work out first",
        names,
    )


def _refuse_moved(moved: set[str]) -> None:
    if moved:
        raise _stale(moved)


def _transact(
    workspace: Workspace,
    begun: Begun,
    targets: Sequence[Target],
    run_checks: Callable[[], str | None],
    keep: bool,
    progress: Progress,
) -> RunReport:
    """Check, journal, write, verify, check again, commit; anything that goes wrong restores."""
    jobs = _prepare(workspace, targets)
    _check_space(workspace, jobs)
    journal: Journal | None = None
    with _signals() as interrupts:
        try:
            journal = journals.begin(workspace, begun)
            _keep(journal, jobs)
            _perform(journal, jobs, progress)
            failed = run_checks()
            if failed is not None and not keep:
                raise ApplyError(
                    f"{failed}\nevery file was restored", "mend the cause, apply again"
                )
            interrupts.clear()
            journal.end(State.COMMITTED)
        except BaseException as error:
            interrupts.clear()
            notes = journals.restore(journal) if journal is not None else ()
            told = _told(error, notes)
            if told is error:
                raise
            raise told from error
    return _report(journal, check=failed or "")


def _report(journal: Journal, *, check: str = "", notes: tuple[str, ...] = ()) -> RunReport:
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


def _prepare(workspace: Workspace, targets: Sequence[Target]) -> list[_Job]:
    """Read and check every file once more, as one look at the tree, and say what will be done."""
    moved: set[str] = set()
    jobs: list[_Job] = []
    device = _device(workspace, STATE)
    for number, target in enumerate(targets, 1):
        workspace.check_target(target.path)
        status = workspace.lstat(target.path)
        data = None if status is None else _content(workspace, target.path)
        if (None if data is None else sha256(data)) != target.expected:
            moved.add(target.path)
            continue
        workspace.check_writable(target.path)
        entry = _intended(workspace, number, target, status, device)
        jobs.append(_Job(target, entry, status, data))
    _refuse_moved(moved)
    _refuse_torn_links(jobs)
    return sorted(jobs, key=lambda job: job.entry.order)


def _device(workspace: Workspace, path: str) -> int | None:
    status = workspace.lstat(path)
    return None if status is None else status.st_dev


def _intended(
    workspace: Workspace,
    number: int,
    target: Target,
    status: Status | None,
    device: int | None,
) -> Intended:
    above = ancestors(target.path)
    entry = Intended(
        number=number,
        path=target.path,
        before=None,
        after_sha256=None if target.data is None else sha256(target.data),
        temporary=temporary_beside(target.path),
    )
    if status is None or target.expected is None:
        made = tuple(_missing(workspace, above, dict(target.parents)))
        return replace(entry, made=made, returns=target.returns)
    image = Image(target.expected, stat.S_IMODE(status.st_mode), status.st_mtime_ns)
    linked = status.st_nlink > 1
    if target.data is not None:
        return replace(entry, before=image, in_place=linked)
    return replace(
        entry,
        before=image,
        # Only a rename keeps the inode of a deleted name, and only within one file system.
        link=linked and status.st_dev == device,
        parents=tuple((name, _mode(workspace, name)) for name in reversed(above)),
        prune=tuple(above) if target.prune is None else target.prune,
    )


def _missing(
    workspace: Workspace, above: Sequence[str], modes: dict[str, int | None]
) -> Iterator[journals.Directory]:
    for name in reversed(above):
        if workspace.lstat(name) is None:
            yield name, modes.get(name)


def _mode(workspace: Workspace, directory: str) -> int | None:
    status = workspace.lstat(directory)
    return None if status is None else stat.S_IMODE(status.st_mode)


def _refuse_torn_links(jobs: Sequence[_Job]) -> None:
    """Two names of one file cannot end in two contents."""
    seen: dict[tuple[int, int], Intended] = {}
    for job in jobs:
        if job.entry.in_place and job.status is not None:
            other = seen.setdefault((job.status.st_dev, job.status.st_ino), job.entry)
            if other.after_sha256 != job.entry.after_sha256:
                raise BlockedError(
                    f"{other.path} and {job.entry.path} are one file, planned to become two",
                    "separate them first: copy one over itself (cp -p a b; mv b a)",
                )


def _check_space(workspace: Workspace, jobs: Sequence[_Job]) -> None:
    needed = _SLACK + sum(len(job.data or b"") + len(job.target.data or b"") for job in jobs)
    if needed > (free := workspace.free_bytes()):
        raise ApplyError(
            f"{workspace.root}: {needed} bytes needed for backups and new files, {free} free; "
            "nothing was written",
            "free some disk space, then try again",
        )


def _keep(journal: Journal, jobs: Sequence[_Job]) -> None:
    """Backups first, then the intentions; once this returns, the tree may be touched."""
    workspace = journal.workspace
    kept: list[str] = []
    for job in jobs:
        if job.data is None or job.status is None:
            continue
        kept.append(journal.kept(job.entry))
        time = job.status.st_mtime_ns
        with _naming(job.entry.path):
            workspace.create(kept[-1], job.data, like=job.entry.path, mtime_ns=time, sync=False)
    for name in kept:
        workspace.sync(name)
    workspace.sync_directory(f"{journal.directory}/backup")
    journal.add([job.entry for job in jobs], sync=True)


def _perform(journal: Journal, jobs: Sequence[_Job], progress: Progress) -> None:
    """Do it all: new content on the disk, names changed, directories removed, content verified."""
    workspace = journal.workspace
    for job in jobs:
        with _naming(job.entry.path):
            _stage(workspace, job)
    inodes: set[tuple[int, int]] = set()
    for done, job in enumerate(jobs, 1):
        with _naming(job.entry.path):
            _write(journal, job, inodes)
            journal.add([Written(job.entry.number)], sync=False)
        progress(job.entry.path, done, len(jobs))
    for directory in sorted({d for job in jobs for d in job.entry.prune}, key=len, reverse=True):
        workspace.remove_directory(directory)
    journals.sync_directories(workspace, journal.entries)
    workspace.sync_directory(f"{journal.directory}/links")
    for job in jobs:
        data = _content(workspace, job.entry.path)
        if (None if data is None else sha256(data)) != job.entry.after_sha256:
            raise ApplyError(f"{job.entry.path}: is not what was written to it", _CHANGED_UNDER_US)


def _stage(workspace: Workspace, job: _Job) -> None:
    """Put new content on the disk beside its place."""
    target, entry = job.target, job.entry
    for directory, mode in entry.made:
        workspace.make_directory(directory, mode)
    if target.data is None or entry.in_place:
        return
    like = entry.path if job.status is not None else target.like
    time = target.image.mtime_ns if target.image else None
    workspace.create(entry.temporary, target.data, like=like, mtime_ns=time)


def _write(journal: Journal, job: _Job, inodes: set[tuple[int, int]]) -> None:
    """Give one file its new content or name; ``inodes`` are those already written over."""
    workspace, entry, status = journal.workspace, job.entry, job.status
    inode = None if status is None else (status.st_dev, status.st_ino)
    if inode not in inodes:
        _guard(workspace, job)
    if job.target.data is None:
        _delete(journal, entry)
    elif entry.in_place:
        if inode is not None and inode not in inodes:
            inodes.add(inode)
            _overwrite(journal, job, job.target.data)
    elif entry.returns and journals.holds(workspace, entry.returns, entry.after_sha256):
        workspace.rename(entry.returns, entry.path)
        workspace.remove(entry.temporary)
    else:
        workspace.rename(entry.temporary, entry.path)


def _overwrite(journal: Journal, job: _Job, data: bytes) -> None:
    journal.add([Overwriting(job.entry.number)], sync=True)
    journal.workspace.overwrite(job.entry.path, data)
    if job.target.image is not None and job.entry.before is not None:
        time = job.target.image.mtime_ns
        journal.workspace.touch(job.entry.path, job.entry.before.mode, time)


def _guard(workspace: Workspace, job: _Job) -> None:
    """The file must still be the one that was read; somebody may have an editor open."""
    now, then, path = workspace.lstat(job.entry.path), job.status, job.entry.path
    if now is None and then is not None:
        raise FileNotFoundError(errno.ENOENT, "vanished while the plan was applied", path)
    seen = [
        None if s is None else (s.st_dev, s.st_ino, s.st_size, s.st_mtime_ns) for s in (now, then)
    ]
    if seen[0] != seen[1]:
        raise ApplyError(
            f"{path}: changed while the plan was applied; every file was restored",
            _CHANGED_UNDER_US,
        )


def _delete(journal: Journal, entry: Intended) -> None:
    if entry.link:
        journal.workspace.rename(entry.path, journal.kept(entry, "links"))
    else:
        journal.workspace.remove(entry.path)


@contextlib.contextmanager
def _naming(path: str) -> Iterator[None]:
    """Tell an operating system's error with the file it happened to."""
    try:
        yield
    except OSError as error:
        raise _failed(path, error) from error


def _failed(path: str, error: OSError) -> ApplyError:
    return ApplyError(f"{path}: {error.strerror}; every file was restored", _remedy(error))


def _told(error: BaseException, notes: Sequence[str]) -> BaseException:
    """What the user is told of a failure after which everything was restored."""
    match error:
        case OSError():
            error = _failed(error.filename or STATE, error)
        case KeyboardInterrupt() | SystemExit():
            error = InterruptedRun("interrupted; every file was restored", "apply again")
    if isinstance(error, CutoverError):
        error.message = "\n".join((error.message, *notes))
    return error


def _remedy(error: OSError) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return "free some disk space, then try again"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "give yourself permission to write there, then try again"
        case errno.ENOENT:
            return _CHANGED_UNDER_US
        case _:
            return "see the system log, mend the disk, then try again"


class _Interrupts:
    """Turns a first SIGINT, SIGTERM or SIGHUP into KeyboardInterrupt, and the rest into nothing."""

    def __init__(self) -> None:
        self._armed = True

    def clear(self) -> None:
        """From here on nothing interrupts."""
        self._armed = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self._armed:
            self._armed = False
            raise KeyboardInterrupt


@contextlib.contextmanager
def _signals() -> Iterator[_Interrupts]:
    interrupts = _Interrupts()
    previous = {}
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if (handler := signal.getsignal(number)) not in (signal.SIG_IGN, None):
                previous[number] = handler
                signal.signal(number, interrupts)
    try:
        yield interrupts
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
