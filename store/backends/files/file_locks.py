"""Kernel locks: one holder per path over all threads and processes, freed by the holder's death."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.backends.files.private_files import ensure_directory, translated
from store.deadlines import Deadline

_POLL = (0.005, 0.010)


@contextmanager
def exclusive(
    path: Path, deadline: Deadline, what: str, remedy: str | None = None
) -> Iterator[None]:
    """Hold the kernel lock of ``path`` inside; raises Timeout, which names ``what``, and Denied.

    The file (0600, in a 0700 directory) stays for ever: unlinking it would split its waiters. The
    lock excludes threads too and is not reentrant; a forked child does not hold it.
    """
    import filelock

    deadline.check(what)
    ensure_directory(path.parent)
    lock = filelock.FileLock(
        path,
        mode=0o600,
        poll_interval=random.uniform(*_POLL),  # noqa: S311
        fallback_to_soft=False,
        preserve_lock_file=True,
    )
    with translated(path):
        try:
            lock.acquire(timeout=deadline.remaining())
        except filelock.Timeout:
            raise deadline.missed_by(what, remedy) from None
    try:
        yield
    finally:
        lock.release()
