"""SIGKILL at every step of apply, rollback and recover: the tree is whole afterwards, to the byte.

A child counts the file-system steps through the workspace's observer and kills itself at the
n-th; then `recover` runs, and the whole tree is compared: content, modes, links, times.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cutover.applier import apply_plan
from cutover.history import pending, runs
from cutover.journal import State
from cutover.model import Edit, FileChange, Plan, Summary
from cutover.reversal import recover, rollback
from cutover.text import sha256
from cutover.workspace import Workspace, no_step

Snapshot = dict[str, object]
Verb = Callable[[Workspace], object]
BIG = b"Old = 1\n" * 25_000


def snapshot(root: Path, *, times: bool = True) -> Snapshot:
    """All of a tree but `.cutover/`: content, modes, times of files, links by inode group."""
    names = sorted(
        f"{directory}/{name}".removeprefix(f"{root}/")
        for directory, folders, files in os.walk(root)
        for name in (*folders, *files)
    )
    found: Snapshot = {}
    inodes: dict[int, str] = {}
    for name in names:
        path = root / name
        status = path.lstat()
        if name.split("/")[0] == ".cutover":
            continue
        if stat.S_ISLNK(status.st_mode):
            found[name] = os.readlink(path)  # noqa: PTH115
        elif stat.S_ISDIR(status.st_mode):
            found[name] = status.st_mode
        else:
            group = inodes.setdefault(status.st_ino, name)
            rest = (status.st_mode, status.st_nlink, group, status.st_mtime_ns if times else 0)
            found[name] = (path.read_bytes(), *rest)
    return found


def change(path: str, before: bytes | None, after: bytes | None) -> FileChange:
    if before is None:
        assert after is not None
        return FileChange(
            path, "create", "utf-8", "", sha256(after), (Edit(0, 0, "", after.decode()),)
        )
    if after is None:
        return FileChange(path, "delete", "utf-8", sha256(before), "")
    edit = Edit(0, len(before), before.decode(), after.decode())
    return FileChange(path, "modify", "utf-8", sha256(before), sha256(after), (edit,))


def plan_of(changes: list[FileChange]) -> Plan:
    return Plan(
        tool_version="0",
        id="0123456789",
        manifest_sha256="m",
        complete=True,
        blocked=False,
        summary=Summary(),
        changes=tuple(changes),
    )


def put(root: Path, path: str, data: bytes, mode: int = 0o644) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    file.chmod(mode)
    os.utime(file, ns=(10**18 + len(path), 10**18 + len(path)))


def build(root: Path) -> Plan:
    """Thirty files to change: plain, executable, with links, in nested directories."""
    changes = []
    for number in range(12):
        path = f"src/p{number % 3}/m{number}.py"
        put(root, path, b"import Old\n" * number + b"Old()", 0o755 if number % 4 == 0 else 0o640)
        changes.append(change(path, b"import Old\n" * number + b"Old()", b"import New\n"))
    for number in range(6):
        changes.append(change(f"made/d{number % 2}/e/n{number}.py", None, b"New\n" * number))
    for number in range(5):
        path = f"gone/g{number % 2}/h/x{number}.py"
        put(root, path, b"class Old: ...\n", 0o600)
        changes.append(change(path, b"class Old: ...\n", None))
    put(root, "src/only.py", b"Old")
    changes.append(change("src/only.py", b"Old", None))
    (root / "gone/g0").chmod(0o700)
    for name, other in (("a", "b"), ("c", "d")):
        put(root, f"links/{name}.py", BIG if name == "a" else b"Old, longer\n", 0o664)
        (root / f"links/{other}.py").hardlink_to(root / f"links/{name}.py")
    changes.append(change("links/a.py", BIG, BIG.replace(b"Old", b"Newer")))
    changes.append(change("links/b.py", BIG, BIG.replace(b"Old", b"Newer")))
    changes.append(change("links/c.py", b"Old, longer\n", b"New\n"))
    put(root, "links/e.py", b"class Old: ...\n", 0o444)
    (root / "links/e.py").chmod(0o644)
    (root / "kept").mkdir()
    (root / "kept/e.py").hardlink_to(root / "links/e.py")
    changes.append(change("links/e.py", b"class Old: ...\n", None))
    put(root, "links/f.py", b"class Old: pass\n")
    (root / "links/g.py").hardlink_to(root / "links/f.py")
    changes.append(change("links/f.py", b"class Old: pass\n", None))
    changes.append(change("links/g.py", b"class Old: pass\n", b"class New: pass\n"))
    put(root, "bystander.py", b"Old", 0o400)
    (root / "link").symlink_to("src")
    (root / "dangling").symlink_to("nowhere")
    return plan_of(changes)


@pytest.fixture(name="place", scope="module")
def place_fixture() -> Iterator[Path]:
    """A directory in memory, if there is one: thousands of syncs are waited for."""
    memory = Path("/dev/shm")
    where = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=where, prefix="cutover-crash-") as name:
        yield Path(name)


def in_child(root: Path, verb: Verb, step: Callable[[str], None] = no_step) -> int:
    child = os.fork()
    if child == 0:
        try:
            verb(Workspace(root, step))
        except BaseException:
            os._exit(1)
        os._exit(0)
    return child


def killed_at(root: Path, verb: Verb, last: int) -> bool:
    """Run a verb that dies before its ``last``-th step; whether it did, or ended before."""
    count = 0

    def step(what: str) -> None:
        nonlocal count
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)

    _, status = os.waitpid(in_child(root, verb, step), 0)
    assert status in (0, signal.SIGKILL)
    return status != 0


def copy(source: Path, target: Path) -> Path:
    if target.exists():
        shutil.rmtree(target)
    subprocess.run(["cp", "-a", source, target], check=True)
    return target


def applying(plan: Plan) -> Verb:
    return lambda workspace: apply_plan(workspace, plan, manifest_sha256="m")


class Scene:
    """A tree before, the same after, and how to get from either to the other."""

    def __init__(self, place: Path, name: str, make: Callable[[Path], Plan]) -> None:
        self.old = place / f"{name}-old"
        self.old.mkdir()
        self.plan = make(self.old)
        self.new = copy(self.old, place / f"{name}-new")
        applying(self.plan)(Workspace(self.new))
        self.work = place / f"{name}-work"
        self.before = snapshot(self.old)
        self.after = snapshot(self.new)
        self.after_timeless = snapshot(self.new, times=False)
        assert self.before != self.after

    def verbs(self) -> dict[str, tuple[Path, Verb]]:
        return {"apply": (self.old, applying(self.plan)), "rollback": (self.new, rollback)}

    def check(self, verb: str, root: Path) -> str:
        """Recover, and say which of the two trees it is; it must be one of them."""
        waiting = pending(Workspace(root))
        recover(Workspace(root))
        assert pending(Workspace(root)) is None
        committed = [run for run in runs(Workspace(root)) if run.state is State.COMMITTED]
        done = len(committed) == (1 if verb == "apply" else 2)
        assert not (done and waiting)
        if (verb == "apply") is not done:
            assert snapshot(root) == self.before
            return "before"
        if verb == "apply":
            assert snapshot(root, times=False) == self.after_timeless
        else:
            assert snapshot(root) == self.after
        return "after"


@pytest.fixture(name="scene", scope="module")
def scene_fixture(place: Path) -> Scene:
    return Scene(place, "thirty", build)


@pytest.mark.parametrize("verb", ["apply", "rollback"])
def test_killed_at_every_step(scene: Scene, verb: str) -> None:
    start, action = scene.verbs()[verb]
    ends: list[str] = []
    steps = 0
    while True:
        steps += 1
        root = copy(start, scene.work)
        if not killed_at(root, action, steps):
            break
        ends.append(scene.check(verb, root))
    assert len(scene.plan.changes) >= 30
    assert steps > 250
    assert set(ends) == {"before", "after"}
    assert scene.check(verb, root) == ("after" if verb == "apply" else "before")


@pytest.mark.parametrize("verb", ["apply", "rollback"])
def test_recover_killed_on_its_way(scene: Scene, place: Path, verb: str) -> None:
    start, action = scene.verbs()[verb]
    total = 0
    while killed_at(copy(start, scene.work), action, total + 1):
        total += 1
    interrupted = 0
    for turn, percent in enumerate((45, 60, 72, 80, 88, 97)):
        crashed = copy(start, place / "crashed")
        assert killed_at(crashed, action, total * percent // 100)
        if pending(Workspace(crashed)) is None:
            continue
        interrupted += 1
        steps = 1 + turn % 2  # every second step, odd and even by turns
        while killed_at(root := copy(crashed, scene.work), recover, steps):
            scene.check(verb, root)
            steps += 2
    assert interrupted >= 3


def test_work_goes_on_after_a_recovery(scene: Scene) -> None:
    root = copy(scene.old, scene.work)
    assert killed_at(root, applying(scene.plan), 200)
    recover(Workspace(root))
    applying(scene.plan)(Workspace(root))
    assert snapshot(root, times=False) == scene.after_timeless
    rollback(Workspace(root))
    assert snapshot(root) == scene.before


def many(root: Path) -> Plan:
    changes = []
    for number in range(300):
        path = f"d{number % 17}/e{number % 5}/{number}.py"
        data = b"Old()\n" * (number + 1)
        put(root, path, data, 0o755 if number % 7 == 0 else 0o644)
        match number % 6:
            case 0:
                changes.append(change(f"new{number % 4}/{number}.py", None, data))
                changes.append(change(path, data, None))
            case 1:
                twin = root / f"twin{number}.py"
                twin.hardlink_to(root / path)
                changes.append(change(path, data, data.replace(b"Old", b"New")))
            case _:
                changes.append(change(path, data, data.replace(b"Old", b"New")))
    return plan_of(changes)


@pytest.mark.parametrize("verb", ["apply", "rollback"])
def test_killed_at_a_hundred_random_moments(place: Path, verb: str) -> None:
    scene = Scene(place, f"many-{verb}", many)
    start, action = scene.verbs()[verb]
    began = time.perf_counter()
    os.waitpid(in_child(copy(start, scene.work), action), 0)
    seconds = time.perf_counter() - began
    chance = random.Random(20261123)
    unfinished = 0
    for _ in range(100):
        root = copy(start, scene.work)
        child = in_child(root, action)
        time.sleep(chance.uniform(0, seconds))
        os.kill(child, signal.SIGKILL)
        finished = os.WIFEXITED(os.waitpid(child, 0)[1])
        seconds *= 0.9 if finished else 1.1  # a busy machine changes its pace
        unfinished += pending(Workspace(root)) is not None
        scene.check(verb, root)
    assert unfinished >= 10
