"""Keys made of public names, minted twice, or minted while entries waited for theirs: F20."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from store.backends.keyring_wrapped import keyring_wrapped
from store.backends.os_keyring import OSKeyring
from store.backends.scoped import Scoped
from store.backends.sealing.key_sources import RESERVED_ACCOUNT
from store.deadlines import Deadline
from store.errors import KeyMissing, Unavailable
from store.model import OAuthToken
from store.secure_store import SecureStore
from store.settings import StoreSettings
from store.token_store import KeyringTokenStore
from tests.store.conftest import Mode
from tests.store.own_place import NOWHERE

ROOT = Path(__file__).parents[3]
BUCKETS = ("a", "b", "c")


@pytest.fixture
def user(
    mode: Mode, tmp_path: Path, service_name: str, request: pytest.FixtureRequest
) -> dict[str, str]:
    """Sealed files, whose key lies in the real keyring, or in a file where there is none."""
    keyring = mode == "keyring"
    bus = request.getfixturevalue("secret_service").address if keyring else NOWHERE
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "DBUS_SESSION_BUS_ADDRESS": bus,
        "STORE_SERVICE": service_name,
        "STORE_DIRECTORY": str(tmp_path / "data"),
        "STORE_BACKEND": "keyring_wrapped" if keyring else "file",
        "STORE_DEADLINE": "20",
    }


def start(
    code: str, environment: dict[str, str], *words: str, under: Sequence[str] = ()
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*under, sys.executable, "-c", code, *words],
        env=environment,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def run(code: str, environment: dict[str, str], *words: str, under: Sequence[str] = ()) -> str:
    process = start(code, environment, *words, under=under)
    answer = process.communicate(timeout=60)[0]
    assert process.returncode == 0
    return answer.strip()


SAVE = """
import sys
from store import KeyringTokenStore, OAuthToken
tokens = KeyringTokenStore()
print("ready", flush=True)
sys.stdin.readline()
token = OAuthToken(access_token="s3cret-" + sys.argv[1], expiry=4e9)
tokens.save_token("anthropic", token, sys.argv[1])
"""
READ = """
from store import KeyringTokenStore
tokens = KeyringTokenStore()
for bucket in tokens.list_buckets("anthropic"):
    token = tokens.get_token("anthropic", bucket)
    print(bucket, token.access_token.get_secret_value() == "s3cret-" + bucket)
