"""Every error the toolkit raises on purpose, and the exit code each one ends in.

::

    CutoverError                    2
    ├── UsageError                  2   a wrong option or argument
    ├── ManifestError               2   the manifest, with file and line
    ├── PlanError                   2   a plan file that cannot be read
    ├── StalePlanError              3   the tree or the manifest moved since the plan was made
    ├── BlockedError                4   sites that need a person before anything may be written
    ├── ApplyError                  5   apply failed and the tree was restored
    ├── RecoveryError               6   an interrupted run is waiting for `cutover recover`
    ├── LockedError                 7   another run holds the tree
    └── InterruptedRun            130   the user interrupted, the tree was restored
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command tells its caller; one table for all commands."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    STALE = 3
    BLOCKED = 4
    RESTORED = 5
    RECOVERY = 6
    LOCKED = 7
    INTERRUPTED = 130


class CutoverError(Exception):
    """A problem told to the user in one message, with what to do about it.

    ``message`` names the place (``file:line`` if there is one) and the offending text; ``remedy``
    says what to do next and may be empty.
    """

    exit_code = ExitCode.USAGE

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class UsageError(CutoverError):
    """An option or argument that cannot be honoured."""


class ManifestError(CutoverError):
    """One or more located problems of a manifest; ``problems`` holds a line for each."""

    def __init__(self, problems: tuple[str, ...], remedy: str = "") -> None:
        super().__init__("\n".join(problems), remedy)
        self.problems = problems


class PlanError(CutoverError):
    """A plan file that is not a plan, was edited, or comes from another format version."""


class StalePlanError(CutoverError):
    """The tree or the manifest is no longer what the plan was made from; ``moved``: the files."""

    exit_code = ExitCode.STALE

    def __init__(self, message: str, remedy: str = "", moved: tuple[str, ...] = ()) -> None:
        super().__init__(message, remedy)
        self.moved = moved


class BlockedError(CutoverError):
    """Something must be decided by a person first."""

    exit_code = ExitCode.BLOCKED


class ApplyError(CutoverError):
    """Writing or a check failed; every file is back as it was."""

    exit_code = ExitCode.RESTORED


class RecoveryError(CutoverError):
    """A run was interrupted and the tree is neither before nor after."""

    exit_code = ExitCode.RECOVERY


class LockedError(CutoverError):
    """Another run works on this tree; the message names its holder."""

    exit_code = ExitCode.LOCKED


class InterruptedRun(CutoverError):  # noqa: N818 - named after what happened, like KeyboardInterrupt
    """The user interrupted a run; the tree was restored."""

    exit_code = ExitCode.INTERRUPTED
