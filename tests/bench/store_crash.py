"""Kill writers of the encrypted files: `python -m tests.bench.store_crash [--kills 500]`.

A child writes, or rekeys, as fast as it can until SIGKILL ends it at a random moment; its parent
reads meanwhile, and afterwards with nothing cached. Exits 1 unless each read gave a whole value and,
after the kill, the old one or the new one.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path

from store.backends.encrypted_file import EncryptedFile
from store.backends.sealing.key_sources import KeyFile
from store.deadlines import Deadline
from store.errors import StoreError

SERVICE = "crash"
ACCOUNTS = tuple(f"provider:bucket-{number}" for number in range(4))
_LONGEST = 0.03


@dataclass
class Counts:
    """What became of the entries and the children; all but the first three must be zero."""

    kills_in_set: int = 0
    kills_in_rekey: int = 0
    reads: int = 0
    corrupt: int = 0
    torn: int = 0
    neither: int = 0
    unlisted: int = 0
    failed: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.corrupt or self.torn or self.neither or self.unlisted or self.failed)

    def __str__(self) -> str:
        return "\n".join(f"{each.name:15} {getattr(self, each.name)}" for each in fields(self))


def value_of(account: str, number: int) -> str:
    """Return a value of which any part tells whether it belongs to the rest."""
    return f"s3cret {account} {number} " * 100


def store(directory: Path) -> EncryptedFile:
    """Return the back end with nothing cached."""
    return EncryptedFile(directory / "data", KeyFile(directory / "keys"))


def crash(directory: Path, kills: int, seed: int = 0) -> Counts:
    """Kill so many children, every other one in a rekey, and count what is found afterwards."""
    dice, counts = random.Random(seed), Counts()
    held = dict.fromkeys(ACCOUNTS, 0)
    for account in ACCOUNTS:
        store(directory).set(SERVICE, account, value_of(account, 0), Deadline.after(60))
    for kill in range(kills):
        if kill % 2:
            _killed(partial(_rekey, directory), partial(_read, directory, counts), dice, counts)
            counts.kills_in_rekey += 1
            held = _checked(directory, held, held, counts)
        else:
            writer = partial(_write, directory, held)
            told = _killed(writer, partial(_read, directory, counts), dice, counts)
            counts.kills_in_set += 1
            held = _checked(directory, *_outcome(held, told), counts)
    return counts


def _killed(
    child: Callable[[int], None], parent: Callable[[], None], dice: random.Random, counts: Counts
) -> str:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reading)
            child(writing)
        finally:
            os._exit(1)
    os.close(writing)
    until = time.monotonic() + dice.uniform(0, _LONGEST)
    while time.monotonic() < until:
        parent()
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    with os.fdopen(reading) as report:
        told = report.read()
    # A child that ended by itself met an error of the store.
    counts.failed += not os.WIFSIGNALED(status)
    return told


def _write(directory: Path, held: Mapping[str, int], report: int) -> None:
    place, number = store(directory), max(held.values())
    while True:
        for index, account in enumerate(ACCOUNTS):
            number += 1
            os.write(report, f"{index} {number} begins\n".encode())
            place.set(SERVICE, account, value_of(account, number), Deadline.after(60))
            os.write(report, f"{index} {number} ended\n".encode())


def _rekey(directory: Path, _: int) -> None:
    place = store(directory)
    while True:
        place.rekey(SERVICE, Deadline.after(60))


def _read(directory: Path, counts: Counts) -> None:
    account = ACCOUNTS[counts.reads % len(ACCOUNTS)]
    counts.reads += 1
    try:
        value = store(directory).get(SERVICE, account, Deadline.after(60))
    except StoreError:
        value = None
    if _number_in(account, value) is None:
        counts.torn += 1


def _outcome(held: Mapping[str, int], told: str) -> tuple[dict[str, int], dict[str, int]]:
    old, new = dict(held), dict(held)
    for line in told.splitlines():
        index, number, what = line.split()
        account = ACCOUNTS[int(index)]
        (new if what == "begins" else old)[account] = int(number)
    return old, new


def _checked(
    directory: Path, old: Mapping[str, int], new: Mapping[str, int], counts: Counts
) -> dict[str, int]:
    place, held = store(directory), dict(old)
    for account in ACCOUNTS:
        try:
            number = _number_in(account, place.get(SERVICE, account, Deadline.after(60)))
        except StoreError:
            counts.corrupt += 1
            continue
        if number is None or number not in (old[account], new[account]):
            counts.neither += 1
        else:
            held[account] = number
    counts.unlisted += _listed(place) != frozenset(ACCOUNTS)
    return held


def _listed(place: EncryptedFile) -> frozenset[str]:
    try:
        return place.discover(SERVICE, Deadline.after(60))
    except StoreError:
        return frozenset()


def _number_in(account: str, value: str | None) -> int | None:
    words = (value or "").split(" ", 3)
    if len(words) < 4 or not words[2].isdigit() or value != value_of(account, int(words[2])):
        return None
    return int(words[2])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the kills in a scratch directory and print the counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--directory", type=Path, help="where the file system to test is")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=options.directory) as scratch:
        counts = crash(Path(scratch), options.kills, options.seed)
    print(counts)
    return 0 if counts.clean else 1


if __name__ == "__main__":
    sys.exit(main())
