"""The file system: list, read, search, write so that a crash leaves old or new, lock.

The only module that touches files. Paths are POSIX, relative to the root; every change goes
through a `Workspace`, which tells its observer before each step.
"""

# File names come by the ten thousand; pathlib would cost more than the reading.
# ruff: noqa: PTH101, PTH102, PTH104, PTH106, PTH108, PTH110, PTH112, PTH115, PTH118, PTH123, PTH208

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from cutover.commands import run
from cutover.errors import ApplyError, CutoverError, LockedError, PlanError, UsageError
from cutover.globs import glob_pattern
from cutover.model import Unanalysed

STATE = ".cutover"
Status = os.stat_result
_SKIPPED = frozenset(
    f".git .hg .svn .venv venv node_modules __pycache__ .tox .nox .mypy_cache .ruff_cache "
    f".pytest_cache {STATE}".split()
)
_GIT = ("git", "-c", "core.fsmonitor=false", "ls-files", "-z", "-co", "--exclude-standard")
_GIT_ENVIRONMENT: Mapping[str, str | None] = {
    **dict.fromkeys(("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")),
    "LC_ALL": "C",
}
_GIT_SECONDS = 300.0
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_ABSENT = (FileNotFoundError, NotADirectoryError)
_BUFFER = 1 << 20
_CHUNK = 1 << 16
_HEAD = 8192
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def no_step(what: str) -> None:
    """Observe nothing."""


class Listing(Struct, frozen=True):
    """The files to analyse (sorted, with sizes), and those that are not."""

    sizes: Mapping[str, int]
    ledger: tuple[Unanalysed, ...]


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

    def list_files(self, exclude: Sequence[str] = ()) -> list[str]:
        """Every regular file of the tree that no glob of ``exclude`` names, sorted."""
        return list(self.listing(exclude).sizes)

    def listing(self, exclude: Sequence[str] = ()) -> Listing:
        """The files to analyse and the ledger of the others: git's view, else a walk."""
        names = _git_names(self._prefix)
        return _classify(self._prefix, _walk(self._prefix) if names is None else names, exclude)

    def lstat(self, path: str) -> os.stat_result | None:
        """What is at ``path``, links not followed; None when nothing is."""
        try:
            return os.lstat(self.absolute(path))
        except _ABSENT:
            return None

    def read(self, path: str) -> bytes:
        """The bytes of a regular file, which is not reached through a symbolic link at its end."""
        descriptor = os.open(self.absolute(path), _READ)
        with open(descriptor, "rb", buffering=0) as file:
            return file.readall()

    def sha256(self, path: str) -> str:
        """The digest of a file on disk, in lower-case hexadecimal."""
        return hashlib.sha256(self.read(path)).hexdigest()

    def names(self, directory: str) -> list[str]:
        """The names in a directory, sorted; none when there is no such directory."""
        try:
            return sorted(os.listdir(self.absolute(directory)))
        except _ABSENT:
            return []

    def free_bytes(self) -> int:
        """How much an ordinary user can still write below the root, as far as it is known."""
        status = os.statvfs(self.root)
        return status.f_bavail * status.f_frsize if status.f_blocks else sys.maxsize

    def check_target(self, path: str) -> None:
        """Refuse a path that is not plainly a file inside the tree, before anything is written."""
        parts = path.split("/")
        if "\0" in path or not {"", ".", "..", ".git", STATE}.isdisjoint(parts):
            raise PlanError(f"{path!r}: not a path that a plan may write", "make the plan again")
        for end in range(1, len(parts) + 1):
            name = "/".join(parts[:end])
            status = self.lstat(name)
            if status is None:
                return
            if stat.S_ISLNK(status.st_mode):
                what = (
                    "a symbolic link" if end == len(parts) else f"reached through the link {name}"
                )
                raise ApplyError(
                    f"{path}: {what}; nothing was written", "change the link's target instead"
                )
        if status is not None and not stat.S_ISREG(status.st_mode):
            raise ApplyError(f"{path}: not a regular file; nothing was written", "move it away")

    def check_writable(self, path: str) -> None:
        """Refuse a file or directory marked read-only; so for root, who could write it."""
        status = self.lstat(path)
        if status is not None and not (
            status.st_mode & 0o222 and os.access(self.absolute(path), os.W_OK)
        ):
            raise ApplyError(
                f"{path}: read-only; nothing was written", f"chmod u+w {path}, or leave it out"
            )
        directory = next((d for d in ancestors(path) if self.lstat(d) is not None), ".")
        if not os.access(self.absolute(directory), os.W_OK | os.X_OK):
            raise ApplyError(
                f"{path}: {directory}/ is read-only; nothing was written", f"chmod u+w {directory}"
            )

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
        with contextlib.suppress(*_ABSENT):
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
        with contextlib.suppress(*_ABSENT):
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


