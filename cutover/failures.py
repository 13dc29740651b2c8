"""What the user is told of a failure after which every file was restored."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator, Sequence

from cutover.errors import ApplyError, CutoverError, InterruptedRun
from cutover.workspace import STATE

CHANGED_UNDER_US = "something else writes to the tree: stop it, plan again, apply again"


@contextlib.contextmanager
def naming(path: str) -> Iterator[None]:
    """Tell an operating system's error with the file it happened to."""
    try:
        yield
    except OSError as error:
        raise failure(path, error) from error


def failure(path: str, error: OSError) -> ApplyError:
    """An operating system's error, with the file it happened to and what to do about it."""
    return ApplyError(f"{path}: {error.strerror}; every file was restored", _remedy(error))


def told_as(error: BaseException, notes: Sequence[str]) -> BaseException:
    """What the user is told of a failure after which everything was restored."""
    match error:
        case OSError():
            error = failure(error.filename or STATE, error)
        case KeyboardInterrupt() | SystemExit():
            error = InterruptedRun("interrupted; every file was restored", "apply again")
    if isinstance(error, CutoverError):
        error.message = "\n".join((error.message, *notes))
    return error


def _remedy(error: OSError) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return "free some disk space, then try again"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "give yourself permission to write there, then try again"
        case errno.ENOENT:
            return CHANGED_UNDER_US
        case _:
            return "see the system log, mend the disk, then try again"
