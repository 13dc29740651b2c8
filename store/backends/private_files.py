"""Files for one user's eyes: 0600 in 0700 directories, no links followed, replaced atomically."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from store.errors import Denied, Unavailable

_LARGEST = 1 << 20
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_POSIX = os.name == "posix"


def ensure_directory(path: Path) -> None:
    """Make the directory with mode 0700, or refuse one that is a link or another user's."""
    with _translated(path):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = path.lstat()
        if not stat.S_ISDIR(status.st_mode) or (_POSIX and status.st_uid != os.geteuid()):
            raise Denied(f"{path} is not a directory of this user")
        if _POSIX and stat.S_IMODE(status.st_mode) != 0o700:
            path.chmod(0o700)


def read_private(path: Path) -> bytes | None:
    """Return the content, None when absent; refuse links, other owners and open modes."""
    with _translated(path):
        try:
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _NO_FOLLOW)
        except FileNotFoundError:
            return None
        with os.fdopen(descriptor, "rb") as file:
            _check(os.fstat(descriptor), path)
            return file.read(_LARGEST)


def write_private(path: Path, content: bytes) -> None:
    """Replace the file as a whole: a reader or a crash sees the old bytes or the new ones."""
    ensure_directory(path.parent)
    with _translated(path), _temporary(path, content) as temporary:
        os.replace(temporary, path)  # noqa: PTH105
        _sync_directory(path.parent)


def create_private(path: Path, content: bytes) -> None:
    """Publish a complete file unless one is there already; the first writer wins."""
    ensure_directory(path.parent)
    with _translated(path), _temporary(path, content) as temporary:
        with suppress(FileExistsError):
            path.hardlink_to(temporary)
        temporary.unlink()
        _sync_directory(path.parent)


def remove_private(path: Path) -> bool:
    """Unlink the file and say whether it was there."""
    with _translated(path):
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        _sync_directory(path.parent)
        return True


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise Denied(f"{path}: {error.strerror}") from error
    except OSError as error:
        raise Unavailable(f"{path}: {error.strerror}", "Check the disk and the path.") from error


@contextmanager
def _temporary(path: Path, content: bytes) -> Iterator[Path]:
    temporary = path.with_name(f"{path.name}.{os.urandom(8).hex()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _check(status: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
        raise Denied(f"{path} is not a plain small file")
    if _POSIX and (status.st_uid != os.geteuid() or status.st_mode & 0o077):
        raise Denied(f"{path} can be reached by others", f"Inspect it, then: chmod 600 {path}")


def _sync_directory(path: Path) -> None:
    if not _POSIX:
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
