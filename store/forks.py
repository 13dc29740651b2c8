"""State that a forked child must not share with its parent: connections, locks, claims."""

from __future__ import annotations

import os
import weakref
from typing import Protocol


class AfterFork(Protocol):
    """Something that has to forget its parent's state in a child."""

    def after_fork(self) -> None:
        """Start afresh; runs in the child, with no other thread alive."""


_FOLLOWED: weakref.WeakSet[AfterFork] = weakref.WeakSet()


def follow_forks(state: AfterFork) -> None:
    """Call ``state.after_fork()`` in every child that this process forks while ``state`` lives."""
    _FOLLOWED.add(state)


def _in_child() -> None:
    for state in tuple(_FOLLOWED):
        state.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)
