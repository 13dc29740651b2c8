"""Lock files on disk: their names, what they say, and whether the owner they name is dead."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from store.errors import Denied, InvalidName
from store.names import account_of, split_account

if TYPE_CHECKING:
    from filelock import OwnerRecord

SUFFIX = ".lock"
_GUARD = ".guard"
_CLAIMED = b"claimed="
_LARGEST = 1024
# As Linux tells it: the field of /proc/<pid>/stat, and how many bits of filelock's token it takes.
_START, _TICKS = 19, 64
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


@dataclass(frozen=True, slots=True)
class LockFile:
    """A lock file as it was found; ``owner`` is None when it cannot be read or understood."""

    path: Path
    modified: float
    version: tuple[int, ...]
    """Differs after every heartbeat and every change of hands."""
    owner: OwnerRecord | None


def lock_path(directory: Path, account: str) -> Path:
    """Return the lock file of an account; two accounts share none, however names are folded."""
    provider, bucket = split_account(account)
    digest = hashlib.sha256(account.encode()).hexdigest()[:32]
    return directory / f"{digest}+{provider}+{bucket}{SUFFIX}"


def guard_path(lock: Path) -> Path:
    """Return the file whose kernel lock is held around every change of the lock file."""
    return lock.with_name(lock.name.removesuffix(SUFFIX) + _GUARD)


def account_at(lock: Path) -> str | None:
    """Return the account of a lock file's name, None when it is not a name that we give."""
    _, _, names = lock.name.removesuffix(SUFFIX).partition("+")
    provider, _, bucket = names.partition("+")
    with suppress(InvalidName):
        account = account_of(provider, bucket)
        return account if lock_path(lock.parent, account) == lock else None
    return None


def find_lock(path: Path, known: LockFile | None = None) -> LockFile | None:
    """Read a lock file, None when absent; Denied for a link or anything but a regular file.

    What is ``known`` is not read again as long as the version is the same.
    """
    import filelock

    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise Denied(f"{path} is not a regular file", f"Inspect it, then move it away: {path}")
    version = (status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_size)
    if known is not None and known.version == version:
        return known
    return LockFile(path, status.st_mtime, version, filelock.SoftFileLease(path).owner)


def stamp(path: Path) -> None:
    """Add the moment of the claim, by the wall clock, to a lock file just published."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | _NOFOLLOW)
    try:
        os.write(descriptor, b"%s%.3f\n" % (_CLAIMED, time.time()))
    finally:
        os.close(descriptor)


def claimed_at(path: Path) -> float | None:
    """Return the moment of the claim in unix seconds, as far as the lock file tells."""
    for line in _content(path).splitlines():
        if line.startswith(_CLAIMED):
            with suppress(ValueError):
                return float(line.removeprefix(_CLAIMED))
    return None


def life_of(file: LockFile) -> Literal["alive", "dead", "unknown"]:
    """Say whether the owner lives; unknown when it is not of this host and process namespace."""
    if file.owner is None:
        return "unknown"
    # Without a place for the proof there is none.
    with suppress(OSError):
        if _is_zombie(file.owner) or _can_be_taken(file):
            return "dead"
    return "alive" if _is_of_this_host(file.owner) else "unknown"


def _is_zombie(owner: OwnerRecord) -> bool:
    """Say whether the owner has ended and only waits for its parent, which may never ask."""
    process = Path("/proc") / str(owner.pid)
    try:
        # A first thread that has ended shows as a zombie too, while others of its process run.
        ended = _process(owner.pid)[0] == b"Z" and len(list((process / "task").iterdir())) == 1
    except (OSError, IndexError):
        return False
    return ended and _is_of_this_host(owner)


def shows_life(owner: OwnerRecord) -> bool:
    """Say, where this costs little, that the owner surely runs; False proves nothing."""
    own = _own_record()
    if own is None or own.start is None or owner.start is None or not _is_of_this_host(owner):
        return False
    try:
        fields = _process(owner.pid)
        state, start = fields[0], int(fields[_START])
    except (OSError, IndexError, ValueError):
        return False
    same_boot = own.start >> _TICKS == owner.start >> _TICKS
    return same_boot and start == owner.start % (1 << _TICKS) and state not in (b"Z", b"X")


def _process(pid: int) -> list[bytes]:
    with open(f"/proc/{pid}/stat", "rb", buffering=0) as file:  # noqa: PTH123
        return file.read(_LARGEST).rpartition(b")")[2].split()


def _is_of_this_host(owner: OwnerRecord) -> bool:
    own = _own_record()
    return own is not None and own.hostname == owner.hostname


def _can_be_taken(file: LockFile) -> bool:
    # filelock keeps its proof of death to itself, and shows it by what it does with a copy.
    import filelock

    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "copy"
        copy.write_bytes(_content(file.path))
        lease = filelock.SoftFileLease(copy)
        try:
            lease.acquire(blocking=False)
        except (filelock.Timeout, filelock.LeaseSettingsMismatch):
            return False
        lease.release()
        return True


@cache
def _own_record() -> OwnerRecord | None:
    import filelock

    with suppress(OSError), tempfile.TemporaryDirectory() as scratch:
        lease = filelock.SoftFileLease(Path(scratch) / "own")
        with lease:
            return lease.owner
    return None


def _content(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _NOFOLLOW)
    except OSError:
        return b""
    try:
        return os.read(descriptor, _LARGEST)
    finally:
        os.close(descriptor)
