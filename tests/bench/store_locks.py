"""Stress refresh locks: `python -m tests.bench.store_locks [--processes 16] [--acquisitions 2000]`.

Holders kill themselves, live longer than the stale age and are stopped beyond it. A kernel lock
that each live holder tries without waiting is the oracle: if it is taken, there are two of them. A
counter is read and written under the fence: each acknowledged increment must be in it. The naive
lock of the requirements (exclusive create, stale or unreadable is unlinked, blind release) runs
beside it. Exits 1 unless the refresh locks kept every promise.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import multiprocessing
import os
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Protocol

from store.deadlines import Deadline
from store.errors import LockLost, StoreError
from store.locks import RefreshLocks

ACCOUNT = "provider:bucket"
_SECONDS = 60.0


@dataclass(frozen=True)
class Load:
    """How hard to try; times in seconds, shares of all acquisitions."""

    processes: int = 16
    acquisitions: int = 2000
    stale: float = 0.3
    poll: float = 0.01
    killed: float = 0.03
    slow: float = 0.05
    stopped: float = 0.05
    seed: int = 1


class Lock(Protocol):
    """What both locks can do."""

    def acquire(self, wait: float) -> bool:
        """Take the lock in time or return False."""

    def release(self) -> None:
        """Give it back."""

    @contextmanager
    def fenced(self) -> Iterator[bool]:
        """Run a write that must not meet a successor's."""
        yield True


class Refresh:
    """The lock under test."""

    def __init__(self, folder: Path, stale: float, poll: float) -> None:
        self._locks = RefreshLocks(folder / "locks", stale=stale, poll=poll)

    def acquire(self, wait: float) -> bool:
        return self._locks.acquire(ACCOUNT, wait=wait)

    def release(self) -> None:
        self._locks.release(ACCOUNT)

    @contextmanager
    def fenced(self) -> Iterator[bool]:
        with self._locks.fenced(ACCOUNT, Deadline.after(_SECONDS)) as holding:
            yield holding


class Naive:
    """Rule R8 by the letter."""

    def __init__(self, folder: Path, stale: float, poll: float) -> None:
        self._path = folder / "naive.lock"
        self._stale = stale
        self._poll = poll

    def acquire(self, wait: float) -> bool:
        end = time.monotonic() + wait
        while time.monotonic() < end:
            with suppress(FileExistsError):
                descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                os.write(descriptor, json.dumps({"pid": os.getpid(), "at": time.time()}).encode())
                os.close(descriptor)
                return True
            try:
                at = json.loads(self._path.read_bytes())["at"]
            except FileNotFoundError:
                continue
            except ValueError:
                at = 0.0
            if time.time() - at > self._stale:
                self._path.unlink(missing_ok=True)
                continue
            time.sleep(self._poll)
        return False

    def release(self) -> None:
        self._path.unlink(missing_ok=True)

    @contextmanager
    def fenced(self) -> Iterator[bool]:
        yield True


KINDS = ("refresh", "naive")


def build(kind: str, folder: Path, stale: float, poll: float) -> Lock:
    """Return the lock of that kind over the folder."""
    return (Refresh if kind == "refresh" else Naive)(folder, stale, poll)


class Oracle:
    """A kernel lock on a file of its own, never waited for."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def enter(self) -> bool:
        """Say whether nobody else is inside."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def leave(self) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)


