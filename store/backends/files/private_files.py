"""Files for one user's eyes: 0600 in 0700 directories, no links followed, replaced as a whole.

Modes and owners are checked where there are any (POSIX); elsewhere the profile directory's access
list is the protection. Every failure is Denied (with the command that helps), Unavailable, Corrupt
or TooLarge; a message holds paths and reasons, never content.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from store.errors import Corrupt, Denied, TooLarge, Unavailable

LARGEST = 1 << 20
_POSIX = os.name == "posix"
_SAFELY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _SAFELY
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFELY
# Windows refuses to replace a file that a scanner or a reader holds open for a moment.
_ATTEMPTS, _PAUSE = (1, 0.0) if _POSIX else (4, 0.05)


def ensure_directory(path: Path) -> None:
    """Make the directory, and what is missing above it, with mode 0700; refuse an unsafe one."""
    with translated(path):
        if not check_directory(path):
            if path.parent != path and not path.parent.exists():
                ensure_directory(path.parent)
            _make_directory(path)
            check_directory(path)


def check_directory(path: Path) -> bool:
    """Say whether there is a directory; Denied when it is a link, another user's or open to any."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return False
    if not stat.S_ISDIR(status.st_mode):
        raise Denied(f"{path} is not a directory", f"Inspect it, then move it away: {path}")
    _check_reach(status, path, "700")
    return True


def check_usable(path: Path) -> None:
    """Raise Denied or Unavailable when no private file could be made there; makes nothing."""
    with translated(path):
        if check_directory(path):
            nearest = path
        else:
            nearest = next(each for each in path.parents if each.exists())
        if not os.access(nearest, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "not writable", str(nearest))
        if os.statvfs(nearest).f_flag & os.ST_RDONLY if hasattr(os, "statvfs") else False:
            raise OSError(errno.EROFS, "read-only file system", str(nearest))


def check_owner(path: Path) -> None:
    """Raise Denied when somebody else could put another directory in the place of this one's."""
    if not _POSIX:
        return
    with translated(path):
        status = path.stat()
    if status.st_uid not in (0, os.geteuid()):
        raise Denied(f"{path} belongs to user {status.st_uid}", "Choose a directory of your own.")
    if status.st_mode & 0o022 and not status.st_mode & stat.S_ISVTX:
        raise Denied(f"{path} can be written by others", f"Inspect it, then: chmod go-w {path}")


def read_private(path: Path, *, largest: int = LARGEST) -> bytes | None:
    """Return the content, None when absent; refuse links, other owners and open modes."""
    with translated(path):
        try:
            descriptor = os.open(path, _READ)
        except FileNotFoundError:
            return None
        try:
            size = _check(descriptor, path, largest)
            content = os.read(descriptor, size + 1)
            while len(content) < size and (more := os.read(descriptor, size - len(content))):
                content += more
        finally:
            os.close(descriptor)
    return content


def read_given(path: Path) -> bytes | None:
    """Return a secret that an administrator or a container provides, None when absent.

    Links are followed, and root's files may be readable by all, as mounted secrets are; nobody but
    their owner may be able to write them.
    """
    with translated(path):
        try:
            descriptor = os.open(path, _READ & ~getattr(os, "O_NOFOLLOW", 0))
        except FileNotFoundError:
            return None
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Denied(f"{path} is not a regular file", f"Inspect it: {path}")
            if not (status.st_uid == 0 and not status.st_mode & 0o022):
                _check_reach(status, path, "600")
            return file.read(LARGEST)


def write_private(
    path: Path, content: bytes, *, sync_directory: bool = True, largest: int = LARGEST
) -> None:
    """Replace the file as a whole: a reader or a crash sees the old bytes or the new ones.

    Without ``sync_directory`` a power failure may bring the old bytes back, a crash does not.
    """
    ensure_directory(path.parent)
    if len(content) > largest:
        raise TooLarge(f"{path}: {len(content)} bytes, and it may have {largest}", "Store less.")
    with translated(path), _temporary(path, content) as temporary:
        _replace(temporary, path)
        if sync_directory:
            _sync_directory(path.parent)


