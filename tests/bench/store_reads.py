"""How long a read takes, warm, beside the stock ``keyring`` in the same run.

    python -m tests.bench.store_reads [--rounds 2000]

Medians in milliseconds: ``SecureStore.get`` of a value in the encrypted file, of a value that a
process read from the keyring before, of one that it reads anew, and ``keyring.get_password``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from store.backends.encrypted_file import EncryptedFile
from store.backends.os_keyring import OSKeyring
from store.backends.sealing.key_sources import KeyFile
from store.secure_store import SecureStore
from tests.store.secret_service import SecretService

VALUE = "s3cret" * 150


def median(work: Callable[[], object], rounds: int) -> float:
    """Return the median of the rounds in milliseconds, after a few unmeasured ones."""
    times = []
    for number in range(rounds + 5):
        start = time.perf_counter_ns()
        work()
        if number >= 5:
            times.append(time.perf_counter_ns() - start)
    return statistics.median(times) / 1e6


def stock(address: str, rounds: int) -> float:
    """Return the median of ``keyring.get_password`` on the same daemon."""
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = address
    import keyring.backends.SecretService

    backend: Any = keyring.backends.SecretService.Keyring()  # type: ignore[no-untyped-call]
    backend.set_password("stock", "store", VALUE)
    return median(lambda: backend.get_password("stock", "store"), rounds)


def measure(folder: Path, rounds: int) -> dict[str, float]:
    """Return the medians by what was read."""
    with SecretService(folder / "home") as service:
        ring = OSKeyring(folder / "keyring.lock", bus=service.address)
        file = EncryptedFile(folder, KeyFile(folder / "keys"))
        fallback = SecureStore("file", directory=folder, keyring=None, fallback=file)
        keyring = SecureStore("ring", directory=folder, keyring=ring)
        for store in (fallback, keyring):
            store.set("a:b", VALUE)
        time.sleep(0.1)

        def anew() -> None:
            SecureStore("ring", directory=folder, keyring=ring).get("a:b")

        few = max(20, rounds // 20)
        return {
            "encrypted file, warm": median(lambda: fallback.get("a:b"), rounds),
            "keyring, cached": median(lambda: keyring.get("a:b"), rounds),
            "keyring, read anew": median(anew, few),
            "stock keyring": stock(service.address, few),
        }


def main() -> None:
    """Print the medians and how they compare with the stock ``keyring``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2000)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), rounds)
    peer = figures["stock keyring"]
    for name, value in figures.items():
        print(f"{name:<22} {value:8.3f} ms  {value / peer:7.4f} of stock keyring")


if __name__ == "__main__":
    main()
