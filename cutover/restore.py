"""The way back: from the journal and backups of a run to the tree as it was before."""

from __future__ import annotations

import contextlib
import errno
import stat

from cutover.errors import RecoveryError
from cutover.journal import Ended, Image, Intended, Journal, State, damaged, sync_directories
from cutover.text import sha256


def restore(journal: Journal) -> tuple[str, ...]:
    """Take the tree back to before the run; safe to repeat after any interruption.

    Returns a line for each file that somebody else had written to meanwhile.
    """
    workspace = journal.workspace
    path = journal.directory
    notes: list[str] = []
    try:
        for entry in journal.entries:
            if workspace.lstat(entry.temporary) is not None:
                workspace.remove(entry.temporary)
        _reopen(journal)
        for entry in sorted(journal.entries, key=lambda entry: entry.order):
            path = entry.path
            notes += _restore(journal, entry)
        path = journal.directory
        sync_directories(workspace, journal.entries)
        journal.end(State.RESTORED)
    except OSError as error:
        raise RecoveryError(
            f"{path}: cannot be restored: {error.strerror}",
            "remove the cause (disk full? read-only?), then run `cutover recover`",
        ) from error
    return tuple(notes)


def _reopen(journal: Journal) -> None:
    """Keep a torn last line to itself, and unsay a `committed` that could not be synced."""
    with contextlib.suppress(OSError):
        journal.workspace.append(journal.name, b"\n", sync=False)
        journal.add([Ended(State.INTERRUPTED)], sync=False)


def _restore(journal: Journal, entry: Intended) -> list[str]:
    """Restore one file; a note if what stood there was neither the old nor the new content."""
    workspace, status = journal.workspace, journal.workspace.lstat(entry.path)
    notes: list[str] = []
    if status is None:
        if entry.before is not None:
            _bring_back(journal, entry)
    elif not stat.S_ISREG(status.st_mode):
        raise RecoveryError(
            f"{entry.path}: no longer a file", "move it away, then run `cutover recover`"
        )
    else:
        notes = _restore_over(journal, entry, workspace.read(entry.path))
    for directory, _ in reversed(entry.made):
        if workspace.lstat(directory) is not None:
            workspace.remove_directory(directory)
    return notes


def _restore_over(journal: Journal, entry: Intended, data: bytes) -> list[str]:
    notes = []
    if entry.returns and journal.workspace.lstat(entry.returns) is None:
        # The inode that came back; its content may have followed another of its names.
        journal.workspace.rename(entry.path, entry.returns)
        return []
    before, digest = entry.before, sha256(data)
    touched = entry.number in journal.touched
    if before is not None and digest == before.sha256:
        if entry.in_place and touched:
            journal.workspace.touch(entry.path, before.mode, before.mtime_ns)
        return []
    if digest != entry.after_sha256:
        if not touched:
            return [f"{entry.path}: changed by somebody else before its turn; left as found"]
        notes = [_set_aside(journal, entry, data)]
    if before is None:
        journal.workspace.remove(entry.path)
    else:
        _put_back(journal, entry, before)
    return notes


def _bring_back(journal: Journal, entry: Intended) -> None:
    """Make a file that is gone again: its inode if it had several names, else the backup."""
    workspace, link = journal.workspace, journal.kept(entry, "links")
    for directory, mode in entry.parents:
        workspace.make_directory(directory, mode)
    if entry.before and workspace.holds(link, entry.before.sha256):
        workspace.rename(link, entry.path)
    else:
        _move(journal, journal.kept(entry), entry)


def _put_back(journal: Journal, entry: Intended, before: Image) -> None:
    workspace = journal.workspace
    if not entry.in_place:
        _move(journal, journal.kept(entry), entry)
        return
    workspace.overwrite(entry.path, journal.backup_bytes(entry))
    workspace.touch(entry.path, before.mode, before.mtime_ns)


def _set_aside(journal: Journal, entry: Intended, data: bytes) -> str:
    """Keep what is neither ours nor the user's old file: half-written by us, or newer work."""
    found = journal.kept(entry, "found")
    journal.workspace.remove(found)
    journal.workspace.create(found, data)
    return f"{entry.path}: was restored; what was found there is kept in {found}"


def _move(journal: Journal, source: str, entry: Intended) -> None:
    """Rename a kept file into the tree; by a copy where the tree spans file systems."""
    workspace = journal.workspace
    if workspace.lstat(source) is None:
        raise damaged(journal, f"the backup of {entry.path} is gone")
    try:
        workspace.rename(source, entry.path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        time = entry.before.mtime_ns if entry.before else None
        workspace.create(entry.temporary, workspace.read(source), like=source, mtime_ns=time)
        workspace.rename(entry.temporary, entry.path)
