"""The moment by which an operation must have ended, handed down in place of limits per step."""

from __future__ import annotations

import time
from dataclasses import dataclass

from store.errors import Timeout


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of the monotonic clock and the budget, in seconds, that it was made from."""

    at: float
    budget: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Return the deadline that many seconds from now."""
        return cls(time.monotonic() + seconds, seconds)

    def remaining(self) -> float:
        """Return the seconds left, never below zero."""
        return max(0.0, self.at - time.monotonic())

    def check(self, what: str) -> None:
        """Raise Timeout when the moment has passed; ``what`` names the one that was too slow."""
        if self.remaining() <= 0:
            raise self.missed_by(what)

    def missed_by(self, what: str, remedy: str | None = None) -> Timeout:
        """Return the error that says ``what`` did not end in time."""
        return Timeout(f"{what} did not answer within {self.budget:g} s", remedy)

    def share(self, fraction: float) -> Deadline:
        """Return the deadline that leaves the last part of what remains to somebody else."""
        return Deadline(time.monotonic() + self.remaining() * fraction, self.budget)
