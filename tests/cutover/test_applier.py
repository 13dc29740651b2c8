"""Apply, roll back, refuse, restore: on real trees."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutover.applier import apply_plan
from cutover.errors import (
    ApplyError,
    BlockedError,
    CutoverError,
    ExitCode,
    InterruptedRun,
    LockedError,
    PlanError,
    StalePlanError,
    UsageError,
)
from cutover.history import RunReport, pending, runs
from cutover.journal import State
from cutover.model import Edit, FileChange, Input, Plan, Summary
from cutover.reversal import recover, rollback
from cutover.run_lock import run_lock
from cutover.text import sha256
from cutover.workspace import Workspace, no_step

Snapshot = dict[str, object]


def snapshot(root: Path) -> Snapshot:
    """All of a tree but `.cutover/`: content, modes, times of files, links by inode group."""
    found: Snapshot = {}
    inodes: dict[int, str] = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if name.split("/")[0] == ".cutover":
            continue
        status = path.lstat()
        if path.is_symlink():
            found[name] = os.readlink(path)  # noqa: PTH115
        elif path.is_dir():
            found[name] = stat.S_IMODE(status.st_mode)
        else:
            group = inodes.setdefault(status.st_ino, name)
            found[name] = (
                path.read_bytes(),
                status.st_mode,
                status.st_mtime_ns,
                group,
                status.st_nlink,
            )
    return found


def plan_of(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Plan:
    """The plan that makes one set of files of another, by one edit each."""
    changes = []
    for path in sorted(before.keys() | after.keys()):
        old, new = before.get(path), after.get(path)
        if old is None and new is not None:
            edits: tuple[Edit, ...] = (Edit(0, 0, "", new.decode("latin-1")),)
            changes.append(FileChange(path, "create", "latin-1", "", sha256(new), edits))
        elif old is not None and new is None:
            changes.append(FileChange(path, "delete", "latin-1", sha256(old), ""))
        elif old is not None and new is not None and old != new:
            edits = (Edit(0, len(old), old.decode("latin-1"), new.decode("latin-1")),)
            changes.append(FileChange(path, "modify", "latin-1", sha256(old), sha256(new), edits))
    return Plan(
        tool_version="0",
        id="abcdef0123",
        manifest_sha256="m",
        complete=True,
        blocked=False,
        summary=Summary(),
        changes=tuple(changes),
    )


BEFORE = {"a.py": b"Old\n", "b/c.sh": b"Old old\n", "pkg/old/gone.py": b"class Old: ...\n"}
AFTER = {"a.py": b"New\n", "b/c.sh": b"New\n", "new/deep/er.py": b"class New: ...\n"}


@pytest.fixture(name="root")
def root_fixture(tmp_path: Path) -> Path:
    for path, data in BEFORE.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
        os.utime(tmp_path / path, ns=(10**18 + 7, 10**18 + 7))
    (tmp_path / "b/c.sh").chmod(0o755)
    (tmp_path / "pkg/old").chmod(0o750)
    (tmp_path / "link.py").symlink_to("a.py")
    return tmp_path


def apply(
    root: Path,
    plan: Plan | None = None,
    checks: Callable[[], str | None] = lambda: None,
    *,
    keep: bool = False,
    step: Callable[[str], None] = no_step,
) -> RunReport:
    plan = plan or plan_of(BEFORE, AFTER)
    workspace = Workspace(root, step)
    return apply_plan(workspace, plan, manifest_sha256="m", run_checks=checks, keep=keep)


def contents(root: Path) -> dict[str, bytes]:
    found = snapshot(root)
    return {name: value[0] for name, value in found.items() if isinstance(value, tuple)}


def test_apply_then_rollback_is_the_identity(root: Path) -> None:
    before = snapshot(root)
    report = apply(root)
    assert report.state is State.COMMITTED
    assert report.files == ("a.py", "b/c.sh", "new/deep/er.py", "pkg/old/gone.py")
    assert contents(root) == AFTER
    assert not (root / "pkg").exists()
    assert (root / "b/c.sh").stat().st_mode & 0o777 == 0o755
    assert os.readlink(root / "link.py") == "a.py"  # noqa: PTH115
    back = rollback(Workspace(root))
    assert (back.direction, back.reverses) == ("rollback", report.run)
    assert snapshot(root) == before
    assert pending(Workspace(root)) is None


def test_a_rollback_can_be_rolled_back(root: Path) -> None:
    before = snapshot(root)
    workspace = Workspace(root)
    first = apply(root)
    after = snapshot(root)
    second = rollback(workspace)
    with pytest.raises(UsageError, match="no run to roll back"):
        rollback(workspace)
    with pytest.raises(UsageError, match="not in effect"):
        rollback(workspace, first.run)
    rollback(workspace, second.run)
    assert snapshot(root) == after
    assert [info.in_effect for info in runs(workspace)] == [True, False, True]
    rollback(workspace)
    assert snapshot(root) == before


def test_the_newest_run_goes_first(root: Path) -> None:
    workspace = Workspace(root)
    first = apply(root)
    apply(root, plan_of({"a.py": b"New\n"}, {"a.py": b"Newer\n"}))
    with pytest.raises(StalePlanError) as caught:
        rollback(workspace, first.run)
    assert caught.value.moved == ("a.py",)
    rollback(workspace)
    rollback(workspace)
    assert contents(root) == BEFORE


def test_hard_links_stay(root: Path) -> None:
    os.link(root / "a.py", root / "b/twin.py")
    os.link(root / "pkg/old/gone.py", root / "b/kept.py")
    files = {**BEFORE, "b/twin.py": b"Old\n"}
    before = snapshot(root)
    apply(root, plan_of(files, {**AFTER, "b/twin.py": b"New\n"}))
    assert (root / "a.py").samefile(root / "b/twin.py")
    assert (root / "b/twin.py").read_bytes() == b"New\n"
    rollback(Workspace(root))
    assert snapshot(root) == before


def test_a_link_out_of_the_plan_follows_its_file(root: Path) -> None:
    os.link(root / "pkg/old/gone.py", root / "b/kept.py")
    before = snapshot(root)
    files = {"pkg/old/gone.py": BEFORE["pkg/old/gone.py"], "b/kept.py": BEFORE["pkg/old/gone.py"]}
    apply(root, plan_of(files, {"b/kept.py": b"class New: ...\n"}))
    rollback(Workspace(root))
    assert snapshot(root) == before
    for _ in range(3):
        newest = runs(Workspace(root))[-1]
        rollback(Workspace(root), newest.run)
    assert contents(root)["b/kept.py"] == b"class New: ...\n"
    rollback(Workspace(root))
    assert snapshot(root) == before


def test_one_file_cannot_become_two(root: Path) -> None:
    os.link(root / "a.py", root / "twin.py")
    before = snapshot(root)
    plan = plan_of({"a.py": b"Old\n", "twin.py": b"Old\n"}, {"a.py": b"1", "twin.py": b"2"})
    with pytest.raises(BlockedError, match=r"a\.py and twin\.py"):
        apply(root, plan)
    assert snapshot(root) == before


def test_stale_files_are_all_named_and_nothing_is_written(root: Path) -> None:
    (root / "a.py").write_bytes(b"moved")
    (root / "pkg/old/gone.py").unlink()
    (root / "new/deep").mkdir(parents=True)
    (root / "new/deep/er.py").write_bytes(b"other")
    before = snapshot(root)
    with pytest.raises(StalePlanError) as caught:
        apply(root)
    assert caught.value.moved == ("a.py", "new/deep/er.py", "pkg/old/gone.py")
    assert snapshot(root) == before
    assert runs(Workspace(root)) == ()


def test_a_created_file_may_be_there_already(root: Path) -> None:
    (root / "new/deep").mkdir(parents=True)
    (root / "new/deep/er.py").write_bytes(AFTER["new/deep/er.py"])
    report = apply(root)
    assert "new/deep/er.py" not in report.files
    rollback(Workspace(root))
    assert (root / "new/deep/er.py").exists()


def test_inputs_and_manifest_are_checked(root: Path) -> None:
    plan = plan_of(BEFORE, AFTER)
    with pytest.raises(StalePlanError, match="manifest"):
        apply_plan(Workspace(root), plan, manifest_sha256="other")
    (root / "seen.py").write_bytes(b"x")
    known = (Input("seen.py", sha256(b"y")), Input("link.py", ""), Input("none", ""))
    seen = Plan(**{**{f: getattr(plan, f) for f in plan.__struct_fields__}, "inputs": known})
    with pytest.raises((StalePlanError, PlanError)) as caught:
        apply(root, seen)
    assert isinstance(caught.value, StalePlanError)
    assert caught.value.moved == ("link.py", "none", "seen.py")
    blocked = Plan(**{**{f: getattr(plan, f) for f in plan.__struct_fields__}, "blocked": True})
    with pytest.raises(BlockedError):
        apply(root, blocked)


def test_a_plan_that_does_not_add_up_is_refused(root: Path) -> None:
    edit = Edit(0, 3, "Old", "New")
    change = FileChange("a.py", "modify", "utf-8", sha256(b"Old\n"), "0" * 64, (edit,))
    plan = plan_of({}, {})
    for changes in ((change,), (change, change)):
        wrong = {**{f: getattr(plan, f) for f in plan.__struct_fields__}, "changes": changes}
        with pytest.raises(PlanError):
            apply(root, Plan(**wrong))


def test_failed_checks_restore(root: Path) -> None:
    before = snapshot(root)

    def fail() -> str:
        assert contents(root) == AFTER
        (root / "a.py").write_bytes(b"reformatted by a check")
        return "tests failed: 3"

    with pytest.raises(ApplyError, match="tests failed: 3") as caught:
        apply(root, checks=fail)
    assert caught.value.exit_code == ExitCode.RESTORED
    assert snapshot(root) == before
    assert "a.py: was restored; what was found there is kept in" in caught.value.message
    kept = caught.value.message.rsplit(" ", 1)[1]
    assert (root / kept).read_bytes() == b"reformatted by a check"
    assert [info.state for info in runs(Workspace(root))] == [State.RESTORED]


def test_failed_checks_may_be_kept(root: Path) -> None:
    report = apply(root, checks=lambda: "tests failed", keep=True)
    assert (report.state, report.check) == (State.COMMITTED, "tests failed")
    assert contents(root) == AFTER


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO])
@pytest.mark.parametrize(
    "at", ["create b/.cutover-", "rename b/.cutover-", "write b/.cutover-", "remove pkg"]
)
def test_an_error_midway_restores(root: Path, code: int, at: str) -> None:
    before = snapshot(root)
    broken = True

    def step(what: str) -> None:
        nonlocal broken
        if broken and what.startswith(at):
            broken = False
            raise OSError(code, os.strerror(code))

    with pytest.raises(
        ApplyError, match=r"pkg/old/gone\.py" if "pkg" in at else r"b/c\.sh"
    ) as caught:
        apply(root, step=step)
    assert caught.value.exit_code == ExitCode.RESTORED
    assert caught.value.remedy
    assert os.strerror(code) in caught.value.message
    assert snapshot(root) == before
    assert pending(Workspace(root)) is None
    assert apply(root).state is State.COMMITTED


def test_a_disk_that_stays_full_leaves_a_run_to_recover(root: Path) -> None:
    before = snapshot(root)
    full = False

    def step(what: str) -> None:
        nonlocal full
        full = full or what.startswith("remove pkg")
        if full:
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(CutoverError) as caught:
        apply(root, step=step)
    assert caught.value.exit_code == ExitCode.RECOVERY
    with pytest.raises(CutoverError) as again:
        apply(root)
    assert again.value.exit_code == ExitCode.RECOVERY
    assert "cutover recover" in again.value.remedy
    (report,) = recover(Workspace(root))
    assert (report.state, report.direction) == (State.RESTORED, "apply")
    assert snapshot(root) == before
    assert recover(Workspace(root)) == ()


def test_a_vanished_file_is_named_and_all_is_restored(root: Path) -> None:
    before = snapshot(root)

    def step(what: str) -> None:
        if what.startswith("rename .cutover-"):
            (root / "b/c.sh").unlink()

    with pytest.raises(ApplyError, match=r"b/c\.sh: vanished") as caught:
        apply(root, step=step)
    assert caught.value.exit_code == ExitCode.RESTORED
    assert snapshot(root) == before


def test_newer_work_midway_is_left_alone(root: Path) -> None:
    def step(what: str) -> None:
        if what.startswith("rename .cutover-"):
            (root / "b/c.sh").write_bytes(b"newer")

    with pytest.raises(ApplyError, match=r"b/c\.sh: changed"):
        apply(root, step=step)
    assert contents(root) == {**BEFORE, "b/c.sh": b"newer"}


def test_read_only_files_and_directories_are_refused(root: Path) -> None:
    (root / "b/c.sh").chmod(0o555)
    before = snapshot(root)
    with pytest.raises(ApplyError, match=r"b/c\.sh: read-only; nothing was written") as caught:
        apply(root)
    assert caught.value.exit_code == ExitCode.RESTORED
    assert snapshot(root) == before
    assert runs(Workspace(root)) == ()


@pytest.mark.parametrize("path", ["link.py", "dir/a.py", "../x.py", "/etc/x.py"])
def test_paths_that_lead_elsewhere_are_refused(root: Path, path: str) -> None:
    (root / "dir").symlink_to(".")
    with pytest.raises((ApplyError, PlanError), match=path):
        apply(root, plan_of({path: b"Old\n"}, {path: b"New\n"}))
    assert contents(root) == BEFORE


def test_a_full_disk_is_found_before_anything_is_written() -> None:
    with small_disk() as root:
        (root / "a.py").write_bytes(b"x" * 300_000)
        with pytest.raises(ApplyError, match="bytes needed") as caught:
            apply(root, plan_of({"a.py": b"x" * 300_000}, {"a.py": b"y" * 500_000}))
        assert caught.value.exit_code == ExitCode.RESTORED
        assert contents(root) == {"a.py": b"x" * 300_000}


def test_a_disk_that_fills_midway_restores() -> None:
    with small_disk() as root:
        before = {f"d/{n}.py": b"x" * 40_000 for n in range(6)}
        (root / "d").mkdir()
        for path, data in before.items():
            (root / path).write_bytes(data)
        tree = snapshot(root)

        def step(what: str) -> None:
            if what.startswith("create d/.cutover-") and not (root / "filler").exists():
                with (
                    contextlib.suppress(OSError),
                    (root / "filler").open("wb", buffering=0) as file,
                ):
                    while True:
                        file.write(b"x" * 4096)

        after = dict.fromkeys(before, b"y" * 40000)
        with pytest.raises(ApplyError, match=r"d/\d\.py: No space left") as caught:
            apply(root, plan_of(before, after), step=step)
        assert "free some disk space" in caught.value.remedy
        (root / "filler").unlink()
        assert snapshot(root) == tree


@contextlib.contextmanager
def small_disk() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", name]
        if os.getuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("needs root and mount")
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", name], check=True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("at", ["create .cutover/runs", "rename b/", "remove pkg", "checks"])
def test_a_signal_restores(root: Path, number: signal.Signals, at: str) -> None:
    before = snapshot(root)
    handler = signal.getsignal(number)

    def step(what: str) -> None:
        if what.startswith(at):
            os.kill(os.getpid(), number)

    def checks() -> None:
        os.kill(os.getpid(), number)
        time.sleep(1)

    with pytest.raises(InterruptedRun) as caught:
        apply(root, step=step, checks=checks if at == "checks" else lambda: None)
    assert caught.value.exit_code == ExitCode.INTERRUPTED
    assert snapshot(root) == before
    assert signal.getsignal(number) == handler
    assert pending(Workspace(root)) is None


def test_an_unexpected_error_restores_and_is_not_hidden(root: Path) -> None:
    before = snapshot(root)

    def crash() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        apply(root, checks=crash)
    assert snapshot(root) == before


def test_it_works_in_a_thread(root: Path) -> None:
    thread = threading.Thread(target=apply, args=(root,))
    thread.start()
    thread.join()
    assert contents(root) == AFTER


def test_rollback_refuses_newer_work(root: Path) -> None:
    apply(root)
    (root / "a.py").write_bytes(b"newer")
    (root / "pkg/old").mkdir(parents=True)
    (root / "pkg/old/gone.py").write_bytes(b"newer too")
    before = snapshot(root)
    with pytest.raises(StalePlanError) as caught:
        rollback(Workspace(root))
    assert caught.value.moved == ("a.py", "pkg/old/gone.py")
    assert snapshot(root) == before


def test_rollback_keeps_what_else_is_there(root: Path) -> None:
    apply(root)
    (root / "a.py").chmod(0o600)
    (root / "new/mine.py").write_bytes(b"mine")
    rollback(Workspace(root))
    assert contents(root) == {**BEFORE, "new/mine.py": b"mine"}
    assert (root / "a.py").stat().st_mode & 0o777 == 0o600


def test_unknown_runs_and_damaged_backups(root: Path) -> None:
    workspace = Workspace(root)
    with pytest.raises(UsageError):
        rollback(workspace)
    with pytest.raises(UsageError):
        rollback(workspace, "../..")
    run = apply(root).run
    (root / f".cutover/runs/{run}/backup/0001").write_bytes(b"rot")
    after = snapshot(root)
    with pytest.raises(CutoverError, match="backup") as caught:
        rollback(workspace)
    assert caught.value.exit_code == ExitCode.RECOVERY
    assert snapshot(root) == after


def test_one_at_a_time(root: Path) -> None:
    with run_lock(root, "somebody"), pytest.raises(LockedError, match="somebody"):
        apply(root)
    assert contents(root) == BEFORE


def test_progress_is_told(root: Path) -> None:
    told: list[tuple[str, int, int]] = []
    apply_plan(
        Workspace(root),
        plan_of(BEFORE, AFTER),
        manifest_sha256="m",
        progress=lambda *what: told.append(what),
    )
    assert told[-1] == ("pkg/old/gone.py", 4, 4)


NAMES = st.sampled_from(["a", "b", "d/a", "d/b", "d/e/f", "g/h/i/j"])
FILES = st.dictionaries(NAMES, st.binary(max_size=12), max_size=6)


@settings(max_examples=60, deadline=None)
@given(FILES, FILES, st.booleans())
def test_any_plan_rolls_back(
    before: dict[str, bytes], after: dict[str, bytes], again: bool
) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for path, data in before.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        tree = snapshot(root)
        apply(root, plan_of(before, after))
        assert contents(root) == after
        report = rollback(Workspace(root))
        assert snapshot(root) == tree
        if again:
            rollback(Workspace(root), report.run)
            assert contents(root) == after


def steps_of(root: Path, count: int) -> int:
    """How many steps on the file system an apply of so many files takes."""
    before = {f"d{n % 20}/{n}.py": b"Old\n" for n in range(count)}
    for path, data in before.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    steps: list[str] = []
    apply(root, plan_of(before, dict.fromkeys(before, b"New\n")), step=steps.append)
    return len(steps)


def test_the_work_grows_with_the_files_and_no_faster(tmp_path: Path) -> None:
    few, many = steps_of(tmp_path / "few", 5), steps_of(tmp_path / "many", 50)
    assert few > 5
    assert many <= 10 * few
