from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.secret_service import secret_service

REACH = """
import sys, time
from pathlib import Path
from store.backends.os_keyring import OSKeyring
from store.errors import StoreError
ring = OSKeyring(Path(sys.argv[1]) / "index", deadline=3)
"""
WAIT = """
for _ in range(100):
    try:
        ring.description
        break
    except StoreError:
        time.sleep(0.05)
"""
CYCLE = """
assert ring.get("svc", "a:b") is None
ring.set("svc", "a:b", "s3cret-one")
ring.set("svc", "a:b", "s3cret-two")
assert ring.get("svc", "a:b") == "s3cret-two"
assert ring.list("svc") == ("a:b",)
assert ring.delete("svc", "a:b")
assert not ring.delete("svc", "a:b")
assert ring.list("svc") == ()
"""
TOKENS = """
import sys
from pathlib import Path
from store.model import OAuthToken
from store.token_store import KeyringTokenStore
tokens = KeyringTokenStore(directory=Path(sys.argv[1]))
"""
SAVE = 'tokens.save_token("p", OAuthToken(access_token="s3cret-token", expiry=1))\n'
SEE = """
assert tokens.get_token("p").access_token.get_secret_value() == "s3cret-token"
assert not list((Path(sys.argv[1]) / "entries").glob("*"))
assert tokens.remove_token("p")
"""
FAIL = """
try:
    ring.get("svc", "a:b")
except StoreError as error:
    print(error.code)
"""


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with secret_service(tmp_path_factory.mktemp("home")) as environment:
        yield environment


def child(code: str, directory: Path, environment: dict[str, str]) -> str:
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", code, str(directory)]
    done = subprocess.run(
        command, env=environment, cwd=root, capture_output=True, text=True, timeout=20
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_life_cycle(service: dict[str, str], tmp_path: Path) -> None:
    child(REACH + WAIT + CYCLE, tmp_path, service)


def test_two_processes_share_tokens_and_the_disk_has_no_plaintext(
    service: dict[str, str], tmp_path: Path
) -> None:
    child(REACH + WAIT + TOKENS + SAVE, tmp_path, service)
    for root in (tmp_path, Path(service["HOME"])):
        for path in root.rglob("*"):
            assert not path.is_file() or b"s3cret" not in path.read_bytes()
    child(TOKENS + SEE, tmp_path, service)


def test_dead_bus_is_a_typed_error_in_time(service: dict[str, str], tmp_path: Path) -> None:
    dead = service | {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/none"}
    start = time.monotonic()
    assert child(REACH + FAIL, tmp_path, dead) in {"UNAVAILABLE", "TIMEOUT"}
    assert time.monotonic() - start < 8


LOCK = """
import secretstorage
connection = secretstorage.dbus_init()
secretstorage.Collection(connection, "/org/freedesktop/secrets/aliases/default").lock()
"""


def test_locked_collection_is_a_typed_error_in_time(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with secret_service(home) as environment:
        start = time.monotonic()
        code = REACH + WAIT + 'ring.set("svc", "a:b", "s3cret")\n' + LOCK + FAIL
        assert child(code, tmp_path, environment) == "LOCKED"
        assert time.monotonic() - start < 10
