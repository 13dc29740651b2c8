"""Listing, searching, writing and locking a real tree."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cutover.commands import run
from cutover.disk_tree import DiskTree
from cutover.errors import ApplyError, CutoverError, LockedError, PlanError, UsageError
from cutover.globs import glob_pattern
from cutover.language_table import SUFFIXES
from cutover.listing import list_files
from cutover.model import may_be_code
from cutover.run_lock import run_lock
from cutover.target_checks import check_target
from cutover.workspace import Workspace

Write = Callable[..., None]


@pytest.fixture(name="write")
def write_fixture(tmp_path: Path) -> Write:
    def write(*names: str, data: bytes = b"Old\n") -> None:
        for name in names:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(data)

    return write


def git(root: Path, *arguments: str) -> None:
    options = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "protocol.file.allow=always"]
    subprocess.run(["git", *options, *arguments], cwd=root, check=True, capture_output=True)


def reasons(tree: DiskTree) -> dict[str, str]:
    return {line.path: line.reason for line in tree.unanalysed()}


def test_walk_skips_what_is_not_source(tmp_path: Path, write: Write) -> None:
    write("a.py", "d/b.py", ".hidden", ".venv/x.py", "d/node_modules/x.js", ".cutover/lock")
    write("d/__pycache__/x.pyc", ".hg/x", "venv/x", ".tox/x", ".mypy_cache/x", ".svn/x")
    assert list_files(Workspace(tmp_path)) == [".hidden", "a.py", "d/b.py"]


def test_git_lists_tracked_and_new_but_not_ignored(tmp_path: Path, write: Write) -> None:
    write("tracked.py", "ignored_tracked.py", "gone.py", "d/sub.py")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    write(".gitignore", data=b"ignored*\n.venv/\n")
    write("new.py", "ignored.py", ".venv/x.py", ".cutover/lock", "node_modules/x.js")
    (tmp_path / "gone.py").unlink()
    found = list_files(Workspace(tmp_path))
    assert found == [
        ".gitignore",
        "d/sub.py",
        "ignored_tracked.py",
        "new.py",
        "node_modules/x.js",
        "tracked.py",
    ]
    assert list_files(Workspace(tmp_path / "d")) == ["sub.py"]


def test_what_replaced_tracked_files_is_seen(tmp_path: Path, write: Write) -> None:
    write("a/b.py", "c", "d/e.py", "f/g.py", "real/b.py")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    shutil.rmtree(tmp_path / "a")
    (tmp_path / "a").symlink_to("real")
    (tmp_path / "c").unlink()
    write("c/new.py")
    shutil.rmtree(tmp_path / "d")
    write("d")
    (tmp_path / "f" / "link").symlink_to("g.py")
    tree = DiskTree(Workspace(tmp_path))
    assert tree.paths() == ["a/b.py", "c/new.py", "d", "f/g.py", "real/b.py"]
    assert reasons(tree) == {
        "a": "symbolic link to real, which is analysed itself",
        "c": "a submodule",
        "f/link": "symbolic link to g.py, which is analysed itself",
    }


def test_git_environment_of_a_hook_is_not_obeyed(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.py")
    git(tmp_path, "init", "-q")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert list_files(Workspace(tmp_path)) == ["a.py"]


def test_a_folder_that_git_ignores_is_walked(tmp_path: Path, write: Write) -> None:
    write("build/a.py")
    write(".gitignore", data=b"build/\n")
    git(tmp_path, "init", "-q")
    assert list_files(Workspace(tmp_path / "build")) == ["a.py"]


def test_submodules_and_repositories_inside_are_in_the_ledger(tmp_path: Path, write: Write) -> None:
    write("other/a.py", "main/b.py")
    for name in ("other", "main"):
        git(tmp_path / name, "init", "-q")
        git(tmp_path / name, "add", "-A")
        git(tmp_path / name, "commit", "-qm", "x")
    git(tmp_path / "main", "submodule", "add", "-q", str(tmp_path / "other"), "sub")
    git(tmp_path / "main", "clone", "-q", str(tmp_path / "other"), "nested")
    tree = DiskTree(Workspace(tmp_path / "main"))
    assert tree.paths() == [".gitmodules", "b.py"]
    assert reasons(tree) == {"sub": "a submodule", "nested/": "a git repository of its own"}


def test_search_finds_and_remembers(tmp_path: Path, write: Write) -> None:
    write("a.py")
    write("b.py", data=b"import *\nOld")
    write("c.py", data=b"nothing")
    tree = DiskTree(Workspace(tmp_path))
    assert tree.search([b"Old", b"import *"]) == {
        "a.py": frozenset([b"Old"]),
        "b.py": frozenset([b"Old", b"import *"]),
    }
    (tmp_path / "c.py").write_bytes(b"Old New")
    assert set(tree.search([b"Old"])) == {"a.py", "b.py"}
    assert set(tree.search([b"Old", b"New"])) == {"a.py", "b.py", "c.py"}
    assert tree.read("b.py") == b"import *\nOld"
    with pytest.raises(KeyError):
        tree.read("../x")


def test_what_only_code_can_hold_is_not_looked_for_in_text(tmp_path: Path, write: Write) -> None:
    write("a.ts", "script", "a.md", "a.toml", data=b"Old './old'")
    tree = DiskTree(Workspace(tmp_path))
    assert tree.search([b"Old"], [b"./old"]) == {
        "a.md": frozenset([b"Old"]),
        **dict.fromkeys(("a.toml", "a.ts", "script"), frozenset([b"Old", b"./old"])),
    }
    assert set(tree.search((), [b"./old"])) == {"a.toml", "a.ts", "script"}
    assert set(tree.search((), [b"Old"])) == {"a.toml", "a.ts", "script"}
    assert set(tree.search([b"./old"])) == {"a.md", "a.toml", "a.ts", "script"}
    assert not [suffix for suffix in SUFFIXES if not may_be_code(f"a{suffix}")]


@pytest.mark.parametrize("size", [3, 1 << 12, (1 << 19) + 1])
def test_the_search_for_many_files_finds_the_same(
    tmp_path: Path, write: Write, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cutover.disk_tree._MANY", 0)
    write("a.txt", data=b"." * (size - 3) + b"Old")
    write("b.txt", data=b"O")
    write("c.txt", data=b"ld Old Old")
    write("d.txt", data=b"nothing")
    tree = DiskTree(Workspace(tmp_path))
    assert tree.search([b"Old", b"no", b"ldO"]) == {
        "a.txt": frozenset([b"Old"]),
        "c.txt": frozenset([b"Old"]),
        "d.txt": frozenset([b"no"]),
    }


def test_a_file_that_was_read_stays_as_it_was(tmp_path: Path, write: Write) -> None:
    write("a.py", data=b"Old")
    tree = DiskTree(Workspace(tmp_path))
    assert tree.read("a.py") == b"Old"
    (tmp_path / "a.py").write_bytes(b"New")
    assert tree.read("a.py") == b"Old"


@pytest.mark.parametrize("size", [3, 1 << 12, (1 << 19) - 3, 1 << 19, (1 << 19) + 1, 5 << 20])
def test_search_reads_whole_files(tmp_path: Path, write: Write, size: int) -> None:
    write("big.txt", data=b"." * (size - 3) + b"Old")
    write("z.txt", data=b"small")
    assert set(DiskTree(Workspace(tmp_path)).search([b"Old"])) == {"big.txt"}


def test_search_does_not_read_two_files_as_one(tmp_path: Path, write: Write) -> None:
    write("a.txt", data=b"Old\nO")
    write("b.txt", data=b"ld OldO")
    write("c.txt", data=b"")
    write("d.txt", data=b"ld\0")
    write("e.txt", data=b"Old" + "Old".encode("utf-16"))
    tree = DiskTree(Workspace(tmp_path))
    assert set(tree.search([b"Old", b"OldOld"])) == {"a.txt", "b.txt"}
    assert reasons(tree) == {"e.txt": "binary, and holds a name that is searched for"}


def test_ledger_names_every_file_left_out(tmp_path: Path, write: Write) -> None:
    write("a.py", "vendor/v.py")
    write("bin.dat", data=b"\0Old")
    write("other.dat", data=b"\0nothing")
    write("late.txt", data=b"x" * 8192 + b"\0Old")
    write("wide.txt", data="Old".encode("utf-16"))
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(tmp_path / "sock"))
    for name, target in {
        "in": "a.py",
        "out": "/etc/hosts",
        "not": "none",
        "v": "vendor/v.py",
    }.items():
        (tmp_path / name).symlink_to(target)
    (tmp_path / "dir").symlink_to("vendor")
    tree = DiskTree(Workspace(tmp_path), ["vendor/**"])
    assert set(tree.search([b"Old"])) == {"a.py", "late.txt"}
    assert reasons(tree) == {
        "bin.dat": "binary, and holds a name that is searched for",
        "dir": "symbolic link to vendor, which is analysed itself",
        "in": "symbolic link to a.py, which is analysed itself",
        "not": "symbolic link to none, which does not exist",
        "out": "symbolic link to /etc/hosts, outside the tree",
        "pipe": "not a regular file",
        "sock": "not a regular file",
        "v": "symbolic link to vendor/v.py, which is not analysed either",
        "vendor/v.py": "excluded by the manifest: vendor/**",
        "wide.txt": "text in UTF-16 or UTF-32",
    }
    assert tree.paths() == ["a.py", "late.txt", "other.dat"]


def test_a_fifo_that_appears_late_does_not_block(tmp_path: Path, write: Write) -> None:
    write("a.py")
    tree = DiskTree(Workspace(tmp_path))
    (tmp_path / "a.py").unlink()
    os.mkfifo(tmp_path / "a.py")
    assert tree.search([b"Old"]) == {}


def test_names_that_are_not_utf8_are_in_the_ledger(tmp_path: Path, write: Write) -> None:
    write("café.py")
    with open(os.fsencode(tmp_path) + b"/caf\xe9.py", "wb") as file:  # noqa: PTH123
        file.write(b"Old")
    tree = DiskTree(Workspace(tmp_path))
    assert set(tree.search([b"Old"])) == {"café.py"}
    assert reasons(tree) == {"caf\\xe9.py": "its name is not UTF-8"}


def test_unreadable_files_are_in_the_ledger() -> None:
    # Not pytest's directory: only its owner may enter it, and root must become somebody else.
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        root.chmod(0o755)
        (root / "d").mkdir()
        for path in ("a.py", "secret.py", "d/b.py"):
            (root / path).write_bytes(b"Old")
        (root / "secret.py").chmod(0)
        (root / "d").chmod(0)
        child = os.fork()
        if child == 0:
            code = 1
            with contextlib.suppress(BaseException):
                code = unreadable(root)
            os._exit(code)
        _, status = os.waitpid(child, 0)
        (root / "d").chmod(0o755)
    assert status == 0


def unreadable(root: Path) -> int:
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(65534, 65534, 65534)
        os.setresuid(65534, 65534, 65534)
    tree = DiskTree(Workspace(root))
    assert set(tree.search([b"Old"])) == {"a.py"}
    assert reasons(tree) == {
        "secret.py": "unreadable: Permission denied",
        "d/": "a directory that cannot be listed",
    }
    return 0


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("*.py", "a.py", True),
        ("*.py", "d/a.py", False),
        ("**/*.py", "a.py", True),
        ("**/*.py", "d/e/a.py", True),
        ("vendor", "vendor/a.py", True),
        ("vendor/", "vendor/d/a.py", True),
        ("vendor/**", "vendor/d/a.py", True),
        ("vendor/*", "vendored/a.py", False),
        ("a?.p[y]", "ab.p[y]", True),
    ],
)
def test_globs(glob: str, path: str, *, expected: bool) -> None:
    assert bool(glob_pattern(glob).fullmatch(path)) is expected


def test_atomic_write_keeps_the_mode_and_leaves_nothing_behind(
    tmp_path: Path, write: Write
) -> None:
    write("a.sh")
    (tmp_path / "a.sh").chmod(0o751)
    Workspace(tmp_path).write_atomic("a.sh", b"new")
    assert (tmp_path / "a.sh").read_bytes() == b"new"
    assert (tmp_path / "a.sh").stat().st_mode & 0o777 == 0o751
    assert [path.name for path in tmp_path.iterdir()] == ["a.sh"]


def test_a_failed_atomic_write_leaves_the_old_file(tmp_path: Path, write: Write) -> None:
    def fail(what: str) -> None:
        if what.startswith("sync"):
            raise OSError(28, "No space left on device")

    write("a.py")
    with pytest.raises(OSError, match="space"):
        Workspace(tmp_path, fail).write_atomic("a.py", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.py", b"Old\n")]


@pytest.mark.parametrize(
    "path", ["/etc/x", "../x", "a/../b", "a//b", "", ".git/hooks/x", ".cutover/x", "a\0b"]
)
def test_paths_out_of_the_tree_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(PlanError):
        check_target(Workspace(tmp_path), path)


def test_links_and_directories_are_no_targets(tmp_path: Path, write: Write) -> None:
    write("d/a.py")
    (tmp_path / "link.py").symlink_to("d/a.py")
    (tmp_path / "e").symlink_to("d")
    for path in ("link.py", "e/a.py", "d"):
        with pytest.raises(ApplyError, match=path):
            check_target(Workspace(tmp_path), path)
    check_target(Workspace(tmp_path), "d/a.py")
    check_target(Workspace(tmp_path), "x/y/new.py")


def test_a_root_must_be_a_directory(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        Workspace(tmp_path / "none")


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with run_lock(tmp_path, "apply abc"):
        holder = json.loads((tmp_path / ".cutover/lock").read_text())
        assert holder["pid"] == os.getpid()
        assert {"host", "command", "since"} <= set(holder)
        named = rf"process {os.getpid()} on .* \(apply abc"
        with pytest.raises(LockedError, match=named), run_lock(tmp_path):
            pass
    with run_lock(tmp_path):
        pass
    assert (tmp_path / ".cutover").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / ".cutover/.gitignore").read_text() == "*\n"


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        with run_lock(tmp_path):
            os.kill(os.getpid(), 9)
    os.waitpid(child, 0)
    with run_lock(tmp_path):
        pass


def test_state_is_not_a_link(tmp_path: Path) -> None:
    (tmp_path / ".cutover").symlink_to("/tmp")
    with pytest.raises(CutoverError, match="not a directory"), run_lock(tmp_path):
        pass


def test_commands(tmp_path: Path) -> None:
    code = "import sys; sys.stdout.write(sys.stdin.read()); sys.stderr.write('e'); sys.exit(3)"
    done = run([sys.executable, "-c", code], tmp_path, 20, input=b"in")
    assert (done.returncode, done.stdout, done.stderr, done.timed_out) == (3, b"in", b"e", False)
    done = run(["sh", "-c", "echo $A$B"], tmp_path, 20, {"A": "1", "HOME": None})
    assert done.stdout == b"1\n"


@pytest.mark.parametrize("command", [["no-such-program"], [], ["/etc/hosts"], ["a\0b"]])
def test_a_command_that_cannot_start(tmp_path: Path, command: list[str]) -> None:
    with pytest.raises(CutoverError) as caught:
        run(command, tmp_path, 5)
    assert caught.value.remedy


def test_the_time_limit_ends_the_whole_group(tmp_path: Path) -> None:
    started = time.monotonic()
    done = run(["sh", "-c", "echo out; (sleep 30; echo late > late) & sleep 30"], tmp_path, 0.3)
    assert done.timed_out
    assert done.stdout == b"out\n"
    assert time.monotonic() - started < 5
    assert not list(tmp_path.iterdir())


def test_a_process_that_leaves_the_group_cannot_hold_us_up(tmp_path: Path) -> None:
    started = time.monotonic()
    done = run(["sh", "-c", "echo out; setsid sleep 6 & sleep 30"], tmp_path, 0.3)
    assert done.timed_out
    assert done.stdout == b"out\n"
    assert time.monotonic() - started < 5


def test_an_interrupt_ends_the_command(tmp_path: Path) -> None:
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        run(["sh", "-c", "sleep 2; echo late > late"], tmp_path, 30)
    time.sleep(2)
    assert not list(tmp_path.iterdir())


def test_what_is_generated_is_told_and_not_analysed(tmp_path: Path) -> None:
    for name in ("a.js", "a.js.map", "a.min.js", "b.min.js"):
        (tmp_path / name).write_text("Old" if name != "b.min.js" else "New", encoding="utf-8")
    tree = DiskTree(Workspace(tmp_path))
    assert list(tree.search([b"Old"])) == ["a.js"]
    assert [line.path for line in tree.unanalysed()] == ["a.js.map", "a.min.js"]


def test_a_search_closes_its_own_files_and_no_others(tmp_path: Path) -> None:
    for index in range(200):
        (tmp_path / f"{index}.txt").write_text("name" if index % 2 else "")
    held = [os.open(tmp_path, os.O_RDONLY) for _ in range(5)]
    for hole in held[::2]:
        os.close(hole)
    tree = DiskTree(Workspace(tmp_path))
    assert len(tree.search([b"name"])) == 100
    assert all(os.fstat(descriptor) for descriptor in held[1::2])
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(held[4])
    for descriptor in held[1::2]:
        os.close(descriptor)