class DiskTree:
    """The `model.Tree` of a workspace: read anew at each search, results kept per needle."""

    def __init__(self, workspace: Workspace, exclude: Sequence[str] = ()) -> None:
        self._workspace = workspace
        self._listing = workspace.listing(exclude)
        self._held: dict[bytes, set[str]] = {}
        self._problems: dict[str, str] = {}

    def paths(self) -> Sequence[str]:
        """Every file to analyse, sorted; fewer after a `search` that met unreadable ones."""
        if not self._problems:
            return list(self._listing.sizes)
        return [path for path in self._listing.sizes if path not in self._problems]

    def read(self, path: str) -> bytes:
        """The bytes of one file of `paths`; KeyError for any other path."""
        if path not in self._listing.sizes:
            raise KeyError(path)
        try:
            return self._workspace.read(path)
        except OSError as error:
            raise CutoverError(
                f"{path}: {error.strerror}", "make it readable, or exclude it"
            ) from error

    def search(self, needles: Sequence[bytes]) -> Mapping[str, frozenset[bytes]]:
        """The files that hold at least one needle as a substring, with the needles they hold."""
        if new := [needle for needle in dict.fromkeys(needles) if needle not in self._held]:
            self._search(new)
        found: dict[str, set[bytes]] = {}
        for needle in needles:
            for path in self._held[needle]:
                if path not in self._problems:
                    found.setdefault(path, set()).add(needle)
        return {path: frozenset(found[path]) for path in sorted(found)}

    def unanalysed(self) -> Sequence[Unanalysed]:
        """The ledger so far, sorted; binary files appear once a `search` finds a needle in them."""
        met = (Unanalysed(path, reason) for path, reason in self._problems.items())
        return sorted((*self._listing.ledger, *met))

    def _search(self, needles: list[bytes]) -> None:
        # One buffer for all files, a find per needle: an alternation loses the literal fast path.
        hits = self._held
        hits.update((needle, set()) for needle in needles)
        prefix, buffer, problems = self._workspace.absolute(""), bytearray(_BUFFER), self._problems
        vector, find, open_, readv, close = [buffer], buffer.find, os.open, os.readv, os.close
        capacity = _BUFFER
        for path, size in self._listing.sizes.items():
            try:
                descriptor = open_(prefix + path, _READ)
                try:
                    count = readv(descriptor, vector)
                    if count < size or count == capacity:
                        count = _read_rest(descriptor, buffer, count)
                        capacity = len(buffer)
                finally:
                    close(descriptor)
            except OSError as error:
                problems[path] = f"unreadable: {error.strerror}"
                continue
            if buffer.startswith(_WIDE, 0, count):
                problems[path] = "not analysed: text in UTF-16 or UTF-32"
                continue
            for needle in needles:
                if find(needle, 0, count) >= 0:
                    if find(0, 0, min(count, _HEAD)) >= 0:
                        problems[path] = "binary, and holds a name that is searched for"
                        break
                    hits[needle].add(path)


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