"""
ALL_READ = "\n".join(f"{bucket} True" for bucket in BUCKETS)


def save_all_at_once(environment: dict[str, str]) -> None:
    """Let one process for each bucket store its first token, all at the same moment."""
    writers = [start(SAVE, environment, bucket) for bucket in BUCKETS]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0


def kids_of(directory: Path) -> set[str]:
    return {json.loads(path.read_bytes())["kid"] for path in directory.rglob("*.tok")}


@pytest.mark.requirement("F20")
def test_f20_processes_that_mint_at_once_have_one_key(user: dict[str, str], tmp_path: Path) -> None:
    save_all_at_once(user)
    assert len(list((tmp_path / "data").rglob("*.tok"))) == len(BUCKETS)
    assert len(kids_of(tmp_path / "data")) == 1
    assert run(READ, user) == ALL_READ


@pytest.mark.requirement("F20")
def test_f20_another_host_name_and_user_name_open_the_same_entries(
    user: dict[str, str], mode: Mode, tmp_path: Path, token: OAuthToken
) -> None:
    opened(user, mode, tmp_path).save_token("anthropic", token)
    names = {"USER": "other", "LOGNAME": "other", "USERNAME": "other", "HOSTNAME": "other.example"}
    if subprocess.run(["unshare", "--uts", "true"], check=False, capture_output=True).returncode:
        rename, under = "socket.gethostname = lambda: 'renamed'", list[str]()
    else:
        rename, under = "socket.sethostname('renamed')", ["unshare", "--uts"]
    code = f"import socket; {rename}; assert socket.gethostname() == 'renamed'" + FIND
    assert run(code, user | names, under=under) == "True"


FIND = """
from store import KeyringTokenStore
print(KeyringTokenStore().get_token("anthropic") is not None)
"""


@pytest.mark.requirement("F20")
def test_f20_two_stores_of_the_same_user_on_the_same_host_have_other_keys(
    tmp_path: Path, token: OAuthToken
) -> None:
    keys = []
    for name in ("one", "two"):
        user = {"STORE_SERVICE": "svc", "STORE_DIRECTORY": str(tmp_path / name)}
        opened(user, "fallback", tmp_path).save_token("anthropic", token)
        ring = json.loads((tmp_path / f"{name}-keys" / "svc" / "keys.json").read_bytes())
        keys += [base64.b64decode(key + "==") for key in ring["keys"].values()]
    assert len(set(keys)) == 2
    assert {len(key) for key in keys} == {32}


@pytest.mark.requirement("F20")
def test_f20_no_key_is_minted_while_entries_wait_for_theirs(
    user: dict[str, str], mode: Mode, tmp_path: Path, token: OAuthToken
) -> None:
    opened(user, mode, tmp_path).save_token("anthropic", token, "a")
    before = {path: path.read_bytes() for path in (tmp_path / "data").rglob("*.tok")}
    bring_back = take_key_away(user, mode, tmp_path)
    tokens = opened(user, mode, tmp_path)
    with pytest.raises(KeyMissing):
        tokens.get_token("anthropic", "a")
    for bucket in ("a", "new"):
        with pytest.raises(KeyMissing):
            tokens.save_token("anthropic", token, bucket)
    assert {path: path.read_bytes() for path in (tmp_path / "data").rglob("*.tok")} == before
    bring_back()
    assert opened(user, mode, tmp_path).get_token("anthropic", "a") == token


def opened(user: dict[str, str], mode: Mode, tmp_path: Path) -> KeyringTokenStore:
    """A program's store in the user's environment."""
    directory = Path(user["STORE_DIRECTORY"])
    settings = StoreSettings(
        service=user["STORE_SERVICE"], directory=directory, deadline=20, backend="file"
    )
    if mode == "fallback":
        return KeyringTokenStore(settings=settings)
    place = keyring_wrapped(directory, ring_of(user, tmp_path))
    store = SecureStore(settings.service, directory=directory, keyring=place, deadline=20)
    return KeyringTokenStore(store, settings=settings)


def ring_of(user: dict[str, str], tmp_path: Path) -> OSKeyring:
    return OSKeyring(tmp_path / "run" / "lock", bus=user["DBUS_SESSION_BUS_ADDRESS"])


def take_key_away(user: dict[str, str], mode: Mode, tmp_path: Path) -> Callable[[], None]:
    """Hide the key, and return what brings it back if nobody made another one meanwhile."""
    directory, kept = tmp_path / "data-keys", tmp_path / "kept"
    service = user["STORE_SERVICE"]
    ring = Scoped(ring_of(user, tmp_path), Path(user["STORE_DIRECTORY"]))
    if mode == "fallback":
        directory.rename(kept)
    else:
        text = ring.get(service, RESERVED_ACCOUNT, Deadline.after(20))
        assert text is not None
        assert ring.delete(service, RESERVED_ACCOUNT, Deadline.after(20))

    def bring_back() -> None:
        if mode == "fallback":
            assert not list(directory.rglob("*.json"))
            kept.rename(directory)
        else:
            assert ring.get(service, RESERVED_ACCOUNT, Deadline.after(20)) is None
            ring.set(service, RESERVED_ACCOUNT, str(text), Deadline.after(20))

    return bring_back


@pytest.mark.requirement("F20")
def test_f20_switching_the_keyring_off_and_on_orphans_nothing(
    user: dict[str, str],
    mode: Mode,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    token: OAuthToken,
) -> None:
    for name, value in user.items():
        monkeypatch.setenv(name, value)
    KeyringTokenStore().save_token("anthropic", token)
    before = kids_of(tmp_path / "data")
    monkeypatch.setenv("STORE_BACKEND", "auto")
    monkeypatch.setenv("STORE_DISABLE_KEYRING", "true")
    if mode == "fallback":
        assert KeyringTokenStore().get_token("anthropic") == token
    else:
        with pytest.raises(Unavailable):
            KeyringTokenStore().get_token("anthropic")
    assert kids_of(tmp_path / "data") == before
    monkeypatch.delenv("STORE_DISABLE_KEYRING")
    monkeypatch.setenv("STORE_BACKEND", user["STORE_BACKEND"])
    assert KeyringTokenStore().get_token("anthropic") == token
