"""Bring targets about: all of them or none.

Everything is read and checked before anything is written; new content is on the disk before the
first file changes; any failure restores all.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence

from cutover.errors import ApplyError
from cutover.failures import CHANGED_UNDER_US, naming, told_as
from cutover.history import RunReport, report_of
from cutover.interrupts import caught_signals
from cutover.jobs import Job, Target, check_space, content_of, prepare
from cutover.journal import (
    Begun,
    Intended,
    Journal,
    Overwriting,
    State,
    Written,
    begin,
    sync_directories,
)
from cutover.restore import restore
from cutover.text import sha256
from cutover.workspace import Workspace

Progress = Callable[[str, int, int], None]


def quiet(what: str, done: int, total: int) -> None:
    """Show no progress."""


def transact(
    workspace: Workspace,
    begun: Begun,
    targets: Sequence[Target],
    run_checks: Callable[[], str | None],
    keep: bool,
    progress: Progress,
) -> RunReport:
    """Check, journal, write, verify, check again, commit; anything that goes wrong restores."""
    jobs = prepare(workspace, targets)
    check_space(workspace, jobs)
    journal: Journal | None = None
    with caught_signals() as interrupts:
        try:
            journal = begin(workspace, begun)
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
            notes = restore(journal) if journal is not None else ()
            told = told_as(error, notes)
            if told is error:
                raise
            raise told from error
    return report_of(journal, check=failed or "")


def _keep(journal: Journal, jobs: Sequence[Job]) -> None:
    """Backups first, then the intentions; once this returns, the tree may be touched."""
    workspace = journal.workspace
    kept: list[str] = []
    for job in jobs:
        if job.data is None or job.status is None:
            continue
        kept.append(journal.kept(job.entry))
        time = job.status.st_mtime_ns
        with naming(job.entry.path):
            workspace.create(kept[-1], job.data, like=job.entry.path, mtime_ns=time, sync=False)
    for name in kept:
        workspace.sync(name)
    workspace.sync_directory(f"{journal.directory}/backup")
    journal.add([job.entry for job in jobs], sync=True)


def _perform(journal: Journal, jobs: Sequence[Job], progress: Progress) -> None:
    """Do it all: new content on the disk, names changed, directories removed, content verified."""
    workspace = journal.workspace
    for job in jobs:
        with naming(job.entry.path):
            _stage(workspace, job)
    inodes: set[tuple[int, int]] = set()
    for done, job in enumerate(jobs, 1):
        with naming(job.entry.path):
            _write(journal, job, inodes)
            journal.add([Written(job.entry.number)], sync=False)
        progress(job.entry.path, done, len(jobs))
    for directory in sorted({d for job in jobs for d in job.entry.prune}, key=len, reverse=True):
        workspace.remove_directory(directory)
    sync_directories(workspace, journal.entries)
    workspace.sync_directory(f"{journal.directory}/links")
    for job in jobs:
        data = content_of(workspace, job.entry.path)
        if (None if data is None else sha256(data)) != job.entry.after_sha256:
            raise ApplyError(f"{job.entry.path}: is not what was written to it", CHANGED_UNDER_US)


def _stage(workspace: Workspace, job: Job) -> None:
    """Put new content on the disk beside its place."""
    target, entry = job.target, job.entry
    for directory, mode in entry.made:
        workspace.make_directory(directory, mode)
    if target.data is None or entry.in_place:
        return
    like = entry.path if job.status is not None else target.like
    time = target.image.mtime_ns if target.image else None
    workspace.create(entry.temporary, target.data, like=like, mtime_ns=time)


def _write(journal: Journal, job: Job, inodes: set[tuple[int, int]]) -> None:
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
    elif entry.returns and workspace.holds(entry.returns, entry.after_sha256):
        workspace.rename(entry.returns, entry.path)
        workspace.remove(entry.temporary)
    else:
        workspace.rename(entry.temporary, entry.path)


def _overwrite(journal: Journal, job: Job, data: bytes) -> None:
    journal.add([Overwriting(job.entry.number)], sync=True)
    journal.workspace.overwrite(job.entry.path, data)
    if job.target.image is not None and job.entry.before is not None:
        time = job.target.image.mtime_ns
        journal.workspace.touch(job.entry.path, job.entry.before.mode, time)


def _guard(workspace: Workspace, job: Job) -> None:
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
            CHANGED_UNDER_US,
        )


def _delete(journal: Journal, entry: Intended) -> None:
    if entry.link:
        journal.workspace.rename(entry.path, journal.kept(entry, "links"))
    else:
        journal.workspace.remove(entry.path)
