"""The keyring back end on a private gnome-keyring: its speed beside stock, and many processes.

    python -m tests.bench.store_keyring [--rounds 200] [--processes 8] [--threads 1] [--seconds 5]

First the medians of set, get and delete, ours beside the stock ``keyring``, in turns in one run.
Then every process does (set, get, delete) that many rounds, on entries of its own and on five
shared ones, beside nothing, and counted are errors, lost updates and aborts of the daemon. A lost
update is an own entry that does not read back as written or deleted, or a shared one that answers
with what nobody wrote, or with an older value of a writer than before.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from store.backends.os_keyring import OSKeyring
from store.deadlines import Deadline
from store.errors import StoreError
from tests.store.secret_service import SecretService

VALUE = "s3cret" * 136
SHARED = 5
PATIENCE = 120.0


@dataclass
class Counts:
    """What one process, or all of them, saw."""

    operations: int = 0
    lost: int = 0
    errors: list[str] = field(default_factory=list)

    def add(self, other: Counts) -> None:
        """Count what the other saw, too."""
        self.operations += other.operations
        self.lost += other.lost
        self.errors += other.errors


@dataclass(frozen=True)
class Load:
    """What each process does, and the seconds that one operation may take."""

    lock: Path
    address: str
    rounds: int
    shared: bool
    threads: int = 1
    seconds: float = PATIENCE

    def soon(self) -> Deadline:
        """Return the deadline of one operation."""
        return Deadline.after(self.seconds)


def work(load: Load, writer: str) -> Counts:
    """Set, get and delete for that many rounds, and return what was seen."""
    ring, counts, newest = (
        OSKeyring(load.lock, bus=load.address),
        Counts(),
        dict[tuple[str, str], int](),
    )
    for turn in range(load.rounds):
        account = f"shared:{turn % SHARED}" if load.shared else f"own:{writer}"
        value = f"{writer} {turn} {VALUE}"
        try:
            ring.set("bench", account, value, load.soon())
            found = ring.get("bench", account, load.soon())
            ring.delete("bench", account, load.soon())
            gone = ring.get("bench", account, load.soon())
        except StoreError as error:
            counts.errors.append(f"{error.code}: {error}")
            continue
        counts.operations += 4
        if load.shared:
            counts.lost += sum(is_older(text, account, newest) for text in (found, gone))
        else:
            counts.lost += found != value or gone is not None
    return counts


def is_older(text: str | None, account: str, newest: dict[tuple[str, str], int]) -> bool:
    """Say whether a value is none that was written, or older than one of its writer seen before."""
    if text is None:
        return False
    writer, turn, rest = text.split(" ", 2)
    before = newest.get((account, writer), -1)
    newest[account, writer] = max(before, int(turn))
    return rest != VALUE or int(turn) < before


def work_in_threads(load: Load, writer: str) -> Counts:
    """Do the work in that many threads of this process."""
    total = Counts()
    with ThreadPoolExecutor(load.threads) as pool:
        names = [f"{writer}.{number}" for number in range(load.threads)]
        for part in pool.map(lambda name: work(load, name), names):
            total.add(part)
    return total


def hammer(load: Load, processes: int) -> Counts:
    """Return what all the processes saw together."""
    total = Counts()
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for part in pool.starmap(
            work_in_threads, [(load, str(number)) for number in range(processes)]
        ):
            total.add(part)
    return total


def medians(service: SecretService, lock: Path, rounds: int) -> dict[str, tuple[float, float]]:
    """Return the medians in milliseconds of (ours, stock) by verb, measured in turns."""
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = service.address
    import keyring.backends.SecretService

    def soon() -> Deadline:
        return Deadline.after(PATIENCE)

    ours = OSKeyring(lock, bus=service.address)
    kind: Any = keyring.backends.SecretService.Keyring
    stock = kind()
    verbs: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "set": (
            lambda: ours.set("bench", "a:x", VALUE, soon()),
            lambda: stock.set_password("stock", "store", VALUE),
        ),
        "get": (
            lambda: ours.get("bench", "a:x", soon()),
            lambda: stock.get_password("stock", "store"),
        ),
        "delete": (
            lambda: ours.delete("bench", "a:x", soon()),
            lambda: stock.delete_password("stock", "store"),
        ),
    }
    times: dict[tuple[str, int], list[int]] = {}
    for _ in range(rounds):
        for verb, pair in verbs.items():
            for side, act in enumerate(pair):
                start = time.perf_counter_ns()
                act()
                times.setdefault((verb, side), []).append(time.perf_counter_ns() - start)
    of = {key: statistics.median(values) / 1e6 for key, values in times.items()}
    return {verb: (of[verb, 0], of[verb, 1]) for verb in verbs}


def main() -> None:
    """Print the medians, then one line for each way to share."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=5.0, help="deadline of one operation")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with SecretService(folder / "speed") as service:
            for verb, (ours, stock) in medians(service, folder / "lock", given.rounds).items():
                share = f"{ours / stock:5.2f} of stock"
                print(f"{verb:<7} ours {ours:7.2f} ms  stock {stock:7.2f} ms  {share}")
        for shared in (False, True):
            kind = "shared" if shared else "own"
            with SecretService(folder / kind) as service:
                load = Load(
                    folder / "lock",
                    service.address,
                    given.rounds,
                    shared,
                    given.threads,
                    given.seconds,
                )
                start = time.monotonic()
                counts = hammer(load, given.processes)
                speed = counts.operations / (time.monotonic() - start)
                print(
                    f"{kind:<7} {counts.operations} operations, {len(counts.errors)} errors,"
                    f" {counts.lost} lost updates, {int(service.died())} daemon aborts,"
                    f" {speed:.0f}/s",
                    *sorted(set(counts.errors))[:5],
                    sep="\n  ",
                )


if __name__ == "__main__":
    main()
