"""More descriptors than select() can count, which crashed the process: F21."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.conftest import Mode
from tests.store.own_place import NOWHERE

ROOT = Path(__file__).parents[3]
CROWDED = """
import os, resource, sys
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
crowd = [os.open(os.devnull, os.O_RDONLY) for _ in range(1200)]
assert max(crowd) > 1100
from store import KeyringTokenStore, OAuthToken
from store.errors import StoreError
token = OAuthToken(access_token="s3cret", expiry=4e9)

def use():
    tokens = KeyringTokenStore()
    assert tokens.get_token("anthropic") is None
    with tokens.refresh_lock("anthropic") as mine:
        assert mine
        tokens.save_token("anthropic", token)
    assert tokens.get_token("anthropic") == token
    assert tokens.list_providers() == ("anthropic",)
    assert tokens.remove_token("anthropic")
    return tokens.secure_store.places

places = use()
assert (places.keyring is not None) == (sys.argv[1] == "keyring")
before = len(os.listdir("/dev/fd"))
for _ in range(20):
    use()
print(len(os.listdir("/dev/fd")) - before)
"""


@pytest.mark.requirement("F21")
def test_f21_a_process_with_more_than_a_thousand_descriptors_does_not_crash(
    mode: Mode, tmp_path: Path, service_name: str, request: pytest.FixtureRequest
) -> None:
    keyring = mode == "keyring"
    bus = request.getfixturevalue("secret_service").address if keyring else NOWHERE
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "DBUS_SESSION_BUS_ADDRESS": bus,
        "STORE_SERVICE": service_name,
        "STORE_DIRECTORY": str(tmp_path / "data"),
        "STORE_BACKEND": "keyring" if keyring else "file",
        "STORE_DEADLINE": "20",
    }
    done = subprocess.run(
        [sys.executable, "-c", CROWDED, mode],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr
