from __future__ import annotations

import os
import signal
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from store.backends.files.file_locks import exclusive
from store.deadlines import Deadline
from store.errors import Denied, Timeout, Unavailable
from tests.store.backends.children import as_nobody, descriptors, in_child


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "locks" / "a.lock"


def taken(lock: Path, seconds: float = 0.1) -> bool:
    """Say whether the lock could be had within the time."""
    try:
        with exclusive(lock, Deadline.after(seconds), "the lock"):
            return True
    except Timeout:
        return False


def test_it_is_private_and_stays(lock: Path) -> None:
    with exclusive(lock, Deadline.after(5), "the lock"):
        inode = lock.stat().st_ino
        assert stat.S_IMODE(lock.stat().st_mode) == 0o600
        assert stat.S_IMODE(lock.parent.stat().st_mode) == 0o700
    assert lock.stat().st_ino == inode
    assert lock.read_bytes() == b""


def test_the_deadline_ends_the_wait_and_names_what_was_waited_for(lock: Path) -> None:
    with exclusive(lock, Deadline.after(5), "outer"):
        started = time.monotonic()
        with (
            pytest.raises(Timeout, match=r"the keyring's lock did not answer within 0\.2 s"),
            exclusive(lock, Deadline.after(0.2), "the keyring's lock"),
        ):
            pass
        assert 0.15 < time.monotonic() - started < 1.24
    assert taken(lock)


def test_a_deadline_that_has_passed_takes_nothing(lock: Path) -> None:
    with pytest.raises(Timeout), exclusive(lock, Deadline.after(-1), "the lock"):
        pass


def test_it_is_freed_when_the_body_raises(lock: Path) -> None:
    with pytest.raises(ZeroDivisionError), exclusive(lock, Deadline.after(5), "the lock"):
        raise ZeroDivisionError
    assert taken(lock)


def test_threads_exclude_each_other(lock: Path) -> None:
    inside, most = [0], [0]

    def work() -> None:
        for _ in range(20):
            with exclusive(lock, Deadline.after(60), "the lock"):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                time.sleep(0)
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_processes_exclude_each_other(lock: Path) -> None:
    counter = lock.parent.parent / "counter"
    counter.write_text("0")

    def work() -> None:
        for _ in range(40):
            with exclusive(lock, Deadline.after(60), "the lock"):
                counter.write_text(str(int(counter.read_text()) + 1))

    children = [forked(work) for _ in range(4)]
    assert [os.waitpid(pid, 0)[1] for pid in children] == [0] * 4
    assert counter.read_text() == "160"


def forked(work: Callable[[], object]) -> int:
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return pid


def held_in_child(lock: Path, inside: Callable[[], object]) -> int:
    """Fork a child that holds the lock while it does something, and wait until it does."""
    reading, writing = os.pipe()

    def work() -> None:
        with exclusive(lock, Deadline.after(10), "the lock"):
            os.write(writing, b"x")
            inside()

    pid = forked(work)
    assert os.read(reading, 1) == b"x"
    os.close(reading)
    os.close(writing)
    return pid


def test_a_killed_holder_holds_nothing(lock: Path) -> None:
    pid = held_in_child(lock, lambda: time.sleep(60))
    assert not taken(lock)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    assert taken(lock, 5)


def test_a_stopped_holder_still_holds(lock: Path) -> None:
    pid = held_in_child(lock, lambda: time.sleep(60))
    os.kill(pid, signal.SIGSTOP)
    try:
        assert not taken(lock, 0.3)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def test_a_forked_child_does_not_keep_what_its_dead_parent_held(lock: Path) -> None:
    reading, writing = os.pipe()

    def fork_inside() -> None:
        grandchild = forked(lambda: time.sleep(30))
        os.write(writing, str(grandchild).encode())
        time.sleep(60)

    pid = held_in_child(lock, fork_inside)
    grandchild = int(os.read(reading, 20))
    try:
        assert not taken(lock)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.kill(grandchild, 0)
        assert taken(lock, 5)
    finally:
        os.kill(grandchild, signal.SIGKILL)
        os.close(reading)
        os.close(writing)


def test_a_forked_child_that_leaves_the_body_frees_nothing_of_its_parents(lock: Path) -> None:
    pid = -1
    with exclusive(lock, Deadline.after(5), "the lock"):
        pid = os.fork()
        if pid:
            assert os.waitpid(pid, 0)[1] == 0
            assert not taken(lock)
    if pid == 0:
        os._exit(0)
    assert taken(lock)


def test_a_forked_child_takes_it_anew(lock: Path) -> None:
    with exclusive(lock, Deadline.after(5), "the lock"):
        assert in_child(lambda: taken(lock)) == "returned False"
    assert in_child(lambda: taken(lock)) == "returned True"


def test_a_link_in_its_place_is_refused(lock: Path, tmp_path: Path) -> None:
    assert taken(lock)
    lock.rename(tmp_path / "moved")
    lock.symlink_to(tmp_path / "moved")
    with pytest.raises(Denied, match="symbolic link"):
        taken(lock)


def test_a_directory_in_its_place_is_unavailable(lock: Path) -> None:
    lock.mkdir(parents=True, mode=0o700)
    lock.parent.chmod(0o700)
    with pytest.raises(Unavailable, match="directory"):
        taken(lock)


def test_without_rights_it_is_denied(tmp_path: Path) -> None:
    assert as_nobody(lambda: taken(tmp_path / "locks" / "a.lock")).startswith("DENIED")


def test_descriptors_stay(lock: Path) -> None:
    assert taken(lock)
    before = descriptors()
    with exclusive(lock, Deadline.after(5), "the lock"):
        for _ in range(3):
            assert not taken(lock, 0.02)
    for _ in range(300):
        assert taken(lock, 5)
    assert descriptors() == before
