"""One run at a time in a tree: the kernel keeps the lock, the file says who holds it."""

# The lock and its text are named as `workspace` names files, by strings.
# ruff: noqa: PTH118, PTH123

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from cutover.errors import LockedError
from cutover.workspace import STATE, Workspace


@contextlib.contextmanager
def run_lock(root: Path, command: str = "") -> Iterator[None]:
    """Hold the tree alone; the kernel lets go when the process ends, however it ends."""
    from filelock import FileLock, Timeout

    Workspace(root).make_state()
    name = os.path.join(root, STATE, "lock")
    lock = FileLock(name, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise LockedError(
            f"{root}: {_holder(name)} works on this tree", "wait for it, or stop it, then try again"
        ) from error
    try:
        _announce(name, command)
        yield
    finally:
        os.truncate(name, 0)
        lock.release()


def _announce(name: str, command: str) -> None:
    import platform
    from datetime import UTC, datetime

    since = datetime.now(UTC).isoformat(timespec="seconds")
    holder = {"pid": os.getpid(), "host": platform.node(), "command": command, "since": since}
    with open(name, "w", encoding="utf-8") as file:
        file.write(json.dumps(holder) + "\n")


def _holder(name: str) -> str:
    try:
        with open(name, encoding="utf-8") as file:
            h = json.load(file)
        return (
            f"process {h['pid']} on {h['host']} ({h['command'] or 'cutover'}, since {h['since']})"
        )
    except (OSError, ValueError, KeyError):
        return "another process"
