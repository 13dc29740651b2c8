"""What refresh locks there are, for people; and how one that nobody releases is removed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from store.backends.files.file_locks import exclusive
from store.backends.files.private_files import check_directory, translated
from store.deadlines import Deadline
from store.errors import Denied, StoreError
from store.lock_records import (
    SUFFIX,
    LockFile,
    account_at,
    claimed_at,
    find_lock,
    guard_path,
    life_of,
    lock_path,
)

# Seconds; a guard is held for less than a millisecond.
_PATIENCE = 1.0


@dataclass(frozen=True, slots=True)
class LockState:
    """One lock file: times in unix seconds, ages in seconds, None where it does not tell.

    ``held`` says that the file is there, not that its owner lives; ``damaged`` that it cannot be
    read, or not as a refresh lock.
    """

    account: str
    path: Path
    held: bool
    mine: bool = False
    owner: Literal["alive", "dead", "unknown"] = "unknown"
    pid: int | None = None
    host: str | None = None
    claimed_at: float | None = None
    heartbeat_age: float | None = None
    stale: float | None = None
    damaged: bool = False


def lock_states(directory: Path) -> tuple[LockState, ...]:
    """Return the refresh locks of a directory, sorted by account; no lock is changed."""
    with translated(directory):
        states = list(_states(directory)) if check_directory(directory) else []
    return tuple(sorted(states, key=lambda state: state.account))


def break_lock(
    directory: Path, account: str, deadline: Deadline, *, force: bool = False
) -> LockState | None:
    """Remove a lock that is damaged or whose owner is dead; with ``force`` any lock.

    Returns None when there is none, else the lock as it was, ``held`` when it was left in place.
    Force only what is stopped: a live owner keeps working, though its fenced writes are refused.
    """
    path = lock_path(directory, account)
    with translated(path):
        if not check_directory(directory) or not os.path.lexists(path):
            return None
        with exclusive(guard_path(path), deadline, f"the guard of the refresh lock {account}"):
            state = _state(path, account)
            if state is None or not (force or state.damaged or state.owner == "dead"):
                return state
            path.unlink()
            return replace(state, held=False)


def _states(directory: Path) -> Iterator[LockState]:
    for path in directory.glob(f"*{SUFFIX}"):
        account = account_at(path)
        state = None if account is None else _state(path, account)
        if account is not None and state is not None and state.damaged:
            state = _state_at_rest(path, account)
        if state is not None:
            yield state


def _state_at_rest(path: Path, account: str) -> LockState | None:
    """Look under the guard: a lock that is being written looks damaged."""
    with suppress(StoreError), exclusive(guard_path(path), Deadline.after(_PATIENCE), "the guard"):
        return _state(path, account)
    return _state(path, account)


def _state(path: Path, account: str) -> LockState | None:
    try:
        file = find_lock(path)
    except Denied:
        return LockState(account, path, held=True, damaged=True)
    return None if file is None else _told_by(file, account)


def _told_by(file: LockFile, account: str) -> LockState:
    age = max(0.0, time.time() - file.modified)
    owner = file.owner
    if owner is None:
        return LockState(account, file.path, held=True, heartbeat_age=age, damaged=True)
    return LockState(
        account,
        file.path,
        held=True,
        mine=_is_own(file.path),
        owner=life_of(file),
        pid=owner.pid,
        host=owner.hostname,
        claimed_at=claimed_at(file.path),
        heartbeat_age=age,
        stale=owner.lease_duration,
    )


def _is_own(path: Path) -> bool:
    import filelock

    return filelock.SoftFileLease(path).is_lock_held_by_us
