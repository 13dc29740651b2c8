"""Writes that were none, and deletes that were none: F14, F15, F16, F17."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
import secretstorage

from store.backends import encrypted_file
from store.backends.encrypted_file import EncryptedFile
from store.backends.files.private_files import write_private
from store.backends.keyrings.latch import state_of
from store.backends.keyrings.threaded_calls import PasswordKeyring
from store.backends.os_keyring import USERNAME, OSKeyring
from store.backends.sealing.key_sources import KeyFile
from store.deadlines import Deadline
from store.errors import Conflict, Denied, Locked, Unavailable
from store.model import OAuthToken
from store.secure_store import Policy, SecureStore
from store.settings import StoreSettings
from store.token_store import KeyringTokenStore
from tests.store.conftest import Mode
from tests.store.fakes.keyrings import CANCELLED, Keychain
from tests.store.own_place import NOWHERE, SERVICE, OwnPlace
from tests.store.requirements.token_peer import TokenPeer
from tests.store.secret_service import SecretService

ROOT = Path(__file__).parents[3]
OTHER = OAuthToken.parse({"access_token": "s3cret-other", "expiry": 1})


def over(tmp_path: Path, keyring: PasswordKeyring, policy: Policy = "allow") -> KeyringTokenStore:
    """A program with that keyring on a Mac, and files below it."""
    ring = OSKeyring(tmp_path / "run" / "lock", keyring=keyring, platform="darwin")
    files = EncryptedFile(tmp_path / "data", KeyFile(tmp_path / "keys"))
    store = SecureStore(
        "svc", directory=tmp_path / "data", keyring=ring, fallback=files, policy=policy, deadline=20
    )
    return KeyringTokenStore(store, settings=StoreSettings(deadline=20))


class Forgetful(Keychain):
    """Says that it stored the value, and later knows of none."""

    def set_password(self, service: str, username: str, password: str) -> None:
        self._ask()


@pytest.mark.requirement("F14")
@pytest.mark.parametrize("policy", ["allow", "deny"])
def test_f14_a_write_that_does_not_read_back_is_no_success(
    tmp_path: Path, token: OAuthToken, policy: Policy
) -> None:
    tokens = over(tmp_path, Forgetful(), policy)
    saved = True
    try:
        tokens.save_token("anthropic", token)
    except Unavailable:
        saved = False
    found = over(tmp_path, Forgetful(), policy).get_token("anthropic")
    assert (found == token) is saved
    assert not (saved and policy == "deny")


@pytest.mark.requirement("F14")
def test_f14_a_keyring_that_was_used_and_forgets_is_an_error(
    tmp_path: Path, token: OAuthToken
) -> None:
    sound = Keychain()
    over(tmp_path, sound).save_token("anthropic", token)
    forgetful = Forgetful()
    with pytest.raises(Unavailable):
        over(tmp_path, forgetful).save_token("anthropic", OTHER, "work")
    assert over(tmp_path, sound).get_token("anthropic") == token


@pytest.mark.requirement("F14")
def test_f14_a_file_that_does_not_read_back_is_no_success(
    tmp_path: Path, token: OAuthToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = OwnPlace(tmp_path, None)
    place.tokens().save_token("anthropic", token)
    monkeypatch.setattr(encrypted_file, "write_private", lambda path, content: None)
    with pytest.raises(Conflict):
        place.tokens().save_token("anthropic", OTHER)
    monkeypatch.undo()
    assert place.tokens().get_token("anthropic") == token


@pytest.mark.requirement("F14")
def test_f14_what_was_saved_is_what_another_process_finds(
    place: OwnPlace, token: OAuthToken
) -> None:
    bus = "" if place.daemon is None else place.daemon.address
    place.tokens().save_token("anthropic", token)
    with TokenPeer(place.folder, SERVICE, bus) as peer:
        assert OAuthToken.from_json(peer.ask("get_token", "anthropic")) == token
        assert peer.ask("save_token", "anthropic", OTHER.to_json()) is None
    assert place.tokens().get_token("anthropic") == OTHER


FIRST_USE = """
import sys
from store import KeyringTokenStore, OAuthToken
from store.errors import StoreError
from store.settings import load_settings
for change in ({"backend": "keyring"}, {"fallback": "deny"}, {"fallback": "allow"}):
    tokens = KeyringTokenStore(settings=load_settings(**change))
    try:
        assert tokens.get_token("anthropic") is None
        tokens.save_token("anthropic", OAuthToken(access_token="s3cret", expiry=4e9))
        assert tokens.get_token("anthropic") is not None
        print("saved in", tokens.secure_store.index().entries["anthropic:default"].place)
    except StoreError as error:
        print(error.code)
