"""The write-ahead journal of a run: what it is about to do, and what it keeps to undo it.

::

    .cutover/runs/<run>/journal.jsonl   begun · intended* · (overwriting? written)* · ended
                        backup/0001     bytes, mode, time of a file, synced before any is replaced
                        links/0001      a deleted name of a file with several: the inode itself
                        found/0001      what somebody else wrote where we had to restore

A rollback is a run too, so its own backups are what a rollback of the rollback writes. A run with
no end (committed or restored) was interrupted: `restore` takes it back, however often.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal

import msgspec
from msgspec import Struct

from cutover.errors import RecoveryError, UsageError
from cutover.text import sha256
from cutover.workspace import STATE, Workspace, parent_of

RUNS = f"{STATE}/runs"
Directory = tuple[str, int | None]


class State(StrEnum):
    """Where a run stands; ``interrupted`` also while it is still going on."""

    INTERRUPTED = "interrupted"
    COMMITTED = "committed"
    RESTORED = "restored"


class Begun(Struct, frozen=True, tag_field="event", tag="begun"):
    """The first line; ``files`` counts the intentions, ``reverses`` is what a rollback undoes."""

    plan: str
    direction: Literal["apply", "rollback"]
    files: int
    reverses: str = ""


class Image(Struct, frozen=True):
    """A file as it was: content, mode bits and modification time."""

    sha256: str
    mode: int
    mtime_ns: int


class Intended(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="intended"
):
    """What is about to happen to one file; synced before the first file of the tree is touched.

    ``before`` and ``after_sha256`` are None where there is no file. ``in_place``: written where it
    stands, for its hard links. ``link``: the deleted inode waits in ``links/``. ``returns``: the
    file is made by taking that inode (a path) back. ``made`` are directories to make for it,
    ``parents`` those that held it, ``prune`` those to remove after it when empty (nearest first).
    """

    number: int
    path: str
    before: Image | None
    after_sha256: str | None
    temporary: str
    in_place: bool = False
    link: bool = False
    returns: str = ""
    made: tuple[Directory, ...] = ()
    parents: tuple[Directory, ...] = ()
    prune: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[int, str]:
        """Changed files first, then new ones, then deletions; the same order forwards and back."""
        changed = self.before is not None and self.after_sha256 is not None
        return (0 if changed else 1 if self.before is None else 2), self.path


class Overwriting(Struct, frozen=True, tag_field="event", tag="overwriting"):
    """A file with hard links is being written where it stands; it may be half-written."""

    number: int


class Written(Struct, frozen=True, tag_field="event", tag="written"):
    """A file is as intended."""

    number: int


class Ended(Struct, frozen=True, tag_field="event", tag="ended"):
    """The last line."""

    state: State


Line = Begun | Intended | Overwriting | Written | Ended
_ENCODER = msgspec.json.Encoder()
_DECODER: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


class Journal:
    """The journal of one run, written or read back; `load` and `begin` make it."""

    def __init__(self, workspace: Workspace, run: str, begun: Begun) -> None:
        self.workspace = workspace
        self.run = run
        self.begun = begun
        self.entries: list[Intended] = []
        self.touched: set[int] = set()
        self.state = State.INTERRUPTED

    @property
    def directory(self) -> str:
        """Where the run is kept."""
        return f"{RUNS}/{self.run}"

    @property
    def name(self) -> str:
        """The journal's own path."""
        return f"{self.directory}/journal.jsonl"

    @property
    def pending(self) -> bool:
        """Whether the run was not ended though it may have touched the tree (all is intended)."""
        complete = 0 < self.begun.files <= len(self.entries)
        return complete and self.state is State.INTERRUPTED

    def kept(self, entry: Intended, place: Literal["backup", "links", "found"] = "backup") -> str:
        """The path under which the run keeps something of an entry."""
        return f"{self.directory}/{place}/{entry.number:04}"

    def add(self, lines: Iterable[Line], *, sync: bool) -> None:
        """Write lines, to the disk where ``sync`` says so, and take note of them."""
        noted = list(lines)
        data = b"".join(_ENCODER.encode(line) + b"\n" for line in noted)
        self.workspace.append(self.name, data, sync=sync)
        for line in noted:
            self._note(line)

    def end(self, state: State) -> None:
        """Close the run; from here on it is wholly one or the other."""
        self.add([Ended(state)], sync=True)

    def backup_bytes(self, entry: Intended) -> bytes:
        """The bytes a file had before this run, checked against their digest."""
        try:
            data = self.workspace.read(self.kept(entry))
        except OSError as error:
            raise damaged(self, f"the backup of {entry.path}: {error.strerror}") from error
        if entry.before is None or sha256(data) != entry.before.sha256:
            raise damaged(self, f"the backup of {entry.path} is not what was kept")
        return data

    def _note(self, line: Line) -> None:
        match line:
            case Intended():
                self.entries.append(line)
            case Overwriting(number) | Written(number):
                self.touched.add(number)
            case Ended(state):
                self.state = state
            case Begun():
                pass


def begin(workspace: Workspace, begun: Begun) -> Journal:
    """Open the journal of a new run."""
    workspace.make_state()
    workspace.make_directory(RUNS, 0o700)
    taken = set(workspace.names(RUNS))
    while (run := f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{begun.plan[:8]}") in taken:
        pass
    journal = Journal(workspace, run, begun)
    for directory in (
        journal.directory,
        *(f"{journal.directory}/{d}" for d in ("backup", "links", "found")),
    ):
        workspace.make_directory(directory, 0o700)
    journal.add([begun], sync=True)
    for directory in (journal.directory, RUNS, STATE, ""):
        workspace.sync_directory(directory)
    return journal


def load(workspace: Workspace, run: str) -> Journal | None:
    """Read a run back; None when it never got as far as its first line."""
    try:
        lines = workspace.read(f"{RUNS}/{run}/journal.jsonl").split(b"\n")
    except (FileNotFoundError, NotADirectoryError):
        return None
    first, rest = _decoded(lines[0]), lines[1:]
    if not isinstance(first, Begun):
        return None
    journal = Journal(workspace, run, first)
    for line in rest:
        if (noted := _decoded(line)) is not None:
            journal._note(noted)
    if journal.touched and len(journal.entries) < first.files:
        raise damaged(journal, "lines are missing from its journal")
    return journal


def load_known(workspace: Workspace, run: str) -> Journal:
    """Read back a run the user named."""
    if run in workspace.names(RUNS) and (journal := load(workspace, run)) is not None:
        return journal
    raise UsageError(f"{run}: no such run", "see `cutover status` for the runs of this tree")


def load_all(workspace: Workspace) -> list[Journal]:
    """Every run of the tree, oldest first."""
    return [j for run in workspace.names(RUNS) if (j := load(workspace, run)) is not None]


def sync_directories(workspace: Workspace, entries: Sequence[Intended]) -> None:
    """Wait until the names that a run changed are on the disk."""
    directories = {parent_of(entry.path) for entry in entries}
    made = {parent_of(name) for entry in entries for name, _ in (*entry.made, *entry.parents)}
    for directory in sorted(directories | made):
        workspace.sync_directory(directory)


def _decoded(line: bytes) -> Line | None:
    try:
        return _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def damaged(journal: Journal, what: str) -> RecoveryError:
    """The error for a run whose journal or backups cannot be relied on."""
    return RecoveryError(
        f"run {journal.run}: {what}",
        f"look at {journal.directory}/, and restore the file from there or by git",
    )
