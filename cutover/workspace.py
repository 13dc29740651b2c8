"""The file system: read, and write so that a crash leaves old or new.

The only way to change files. Paths are POSIX, relative to the root; every change goes through a
`Workspace`, which tells its observer before each step.
"""

# File names come by the ten thousand; pathlib would cost more than the reading.
# ruff: noqa: PTH101, PTH102, PTH211, PTH104, PTH106, PTH108, PTH118, PTH208

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

from cutover.errors import CutoverError, UsageError

STATE = ".cutover"
Status = os.stat_result
ABSENT = (FileNotFoundError, NotADirectoryError)
READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_CHUNK = 1 << 16


def no_step(what: str) -> None:
    """Observe nothing."""


class Workspace:
    """A directory tree; ``step`` is told of each change to the file system just before it."""

    def __init__(self, root: Path, step: Callable[[str], None] = no_step) -> None:
        self.root = Path(os.path.realpath(root))
        if not self.root.is_dir():
            raise UsageError(f"{root}: not a directory", "name the root of the tree to work on")
        self._prefix = os.path.join(self.root, "")
        self._step = step

    def absolute(self, path: str) -> str:
        """The absolute name of ``path``, for a system call."""
        return self._prefix + path

    def lstat(self, path: str) -> os.stat_result | None:
        """What is at ``path``, links not followed; None when nothing is."""
        try:
            return os.lstat(self.absolute(path))
        except ABSENT:
            return None

    def read(self, path: str) -> bytes:
        """The bytes of a regular file, which is not reached through a symbolic link at its end."""
        descriptor = os.open(self.absolute(path), READ)
        try:
            return b"".join(iter(lambda: os.read(descriptor, _CHUNK), b""))
        finally:
            os.close(descriptor)

    def sha256(self, path: str) -> str:
        """The digest of a file on disk, in lower-case hexadecimal."""
        return hashlib.sha256(self.read(path)).hexdigest()

    def holds(self, path: str, digest: str | None) -> bool:
        """Whether a file is there with this content."""
        return self.lstat(path) is not None and self.sha256(path) == digest

    def names(self, directory: str) -> list[str]:
        """The names in a directory, sorted; none when there is no such directory."""
        try:
            return sorted(os.listdir(self.absolute(directory)))
        except ABSENT:
            return []

    def free_bytes(self) -> int:
        """How much an ordinary user can still write below the root, as far as it is known."""
        status = os.statvfs(self.root)
        return status.f_bavail * status.f_frsize if status.f_blocks else sys.maxsize

    def create(
        self,
        path: str,
        data: bytes,
        *,
        like: str = "",
        mode: int | None = None,
        mtime_ns: int | None = None,
        sync: bool = True,
    ) -> None:
        """Write a new file, with owner, mode and extended attributes of the file ``like``."""
        self._step(f"create {path}")
        name = self.absolute(path)
        model = os.lstat(self.absolute(like)) if like else None
        if model is not None and mode is None:
            mode = stat.S_IMODE(model.st_mode)
        descriptor = os.open(name, _CREATE, 0o666 if mode is None else 0o600)
        try:
            self._step(f"write {path}")
            _write(descriptor, data)
            self._step(f"attributes {path}")
            if model is not None:
                _copy_attributes(self.absolute(like), name)
                _own(descriptor, model)
            if mode is not None:
                os.fchmod(descriptor, mode)
            if mtime_ns is not None:
                os.utime(descriptor, ns=(mtime_ns, mtime_ns))
            if sync:
                self._step(f"sync {path}")
                os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def overwrite(self, path: str, data: bytes) -> None:
        """Write over a file where it stands: its hard links stay, but a crash leaves a mixture."""
        descriptor = os.open(self.absolute(path), os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            for offset in range(0, len(data), _CHUNK):
                self._step(f"overwrite {path} from {offset}")
                _write(descriptor, data[offset : offset + _CHUNK])
            self._step(f"truncate {path}")
            os.ftruncate(descriptor, len(data))
            self._step(f"sync {path}")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def append(self, path: str, data: bytes, *, sync: bool) -> None:
        """Add to the end of a file, which is made if need be."""
        self._step(f"append {path}")
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(self.absolute(path), flags, 0o600)
        try:
            _write(descriptor, data)
            if sync:
                self._step(f"sync {path}")
                os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def write_atomic(self, path: str, data: bytes, *, mode: int | None = None) -> None:
        """Replace or make a file, durably, keeping owner and mode: readers see old or new."""
        temporary = temporary_beside(path)
        try:
            self.create(temporary, data, like="" if self.lstat(path) is None else path, mode=mode)
            self.rename(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(self.absolute(temporary))
            raise
        self.sync_directory(parent_of(path))

    def rename(self, source: str, target: str) -> None:
        """Give a file another name, in place of what had it."""
        self._step(f"rename {source} {target}")
        os.rename(self.absolute(source), self.absolute(target))

    def remove(self, path: str) -> None:
        """Remove a file, if it is there."""
        self._step(f"remove {path}")
        with contextlib.suppress(*ABSENT):
            os.unlink(self.absolute(path))

    def touch(self, path: str, mode: int, mtime_ns: int) -> None:
        """Set mode and modification time, where they differ."""
        status = os.lstat(self.absolute(path))
        if stat.S_IMODE(status.st_mode) != mode:
            self._step(f"mode {path}")
            os.chmod(self.absolute(path), mode)
        if status.st_mtime_ns != mtime_ns:
            self._step(f"time {path}")
            os.utime(self.absolute(path), ns=(mtime_ns, mtime_ns))

    def link(self, path: str, target: str) -> None:
        """A symbolic link to something that is only read through it."""
        self._step(f"link {path}")
        os.symlink(target, self.absolute(path))

    def make_directory(self, path: str, mode: int | None = None) -> None:
        """Make a directory if need be; with ``mode``, give it exactly that mode."""
        self._step(f"mkdir {path}")
        with contextlib.suppress(FileExistsError):
            os.mkdir(self.absolute(path))
        if mode is not None and stat.S_IMODE(os.lstat(self.absolute(path)).st_mode) != mode:
            self._step(f"mode {path}")
            os.chmod(self.absolute(path), mode)

    def remove_directory(self, path: str) -> bool:
        """Remove a directory if it is empty; whether it is gone."""
        self._step(f"rmdir {path}")
        try:
            os.rmdir(self.absolute(path))
        except OSError as error:
            return error.errno == errno.ENOENT
        return True

    def sync(self, path: str) -> None:
        """Wait until a file, or the names in a directory, are on the disk."""
        self._step(f"sync {path}")
        descriptor = os.open(self.absolute(path), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def sync_directory(self, path: str) -> None:
        """Like `sync`, for a directory that may be gone or, on some systems, cannot be synced."""
        with contextlib.suppress(*ABSENT):
            try:
                self.sync(path)
            except OSError as error:
                if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                    raise

    def make_state(self) -> None:
        """Make `.cutover/`: private, and ignored by git."""
        status = self.lstat(STATE)
        if status is not None and not stat.S_ISDIR(status.st_mode):
            raise CutoverError(f"{STATE}: not a directory", "move it away")
        try:
            if status is None:
                self.make_directory(STATE, 0o700)
            if self.lstat(f"{STATE}/.gitignore") is None:
                self.write_atomic(f"{STATE}/.gitignore", b"*\n", mode=0o600)
        except OSError as error:
            raise CutoverError(
                f"{self.root}: cannot make {STATE}/: {error.strerror}", "make the root writable"
            ) from error


def ancestors(path: str) -> list[str]:
    """The directories above a path, nearest first, without the root."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:end]) for end in range(len(parts), 0, -1)]


def parent_of(path: str) -> str:
    """The directory that holds a path; empty for the root."""
    return path.rpartition("/")[0]


def temporary_beside(path: str) -> str:
    """A name for a file that is about to take the place of ``path``."""
    return path[: path.rfind("/") + 1] + f".cutover-{os.urandom(8).hex()}"


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _own(descriptor: int, like: os.stat_result) -> None:
    mine = os.fstat(descriptor)
    if (mine.st_uid, mine.st_gid) != (like.st_uid, like.st_gid):
        with contextlib.suppress(PermissionError):
            os.fchown(descriptor, like.st_uid, like.st_gid)


def _copy_attributes(source: str, target: str) -> None:
    """Copy extended attributes (access lists, labels) as far as the system lets us."""
    if not hasattr(os, "listxattr"):
        return
    with contextlib.suppress(OSError):
        for name in os.listxattr(source, follow_symlinks=False):
            with contextlib.suppress(OSError):
                os.setxattr(target, name, os.getxattr(source, name, follow_symlinks=False))