"""


@pytest.mark.requirement("F15")
@pytest.mark.parametrize("bus", ["", "DISPLAY", NOWHERE, "autolaunch:", "no daemon"])
def test_f15_no_secret_service_is_unavailable_and_nothing_hangs(tmp_path: Path, bus: str) -> None:
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "STORE_DEADLINE": "3"}
    with SecretService(tmp_path / "service") as service:
        if bus == "no daemon":
            service.kill()
            bus = service.address
        name = bus if bus == "DISPLAY" else "DBUS_SESSION_BUS_ADDRESS"
        environment |= {name: ":99" if bus == "DISPLAY" else bus} if bus else {}
        start = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", FIRST_USE],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.stdout.splitlines() == ["UNAVAILABLE", "UNAVAILABLE", "saved in file"]
    assert time.monotonic() - start < 7 * 3 * 1.2 + 5


class Headless(Keychain):
    """Raises what a machine without a Secret Service says, word for word."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def _ask(self) -> None:
        raise self.error


@pytest.mark.requirement("F15")
@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("Couldn't access platform storage: PermissionDenied"),
        RuntimeError("blocked: permission denied, unlocked, timeout"),
        PermissionError(13, "Permission denied"),
        ConnectionRefusedError(111, "Connection refused"),
    ],
)
def test_f15_words_in_a_message_do_not_make_it_denied(
    tmp_path: Path, token: OAuthToken, error: Exception
) -> None:
    with pytest.raises(Unavailable):
        over(tmp_path, Headless(error), "deny").save_token("anthropic", token)
    tokens = over(tmp_path, Headless(error))
    with suppress(Unavailable):
        tokens.save_token("anthropic", token)
        assert tokens.get_token("anthropic") == token


class Contested(Keychain):
    """Another application writes at the worst moment, once."""

    def __init__(self) -> None:
        super().__init__()
        self.theirs: str | None = None

    def get_password(self, service: str, username: str) -> str | None:
        if self.theirs is not None:
            self.items[service, username], self.theirs = self.theirs, None
        return super().get_password(service, username)


@pytest.mark.requirement("F16")
def test_f16_a_value_that_reads_back_differently_is_a_conflict_and_is_kept(
    tmp_path: Path, token: OAuthToken
) -> None:
    keychain = Contested()
    tokens = over(tmp_path, keychain)
    tokens.save_token("anthropic", token)
    keychain.theirs = "s3cret of another application"
    with pytest.raises(Conflict):
        tokens.save_token("anthropic", OTHER)
    assert keychain.items["svc:anthropic:default", USERNAME] == "s3cret of another application"
    assert not list((tmp_path / "data").rglob("*.tok"))