def create_private(path: Path, content: bytes) -> bool:
    """Publish a complete file unless there is one already, and say whether it is this one."""
    ensure_directory(path.parent)
    with translated(path), _temporary(path, content) as temporary:
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            return False
        finally:
            temporary.unlink(missing_ok=True)
        _sync_directory(path.parent)
        return True


def remove_private(path: Path) -> bool:
    """Unlink the file and say whether it was there."""
    with translated(path):
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        _sync_directory(path.parent)
        return True


def move_private(path: Path, to: Path) -> None:
    """Give the file another name in its directory, in place of a file that has it."""
    with translated(path):
        _replace(path, to)


def sweep(directory: Path, older_than: float = 3600.0) -> int:
    """Remove this user's ``*.tmp`` files of that age in seconds, which crashes leave."""
    with translated(directory):
        stale = [path for path in directory.glob("*.tmp") if _is_stale(path, older_than)]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise Denied or Unavailable, naming the path, for what the system answers inside."""
    try:
        yield
    except PermissionError as error:
        raise Denied(f"{path}: {error.strerror}") from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Denied(f"{path} is a symbolic link", f"Inspect it, then: rm {path}") from error
        reason = error.strerror or type(error).__name__
        raise Unavailable(f"{path}: {reason}", "Check the disk and the path.") from error


def _make_directory(path: Path) -> None:
    with suppress(FileExistsError):
        path.mkdir(mode=0o700)
        # The process's mask may have taken bits of its owner's away.
        path.chmod(0o700)


@contextmanager
def _temporary(path: Path, content: bytes) -> Iterator[Path]:
    temporary = path.with_name(f"{path.name}.{os.urandom(8).hex()}.tmp")
    descriptor = os.open(temporary, _CREATE, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _check_modes_are_kept(descriptor, path)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        yield temporary
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _check(descriptor: int, path: Path, largest: int) -> int:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise Denied(f"{path} is not a regular file", f"Inspect it, then move it away: {path}")
    _check_reach(status, path, "600")
    if _POSIX and status.st_nlink > 1 and not _is_being_created(status, path, descriptor):
        raise Denied(f"{path} has a second name (hard link)", f"Inspect it, then: rm {path}")
    if status.st_size > largest:
        raise Corrupt(f"{path} has {status.st_size} bytes, and it may have {largest}")
    return status.st_size


def _check_reach(status: os.stat_result, path: Path, mode: str) -> None:
    if not _POSIX:
        return
    if status.st_uid != os.geteuid():
        raise Denied(
            f"{path} belongs to user {status.st_uid}", f"Inspect it, then: chown $(id -u) {path}"
        )
    if status.st_mode & 0o077:
        raise Denied(f"{path} can be reached by others", f"Inspect it, then: chmod {mode} {path}")


def _is_being_created(status: os.stat_result, path: Path, descriptor: int) -> bool:
    # A creator that runs, or was killed, between giving the second name and taking the first.
    for temporary in path.parent.glob(f"{path.name}.*.tmp"):
        with suppress(FileNotFoundError):
            if os.path.samestat(temporary.lstat(), status):
                temporary.unlink()
    return os.fstat(descriptor).st_nlink <= 1


def _check_modes_are_kept(descriptor: int, path: Path) -> None:
    if _POSIX and os.fstat(descriptor).st_mode & 0o077:
        raise Denied(
            f"{path.parent} is on a file system that keeps no modes: others could read the file",
            "Choose a directory on another file system.",
        )


def _replace(source: Path, target: Path) -> None:
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            os.replace(source, target)  # noqa: PTH105
        except PermissionError:
            if attempt == _ATTEMPTS:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _sync_directory(path: Path) -> None:
    if not _POSIX:
        return
    descriptor = os.open(path, os.O_RDONLY | _SAFELY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some file systems cannot, and have no other way to be asked.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def _is_stale(path: Path, older_than: float) -> bool:
    try:
        status = path.lstat()
    except FileNotFoundError:
        return False
    own = not _POSIX or status.st_uid == os.geteuid()
    return own and stat.S_ISREG(status.st_mode) and time.time() - status.st_mtime > older_than
