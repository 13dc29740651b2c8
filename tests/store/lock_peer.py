"""Another process that takes refresh locks, told line by line what to do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from store.deadlines import Deadline
from store.errors import StoreError
from store.locks import RefreshLocks

PATIENCE = 30.0


class Peer:
    """The process, from outside; ends with the block."""

    def __init__(self, directory: Path, *, stale: float = 30.0, poll: float = 0.01) -> None:
        command = [sys.executable, "-m", "tests.store.lock_peer", str(directory)]
        self._process = subprocess.Popen(
            [*command, str(stale), str(poll)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self.pid = self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def tell(self, *words: object) -> None:
        """Give it something to do."""
        assert self._process.stdin is not None
        print(*words, file=self._process.stdin, flush=True)

    def answer(self) -> str:
        """Wait for what came of it."""
        assert self._process.stdout is not None
        return str(self._process.stdout.readline()).strip()

    def ask(self, *words: object) -> str:
        self.tell(*words)
        return self.answer()

    def stop(self) -> None:
        """Suspend it, and return when it is."""
        os.kill(self.pid, signal.SIGSTOP)
        self.wait_until_stopped()

    def wait_until_stopped(self) -> None:
        end = time.monotonic() + PATIENCE
        while b") T" not in Path(f"/proc/{self.pid}/stat").read_bytes():
            assert time.monotonic() < end
            time.sleep(0.002)

    def wake(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def kill(self) -> None:
        """Kill it and let the system forget it."""
        self._process.kill()
        self._process.wait()

    def end(self) -> None:
        """Let it end as programs do."""
        self.tell("end")
        self._process.wait(PATIENCE)


def main(directory: str, stale: str, poll: str) -> None:
    """Do what standard input says, one answer a line."""
    locks = RefreshLocks(Path(directory), stale=float(stale), poll=float(poll))
    for line in sys.stdin:
        words = line.split()
        if words == ["end"]:
            break
        print(_outcome(locks, *words), flush=True)


def _outcome(locks: RefreshLocks, what: str, account: str, wait: str = "0") -> object:
    try:
        if what == "acquire":
            return locks.acquire(account, wait=float(wait))
        if what == "release":
            locks.release(account)
            return None
        if what == "holds":
            return locks.holds(account)
        if what == "fork":
            return _fork()
        with locks.fenced(account, Deadline.after(PATIENCE)) as holding:
            if what == "stop-inside":
                os.kill(os.getpid(), signal.SIGSTOP)
            return holding
    except StoreError as error:
        return error.code


def _fork() -> int:
    pid = os.fork()
    if pid == 0:
        # It keeps nothing open that a reader of the parent's answers would wait for.
        os.close(0)
        os.close(1)
        time.sleep(PATIENCE)
        os._exit(0)
    return pid


if __name__ == "__main__":
    main(*sys.argv[1:])
