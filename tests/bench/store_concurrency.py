"""Many processes at one store: set, get and delete, on entries of their own and on shared ones.

    python -m tests.bench.store_concurrency [--processes 8] [--rounds 200] [--places keyring file]

Counted are errors, lost updates (an own entry that does not read back as it was written, or a
shared one in which an older value of some writer follows a newer one) and aborts of the daemon.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from store.backends.encrypted_file import EncryptedFile
from store.backends.os_keyring import OSKeyring
from store.backends.sealing.key_sources import KeyFile
from store.errors import StoreError
from store.secure_store import SecureStore
from tests.store.secret_service import SecretService

SECONDS = 120.0
SHARED = 5


@dataclass
class Counts:
    """What one process saw."""

    operations: int = 0
    errors: list[str] = field(default_factory=list)
    lost: int = 0


def open_store(folder: Path, address: str | None) -> SecureStore:
    """Return the store over the keyring on the bus, or over encrypted files without one."""
    if address is None:
        file = EncryptedFile(folder, KeyFile(folder / "keys"))
        return SecureStore("svc", directory=folder, keyring=None, fallback=file, deadline=SECONDS)
    ring = OSKeyring(folder / "keyring.lock", bus=address)
    return SecureStore("svc", directory=folder, keyring=ring, deadline=SECONDS)


def work(folder: Path, address: str | None, number: int, rounds: int, shared: bool) -> Counts:
    """Set, get and delete for that many rounds, and return what was seen."""
    store, counts = open_store(folder, address), Counts()
    newest: dict[tuple[str, str], int] = {}
    for turn in range(rounds):
        account = f"shared:{turn % SHARED}" if shared else f"own:{number}"
        value = f"{number} {turn} " + "s3cret" * 130
        try:
            store.set(account, value)
            found = store.get(account)
            store.delete(account)
            gone = store.get(account)
        except StoreError as error:
            counts.errors.append(f"{error.code}: {error}")
            continue
        counts.operations += 3
        if not shared and (found != value or gone is not None):
            counts.lost += 1
        for text in (found, gone) if shared else ():
            counts.lost += older(text, account, newest)
    return counts


def older(text: str | None, account: str, newest: dict[tuple[str, str], int]) -> int:
    """Return 1 when a writer's value is older than one seen before, and remember the newest."""
    if text is None:
        return 0
    writer, turn, _ = text.split(" ", 2)
    key, number = (account, writer), int(turn)
    stale = number < newest.get(key, -1)
    newest[key] = max(number, newest.get(key, -1))
    return int(stale)


def run(place: str, processes: int, rounds: int, shared: bool) -> tuple[Counts, int, float]:
    """Return the summed counts, the daemon's aborts and the operations per second."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        service = None
        if place == "keyring":
            service = stack.enter_context(SecretService(folder / "home"))
        address = None if service is None else service.address
        start = time.monotonic()
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            arguments = [(folder, address, n, rounds, shared) for n in range(processes)]
            parts = pool.starmap(work, arguments)
        seconds = time.monotonic() - start
        aborts = 0 if service is None else int(service.died())
        total = Counts(
            sum(part.operations for part in parts),
            [error for part in parts for error in part.errors],
            sum(part.lost for part in parts),
        )
        return total, aborts, total.operations / seconds


def main() -> None:
    """Run every combination and print one line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--places", nargs="+", default=["keyring", "file"])
    given = parser.parse_args()
    for place in given.places:
        for shared in (False, True):
            counts, aborts, speed = run(place, given.processes, given.rounds, shared)
            kind = "shared" if shared else "own"
            print(
                f"{place:<8} {kind:<7} {counts.operations} operations, {len(counts.errors)} errors,"
                f" {counts.lost} lost updates, {aborts} daemon aborts, {speed:.0f}/s",
                *sorted(set(counts.errors))[:5],
                sep="\n  ",
            )


if __name__ == "__main__":
    main()