def _git_names(root: str) -> list[str] | None:
    """What git lists below ``root``; None without git, or in a folder it ignores whole."""
    try:
        done = run(_GIT, root, _GIT_SECONDS, _GIT_ENVIRONMENT)
    except CutoverError:
        return None
    if done.returncode and b"not a git repository" in done.stderr:
        return None
    if done.returncode or done.timed_out:
        raise CutoverError(
            f"{root}: git cannot list the files: {done.stderr.decode(errors='replace').strip()}",
            "make `git ls-files` work in this directory",
        )
    return os.fsdecode(done.stdout).split("\0")[:-1] or None


def _walk(root: str) -> Iterator[str]:
    """Names below ``root``, a directory that cannot be listed ending in a slash."""
    waiting = [""]
    while waiting:
        directory = waiting.pop()
        try:
            with os.scandir(root + directory) as entries:
                for entry in entries:
                    if entry.name in _SKIPPED:
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(f"{directory}{entry.name}/")
                    else:
                        yield directory + entry.name
        except PermissionError:
            yield directory


def _classify(root: str, names: Iterator[str] | list[str], exclude: Sequence[str]) -> Listing:
    sizes: dict[str, int] = {}
    ledger: list[Unanalysed] = []
    links: list[str] = []
    globs = [(glob, glob_pattern(glob)) for glob in exclude]
    lstat, kind, regular = os.lstat, stat.S_IFMT, stat.S_IFREG
    for name in sorted(set(names)):
        if STATE in name and STATE in name.split("/")[:-1]:
            continue
        if not name.isascii() and not _is_utf8(name):
            shown = os.fsencode(name).decode("utf-8", "backslashreplace")
            ledger.append(Unanalysed(shown, "its name is not UTF-8"))
            continue
        if globs and (glob := next((g for g, pattern in globs if pattern.fullmatch(name)), "")):
            ledger.append(Unanalysed(name, f"excluded by the manifest: {glob}"))
            continue
        try:
            status = lstat(root + name)
        except _ABSENT:
            continue
        except OSError as error:
            ledger.append(Unanalysed(name, f"unreadable: {error.strerror}"))
            continue
        if kind(status.st_mode) == regular:
            sizes[name] = status.st_size
        elif stat.S_ISLNK(status.st_mode):
            links.append(name)
        else:
            ledger.append(Unanalysed(name, _oddity(root, name, status)))
    ledger += (Unanalysed(link, _link(root, link, sizes)) for link in links)
    return Listing(sizes, tuple(sorted(ledger)))


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _oddity(root: str, name: str, status: os.stat_result) -> str:
    if not stat.S_ISDIR(status.st_mode):
        return "not a regular file"
    if not os.access(root + name, os.R_OK | os.X_OK):
        return "a directory that cannot be listed"
    return "a git repository of its own" if name.endswith("/") else "a submodule"


def _link(root: str, name: str, sizes: Mapping[str, int]) -> str:
    """What the ledger says of a symbolic link: its target, and whether that is analysed."""
    target = os.readlink(root + name)
    shown = os.fsencode(target).decode("utf-8", "backslashreplace")
    real = os.path.realpath(root + name)
    if not os.path.exists(real):
        return f"symbolic link to {shown}, which does not exist"
    if not real.startswith(root):
        return f"symbolic link to {shown}, outside the tree"
    inside = real.removeprefix(root)
    if inside in sizes or os.path.isdir(real):
        return f"symbolic link to {shown}, which is analysed itself"
    return f"symbolic link to {shown}, which is not analysed either"


def _read_rest(descriptor: int, buffer: bytearray, count: int) -> int:
    """Read on from byte ``count``, growing the buffer, to the end of the file."""
    while True:
        if count == len(buffer):
            buffer.extend(bytes(len(buffer)))
        with memoryview(buffer) as view, view[count:] as rest:
            more = os.readv(descriptor, [rest])
        if not more:
            return count
        count += more


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