@pytest.mark.requirement("F16")
def test_f16_a_file_that_reads_back_differently_is_a_conflict_and_is_kept(
    tmp_path: Path, token: OAuthToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = OwnPlace(tmp_path, None)
    place.tokens().save_token("anthropic", OTHER)
    path = place.files().path(SERVICE, "anthropic:default")
    theirs = path.read_bytes()

    def write_and_lose(target: Path, content: bytes) -> None:
        write_private(target, theirs if target == path else content)

    monkeypatch.setattr(encrypted_file, "write_private", write_and_lose)
    with pytest.raises(Conflict):
        place.tokens().save_token("anthropic", token)
    assert path.read_bytes() == theirs


@pytest.mark.requirement("F16")
def test_f16_another_application_at_the_real_keyring_loses_nothing(
    secret_service: SecretService, tmp_path: Path, service_name: str
) -> None:
    ring = OSKeyring(tmp_path / "lock", bus=secret_service.address)
    entry = {"service": f"{service_name}:a:x", "username": USERNAME}
    entry["application"] = "Python keyring library"
    end = threading.Event()
    alone = threading.Event()

    def write() -> None:
        with secret_service.connection() as connection:
            collection = secretstorage.Collection(connection)
            while not end.is_set():
                collection.create_item("other", entry, b"s3cret-theirs", replace=True)
                alone.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert alone.wait(20)
    outcomes = set()
    seen = set()
    for number in range(15):
        try:
            ring.set(service_name, "a:x", f"s3cret-{number}", Deadline.after(20))
            outcomes.add("stored")
        except Conflict:
            outcomes.add("conflict")
        seen.add(ring.get(service_name, "a:x", Deadline.after(20)))
    end.set()
    writer.join()
    assert None not in seen
    assert outcomes <= {"stored", "conflict"}


@pytest.mark.requirement("F16")
def test_f16_processes_that_write_the_same_token_take_turns(
    secure: SecureStore,
    tokens: KeyringTokenStore,
    mode: Mode,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    bus = ""
    if mode == "keyring":
        bus = request.getfixturevalue("secret_service").address
    made = [
        OAuthToken.parse({"access_token": f"s3cret-{n}", "expiry": n}).to_json() for n in range(2)
    ]
    peers = [TokenPeer(tmp_path, secure.service, bus) for _ in made]
    try:
        for peer, text in zip(peers, made, strict=True):
            for _ in range(10):
                peer.tell("save_token", "anthropic", text)
        answers = [peer.answer() for _ in range(10) for peer in peers]
    finally:
        for peer in peers:
            peer.__exit__()
    assert answers == [None] * 20
    found = tokens.get_token("anthropic")
    assert found is not None
    assert found.to_json() in made


@pytest.mark.requirement("F17")
def test_f17_a_delete_that_the_keyring_refuses_is_raised_and_the_copy_goes(
    tmp_path: Path, token: OAuthToken
) -> None:
    keychain = Keychain()
    tokens = spilled(tmp_path, keychain, token)
    files = EncryptedFile(tmp_path / "data", KeyFile(tmp_path / "keys"))
    assert files.path("svc", "anthropic:default").exists()
    keychain.keeps_what_it_deletes = True
    with pytest.raises(Denied, match="still stored"):
        tokens.remove_token("anthropic")
    assert not list((tmp_path / "data").rglob("*.tok"))
    assert keychain.items
    again = over(tmp_path, keychain)
    assert again.get_token("anthropic") is None
    assert again.list_providers() == ()
    state_of(keychain).latch.release()
    keychain.keeps_what_it_deletes = False
    assert over(tmp_path, keychain).remove_token("anthropic")
    assert not keychain.items


def spilled(tmp_path: Path, keychain: Keychain, token: OAuthToken) -> KeyringTokenStore:
    """A store with an old token in the keychain and its successor in the files."""
    tokens = over(tmp_path, keychain)
    tokens.save_token("anthropic", OTHER)
    with tokens.refresh_lock("anthropic") as mine:
        assert mine
        keychain.status = CANCELLED
        tokens.save_token("anthropic", token)
        keychain.status = 0
    state_of(keychain).latch.release()
    return tokens


@pytest.mark.requirement("F17")
def test_f17_an_error_of_the_delete_itself_is_raised(tmp_path: Path, token: OAuthToken) -> None:
    keychain = Keychain()
    tokens = spilled(tmp_path, keychain, token)
    keychain.status = CANCELLED
    with pytest.raises(Denied):
        tokens.remove_token("anthropic")
    assert not list((tmp_path / "data").rglob("*.tok"))


@pytest.mark.requirement("F17")
def test_f17_a_removal_that_failed_is_an_error_and_no_success(
    place: OwnPlace, token: OAuthToken
) -> None:
    place.tokens().save_token("anthropic", token)
    for kind in place.outages:
        with place.outage(kind), pytest.raises(kind):
            place.tokens().remove_token("anthropic")
        place.tokens().save_token("anthropic", token)
        assert place.tokens().get_token("anthropic") == token
    assert place.tokens().remove_token("anthropic")
    assert place.raw("anthropic:default") is None


@pytest.mark.requirement("F17")
def test_f17_a_locked_keyring_keeps_the_secret_and_says_so(
    tmp_path: Path, token: OAuthToken
) -> None:
    with SecretService(tmp_path / "home") as daemon:
        place = OwnPlace(tmp_path, daemon)
        place.tokens().save_token("anthropic", token)
        with place.outage(Locked):
            tokens = place.tokens()
            with tokens.refresh_lock("anthropic") as mine:
                assert mine
                tokens.save_token("anthropic", OTHER)
            assert list(place.data.rglob("*.tok"))
            with pytest.raises(Locked):
                tokens.remove_token("anthropic")
            assert not list(place.data.rglob("*.tok"))
        assert place.raw("anthropic:default") is not None
        assert place.tokens().get_token("anthropic") is None
        assert place.tokens().remove_token("anthropic")
        assert place.raw("anthropic:default") is None
