"""A function in a process of its own: another user's, a forked one, one that may be killed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from store.errors import StoreError

NOBODY = 65534


def in_child(function: Callable[[], object], user: int | None = None) -> str:
    """Return ``returned …`` or ``code: message remedy`` of the function, run in a forked child."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(reading)
            if user is not None:
                os.setgroups([])
                os.setgid(user)
                os.setuid(user)
            os.write(writing, outcome(function).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as answer:
        told = answer.read()
    assert os.waitpid(pid, 0)[1] == 0, "the child died"
    return told


def as_nobody(function: Callable[[], object]) -> str:
    """Return what ``in_child`` says of the function when a user without rights runs it."""
    if os.geteuid():
        pytest.skip("needs root, to become another user")
    return in_child(function, NOBODY)


def descriptors() -> int:
    """Count this process's open file descriptors."""
    return len(list(Path("/dev/fd").iterdir()))


def outcome(function: Callable[[], object]) -> str:
    """Return the function's answer, or its typed error, as one line."""
    try:
        return f"returned {function()!r}"
    except StoreError as error:
        return f"{error.code}: {error.message} | {error.remedy}"
