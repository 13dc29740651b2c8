"""What a run is to do, read and checked as one look at the tree before anything is written."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from cutover.errors import ApplyError, BlockedError, StalePlanError
from cutover.journal import Directory, Image, Intended
from cutover.target_checks import check_target, check_writable
from cutover.text import sha256
from cutover.workspace import STATE, Status, Workspace, ancestors, temporary_beside

_SLACK = 1 << 16


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
    parents: tuple[Directory, ...] = ()
    prune: tuple[str, ...] | None = None


class Job(Struct, frozen=True):
    """A target with what stands there now, and what the journal says of it."""

    target: Target
    entry: Intended
    status: Status | None
    data: bytes | None


def prepare(workspace: Workspace, targets: Sequence[Target]) -> list[Job]:
    """Read and check every file once more, as one look at the tree, and say what will be done."""
    moved: set[str] = set()
    jobs: list[Job] = []
    device = _device(workspace, STATE)
    for number, target in enumerate(targets, 1):
        check_target(workspace, target.path)
        status = workspace.lstat(target.path)
        data = None if status is None else content_of(workspace, target.path)
        if (None if data is None else sha256(data)) != target.expected:
            moved.add(target.path)
            continue
        check_writable(workspace, target.path)
        entry = _intended(workspace, number, target, status, device)
        jobs.append(Job(target, entry, status, data))
    refuse_moved(moved)
    _refuse_torn_links(jobs)
    return sorted(jobs, key=lambda job: job.entry.order)


def check_space(workspace: Workspace, jobs: Sequence[Job]) -> None:
    """Refuse a run for whose backups and new files the disk has no room."""
    needed = _SLACK + sum(len(job.data or b"") + len(job.target.data or b"") for job in jobs)
    if needed > (free := workspace.free_bytes()):
        raise ApplyError(
            f"{workspace.root}: {needed} bytes needed for backups and new files, {free} free; "
            "nothing was written",
            "free some disk space, then try again",
        )


def content_of(workspace: Workspace, path: str) -> bytes | None:
    """The bytes of a file that is to change; None when it is not there."""
    try:
        return workspace.read(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ApplyError(
            f"{path}: cannot be read: {error.strerror}; nothing was written", "make it readable"
        ) from error


def stale(moved: set[str]) -> StalePlanError:
    """The error that names the files that are not what the plan was made from."""
    names = tuple(sorted(moved))
    return StalePlanError(
        "changed since: " + ", ".join(names) + "; nothing was written",
        "make the plan again, or take the newer work out first",
        names,
    )


def refuse_moved(moved: set[str]) -> None:
    """Refuse a plan when some files moved on."""
    if moved:
        raise stale(moved)


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
) -> Iterator[Directory]:
    for name in reversed(above):
        if workspace.lstat(name) is None:
            yield name, modes.get(name)


def _mode(workspace: Workspace, directory: str) -> int | None:
    status = workspace.lstat(directory)
    return None if status is None else stat.S_IMODE(status.st_mode)


def _refuse_torn_links(jobs: Sequence[Job]) -> None:
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
