"""Files that the user names, anywhere."""

from __future__ import annotations

from pathlib import Path

from cutover.errors import UsageError
from cutover.workspace import Workspace


def read_file(path: Path) -> bytes:
    """The bytes of a file anywhere."""
    real = path.resolve()
    try:
        return Workspace(real.parent).read(real.name)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", "name a file that can be read") from error


def write_file(path: Path, data: bytes) -> None:
    """Write a file anywhere, atomically; a pipe or device is written to, never replaced."""
    real = path.resolve()
    try:
        if real.exists() and not real.is_file():
            with real.open("wb") as special:
                special.write(data)
            return
        Workspace(real.parent).write_atomic(real.name, data)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", "name a file that can be written") from error