class Contender:
    """One process: takes the lock, does something with it, tells the log, again."""

    def __init__(self, kind: str, folder: Path, load: Load, seed: int) -> None:
        self._lock: Lock = build(kind, folder, load.stale, load.poll)
        self._folder = folder
        self._load = load
        self._random = random.Random(seed)
        self._oracle = Oracle(folder / "oracle")
        self._log = os.open(folder / "log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def run(self) -> None:
        self._tell("ready")
        while not (self._folder / "go").exists():
            time.sleep(0.01)
        while not (self._folder / "stop").exists():
            try:
                if self._lock.acquire(10.0):
                    self._hold()
                else:
                    self._tell("waited")
            except (OSError, StoreError, ValueError) as error:
                self._tell("error", type(error).__name__)

    def _hold(self) -> None:
        alone = self._oracle.enter()
        self._tell("acquired" if alone else "doubled")
        load, fate = self._load, self._random.random()
        if fate < load.killed:
            self._tell("killed")
            os.kill(os.getpid(), signal.SIGKILL)
        elif fate < load.killed + load.slow:
            time.sleep(load.stale * self._random.uniform(1.5, 2.0))
        elif fate < load.killed + load.slow + load.stopped:
            # Who is stopped is no live holder: it leaves the oracle to its successor.
            self._oracle.leave()
            alone = False
            self._tell("stopped")
            os.kill(os.getpid(), signal.SIGSTOP)
            self._write("woken")
        else:
            time.sleep(self._random.uniform(0.0, 0.002))
            self._write("live")
        if alone:
            self._oracle.leave()
        self._lock.release()

    def _write(self, who: str) -> None:
        try:
            with self._lock.fenced() as holding:
                counter = self._folder / "counter"
                value = int(counter.read_text() or 0) + 1
                time.sleep(self._random.uniform(0.0, 0.001))
                counter.write_text(str(value))
                self._tell("written" if holding else "unfenced", str(value))
        except LockLost:
            self._tell(f"lost-{who}")

    def _tell(self, what: str, detail: str = "-") -> None:
        os.write(self._log, f"{what} {os.getpid()} {time.monotonic()} {detail}\n".encode())


def contend(kind: str, folder: Path, load: Load, seed: int) -> None:
    """Run one contender until it is stopped for good."""
    Contender(kind, folder, load, seed).run()


@dataclass
class Report:
    """What the log and the counter say in the end."""

    kind: str
    seconds: float
    counter: int
    events: dict[str, int]
    written: list[str]
    gaps: list[float] = field(default_factory=list)

    def count(self, *names: str) -> int:
        return sum(self.events.get(name, 0) for name in names)

    @property
    def acquisitions(self) -> int:
        return self.count("acquired", "doubled")

    @property
    def lost_writes(self) -> int:
        return max(len(self.written) - len(set(self.written)), len(self.written) - self.counter)

    @property
    def clean(self) -> bool:
        broken = self.count("doubled", "lost-live", "error", "unfenced")
        return not broken and not self.lost_writes and self.counter == len(self.written)

    def __str__(self) -> str:
        share = 100.0 * self.count("doubled") / max(1, self.acquisitions)
        rows = {
            "acquisitions": f"{self.acquisitions} ({self.acquisitions / self.seconds:.0f}/s)",
            "killed, stopped": f"{self.count('killed')}, {self.count('stopped')}",
            "double holds of live holders": f"{self.count('doubled')} ({share:.1f} %)",
            "stopped ones overlapped, refused": self.count("lost-woken"),
            "live ones that lost the lock": self.count("lost-live"),
            "writes acknowledged, counted": f"{len(self.written)}, {self.counter}",
            "acknowledged writes lost": self.lost_writes,
            "waits in vain, errors": f"{self.count('waited')}, {self.count('error')}",
        }
        if self.gaps:
            median, worst = statistics.median(self.gaps), max(self.gaps)
            rows["next holder after a kill"] = f"median {median:.3f} s, worst {worst:.3f} s"
        return "\n".join(f"{self.kind:8} {name:34} {value}" for name, value in rows.items())


class Log:
    """The events so far; reads on from where it was."""

    def __init__(self, path: Path) -> None:
        path.touch()
        self._file = path.open("rb")
        self._rest = b""
        self.events: dict[str, int] = {}
        self.written: list[str] = []
        self.gaps: list[float] = []
        self.moments: list[float] = []
        self._killed: float | None = None

    def read(self) -> list[tuple[str, int]]:
        """Return what is new, as event and process."""
        *lines, self._rest = (self._rest + self._file.read()).split(b"\n")
        return [self._take(*line.decode().split()) for line in lines]

    def _take(self, what: str, pid: str, at: str, detail: str) -> tuple[str, int]:
        self.events[what] = self.events.get(what, 0) + 1
        if what == "written":
            self.written.append(detail)
        elif what == "killed":
            self._killed = float(at)
        elif what in ("acquired", "doubled"):
            self.moments.append(float(at))
            if self._killed is not None:
                self.gaps.append(float(at) - self._killed)
            self._killed = None
        return what, int(pid)

    def close(self) -> None:
        self._file.close()


def stress(kind: str, folder: Path, load: Load) -> Report:
    """Run the contenders until the acquisitions are made, and report."""
    (folder / "counter").write_text("0")
    log = Log(folder / "log")
    processes: list[SpawnProcess] = []
    asleep: dict[int, float] = {}
    seeds = iter(range(load.seed, sys.maxsize))
    while len(log.moments) < load.acquisitions:
        processes = [process for process in processes if process.is_alive()]
        while len(processes) < load.processes:
            processes.append(_spawn(kind, folder, load, next(seeds)))
        for what, pid in log.read():
            if what == "stopped":
                asleep[pid] = time.monotonic() + 2.0 * load.stale
        if log.events.get("ready", 0) == load.processes:
            (folder / "go").touch()
        _wake(asleep, time.monotonic())
        time.sleep(0.005)
    (folder / "stop").touch()
    while any(process.is_alive() for process in processes):
        asleep.update((pid, 0.0) for what, pid in log.read() if what == "stopped")
        _wake(asleep, time.monotonic())
        time.sleep(0.01)
    log.read()
    log.close()
    counter = int((folder / "counter").read_text() or 0)
    seconds = log.moments[-1] - log.moments[0]
    return Report(kind, seconds, counter, log.events, log.written, log.gaps)


def _spawn(kind: str, folder: Path, load: Load, seed: int) -> SpawnProcess:
    process = multiprocessing.get_context("spawn").Process(
        target=contend, args=(kind, folder, load, seed)
    )
    process.start()
    return process


def _wake(asleep: dict[int, float], now: float) -> None:
    for pid in [pid for pid, at in asleep.items() if at <= now]:
        if not _is_stopped(pid):
            # It has told so, and has yet to do it.
            continue
        del asleep[pid]
        os.kill(pid, signal.SIGCONT)


def _is_stopped(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] == b"T"
    except FileNotFoundError:
        return False


def recoveries(kind: str, folder: Path, rounds: int, stale: float, poll: float) -> list[float]:
    """Kill a holder, over and over, and return how long the next one waited, in seconds."""
    return [_recovery(kind, folder, stale, poll) for _ in range(rounds)]


def _recovery(kind: str, folder: Path, stale: float, poll: float) -> float:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        held: Lock = build(kind, folder, stale, poll)
        held.acquire(5.0)
        os.write(writing, b"x")
        time.sleep(3600)
    os.read(reading, 1)
    os.close(reading)
    os.close(writing)
    killed: list[float] = []

    def kill() -> None:
        killed.append(time.monotonic())
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

    timer = threading.Timer(random.uniform(0.1, 0.3), kill)
    timer.start()
    lock: Lock = build(kind, folder, stale, poll)
    while not lock.acquire(10.0):
        pass
    taken = time.monotonic()
    timer.join()
    lock.release()
    return taken - killed[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run both locks, print what happened to each, and return the exit code."""
    default = Load()
    parser = argparse.ArgumentParser(prog="python -m tests.bench.store_locks")
    for name in ("processes", "acquisitions", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(default, name))
    for name in ("stale", "poll", "killed", "slow", "stopped"):
        parser.add_argument(f"--{name}", type=float, default=getattr(default, name))
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--recoveries", type=int, default=30)
    chosen = vars(parser.parse_args(arguments))
    kinds, rounds = chosen.pop("kinds"), chosen.pop("recoveries")
    load, kept = Load(**chosen), True
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder:
            report = stress(kind, Path(folder), load)
            print(report, flush=True)
            # The naive lock needs its 30 s each time.
            waits = recoveries(kind, Path(folder), rounds if kind == "refresh" else 1, 30.0, 0.1)
        median, worst = statistics.median(waits), max(waits)
        print(
            f"{kind:8} {'recovery with the 100 ms poll':34} {median:.3f} s, worst {worst:.3f} s\n"
        )
        kept = kept and (kind != "refresh" or (report.clean and worst < 0.5))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
