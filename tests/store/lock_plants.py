"""Lock files as somebody else might have left them, and threads that meet at them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from store.lock_records import lock_path

Answer = TypeVar("Answer")

ACCOUNT = "provider:bucket"
FOREIGN = "filelock/2\npid=1\nhost=another.example\nmode=lease\ntoken=aa\nduration={}\nstart=1\n"
NEWER = "filelock/9\npid=1\nowner={}\n"
DAMAGED = {
    "empty": "",
    "not text": "\udcff\udcfe\0",
    "cut": "filelock/2\npid=1\nhost=anot",
    "the naive record": '{"pid": 1, "timestamp": 1}',
    "newer": NEWER.format("x"),
    "a mode of the future": "filelock/2\npid=1\nhost=another.example\nmode=shared\n",
    "huge": "x" * 100_000,
}


def plant(directory: Path, content: str) -> Path:
    """Put a lock file there as somebody else might have left it."""
    directory.mkdir(mode=0o700, exist_ok=True)
    path = lock_path(directory, ACCOUNT)
    path.write_bytes(content.encode(errors="surrogateescape"))
    path.chmod(0o600)
    return path


def together(works: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Return what the functions answer in threads that begin at the same moment."""
    start = threading.Barrier(len(works))
    answers: list[Answer] = []

    def run(work: Callable[[], Answer]) -> None:
        start.wait()
        answers.append(work())

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
