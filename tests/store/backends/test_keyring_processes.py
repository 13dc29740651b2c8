"""Several processes, each with several threads, on one keyring."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from store.backends.os_keyring import OSKeyring
from store.deadlines import Deadline
from tests.bench.store_keyring import Load, hammer
from tests.store.secret_service import SecretService

DYING = """
import os, signal, sys
from pathlib import Path
from store.backends.os_keyring import OSKeyring
from store.deadlines import Deadline
ring = OSKeyring(Path(sys.argv[1]), bus=sys.argv[2])
print(ring.get("svc", "a:x", Deadline.after(20)), flush=True)
number = 0
while True:
    number += 1
    ring.set("svc", "a:x", f"s3cret-{number}", Deadline.after(20))
"""


@pytest.mark.parametrize("shared", [False, True])
def test_processes_with_threads_see_no_error_and_lose_nothing(tmp_path: Path, shared: bool) -> None:
    with SecretService(tmp_path / "home") as service:
        load = Load(tmp_path / "lock", service.address, rounds=12, shared=shared, threads=3)
        counts = hammer(load, processes=2)
        assert counts.errors == []
        assert counts.lost == 0
        assert counts.operations == 2 * 12 * 3 * 4
        assert not service.died()


def test_a_writer_that_is_killed_leaves_a_whole_value_and_no_lock(tmp_path: Path) -> None:
    with SecretService(tmp_path / "home") as service:
        ring = OSKeyring(tmp_path / "lock", bus=service.address)
        for attempt in range(6):
            command = [sys.executable, "-c", DYING, str(tmp_path / "lock"), service.address]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
                assert writer.stdout is not None
                writer.stdout.readline()
                time.sleep(attempt * 0.011)
                writer.kill()
            value = ring.get("svc", "a:x", Deadline.after(5))
            assert value is None or value.startswith("s3cret-")
