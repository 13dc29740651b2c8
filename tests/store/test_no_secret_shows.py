"""Secrets are planted wherever one can be, and looked for in everything that can be seen.

Names of services, providers, buckets and token fields, and paths, are no secrets: errors show them.
"""

from __future__ import annotations

import json
import logging
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr, ValidationError

from store.async_store import AsyncTokenStore
from store.backends.encrypted_file import EncryptedFile
from store.backends.keyring_wrapped import keyring_wrapped
from store.backends.memory import MemoryBackend
from store.backends.os_keyring import OSKeyring
from store.backends.sealing import envelope, key_ring
from store.backends.sealing.key_sources import KeyFile, KeyringSource, Passphrase
from store.cli.main import main
from store.deadlines import Deadline
from store.errors import InvalidSetting, NewerVersion, StoreError
from store.index import Index, IndexEntry
from store.locks import RefreshLocks, lock_states
from store.model import BucketStats, OAuthToken
from store.records import Record, decode, encode
from store.secure_store import SecureStore
from store.settings import StoreSettings, load_settings
from store.token_store import KeyringTokenStore
from tests.store.conftest import Mode
from tests.store.own_place import NOWHERE, SERVICE, OwnPlace

SECRET = "s3cret"
PHRASE, WRONG = "s3cret-phrase", "s3cret-other"
ROOT = Path(__file__).parents[2]
FORMS = [SECRET.encode(), SECRET.encode("utf-16-le"), SECRET[::-1].encode()]
FIELDS: dict[str, object] = {
    "access_token": "s3cret-access",
    "refresh_token": "s3cret-refresh",
    "id_token": "s3cret-id",
    "account_id": "s3cret-account",
    "deep": {"list": ["s3cret-deep", 1, None]},
    "expiry": 4_000_000_000,
    "scope": "read",
}
TOKEN = OAuthToken.parse(FIELDS)
JUNK = [
    "s3cret junk",
    '{"s3cret": 1',
    encode(Record(10**6, 1, "s3cret, which is no token")),
    encode(Record(10**6, 1, json.dumps(FIELDS | {"expiry": "s3cret"}))),
    encode(Record(10**6, 1, json.dumps(FIELDS | {"token_type": "s3cret", "access_token": 5}))),
    '{"v":9,"gen":1,"at":1,"value":"s3cret"}',
    '{"v":1,"gen":"s3cret","at":1,"value":"s3cret"}',
]


def shows(text: str | bytes) -> bool:
    """Say whether the secret is in there, in one of the forms in which it might be."""
    content = text.encode(errors="replace") if isinstance(text, str) else text
    return any(form in content for form in FORMS)


def faces_of(error: BaseException, seen: set[int] | None = None) -> Iterator[str]:
    """Everything an error says of itself, and all that it leads to."""
    seen = set() if seen is None else seen
    if id(error) in seen:
        return
    seen.add(id(error))
    yield from (str(error), repr(error), repr(error.args), repr(vars(error)))
    yield "".join(traceback.format_exception(error))
    yield repr(getattr(error, "__notes__", ()))
    if isinstance(error, StoreError):
        yield from (error.message, error.remedy, repr(pickle.dumps(error)))
    for other in (error.__cause__, error.__context__):
        if other is not None:
            yield from faces_of(other, seen)


def check_error(work: Callable[[], object]) -> type[BaseException] | None:
    """Return the kind of the error that the work raises, when that error shows no secret."""
    try:
        work()
    except StoreError as error:
        assert not [face for face in faces_of(error) if shows(face)]
        return type(error)
    return None


@pytest.fixture(autouse=True)
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Search the records of all loggers at all levels, with what their arguments are."""
    caplog.set_level(logging.DEBUG)
    yield
    for record in caplog.get_records("call"):
        text = caplog.handler.format(record)
        assert not shows(text), record.name
        assert not shows(repr(record.args)), record.name


@dataclass
class User:
    """Who runs the command in the mode."""

    folder: Path
    place: OwnPlace
    environment: dict[str, str]

    def run(self, *arguments: str) -> int:
        """Run the command and search what it prints."""
        result = CliRunner().invoke(main, arguments)
        assert not shows(result.output), arguments
        assert not shows(result.stderr), arguments
        if result.exception is not None:
            assert isinstance(result.exception, SystemExit), arguments
            assert not [face for face in faces_of(result.exception) if shows(face)]
        return result.exit_code


@pytest.fixture
def user(mode: Mode, place: OwnPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> User:
    daemon = place.daemon
    environment = {
        "HOME": str(tmp_path / "home"),
        "DBUS_SESSION_BUS_ADDRESS": NOWHERE if daemon is None else daemon.address,
        "STORE_SERVICE": SERVICE,
        "STORE_DIRECTORY": str(place.data),
        "STORE_KEY_DIRECTORY": str(tmp_path / "keys"),
        "STORE_RUNTIME_DIRECTORY": str(tmp_path / "run"),
        "STORE_DEADLINE": "20",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return User(tmp_path, place, environment)


COMMANDS = [
    ["list"],
    ["show", "anthropic"],
    ["show", "anthropic", "--bucket", "none"],
    ["doctor"],
    ["lock", "status"],
    ["lock", "release", "anthropic"],
    ["lock", "release", "anthropic", "--force"],
    ["rekey"],
    ["doctor", "--repair"],
    ["delete", "anthropic", "--bucket", "none"],
    ["delete", "anthropic"],
]
HELP = [["--help"], ["--version"], ["pin", "none"], ["pin", "keyring"], ["pin", "file"], ["x"]]


def run_all(user: User) -> None:
    """Run every command, in both formats, over the token as it is then."""
    for style in ("text", "json"):
        for arguments in COMMANDS:
            user.run(*arguments, "--format", style)
    for arguments in HELP:
        user.run(*arguments)


def test_no_command_shows_a_secret_of_a_sound_token(user: User) -> None:
    tokens = user.place.tokens()
    for arguments in COMMANDS:
        for style in ("text", "json"):
            tokens.save_token("anthropic", TOKEN)
            with tokens.refresh_lock("anthropic", wait=0):
                user.run(*arguments, "--format", style)
    for arguments in HELP:
        user.run(*arguments)


@pytest.mark.parametrize("number", range(len(JUNK)))
def test_no_command_shows_what_is_in_a_damaged_entry(user: User, number: int) -> None:
    user.place.tokens().save_token("anthropic", TOKEN)
    plant(user.place, JUNK[number])
    tokens = user.place.tokens()
    with suppress(NewerVersion):
        assert tokens.get_token("anthropic") is None
    check_error(lambda: tokens.secure_store.get("anthropic:default"))
    run_all(user)


def plant(place: OwnPlace, text: str) -> None:
    """Put the text where the place keeps the entry, sealed where entries are sealed."""
    if place.daemon is None and text == JUNK[0]:
        place.damage("anthropic:default")
        return
    place.place().set(SERVICE, "anthropic:default", text, Deadline.after(20))


DAMAGED_FILES = [
    "data/svc/index.json",
    "data/svc/locks/*.lock",
    "data/svc/entries/*.tok",
    "keys/svc/keys.json",
]


@pytest.mark.parametrize(
    "content", ["s3cret", '{"v": 1, "s3cret": "s3cret"}', '{"v": 99, "mode": "s3cret"}']
)
def test_no_command_shows_what_is_in_a_damaged_file(user: User, content: str) -> None:
    for pattern in DAMAGED_FILES:
        tokens = user.place.tokens()
        check_error(partial(tokens.save_token, "anthropic", TOKEN))
        tokens.acquire_refresh_lock("anthropic", wait=0)
        for path in user.folder.glob(pattern):
            path.write_text(content)
        for verb in (tokens.get_token, tokens.list_buckets, tokens.remove_token):
            check_error(partial(verb, "anthropic"))
        check_error(lambda: user.place.tokens().save_token("anthropic", TOKEN))
        run_all(user)


# Names and paths are no secrets, and the name of another program's variable is not ours.
SETTINGS = [
    f"STORE_{name.upper()}"
    for name in StoreSettings.model_fields
    if name not in ("keyring_backend", "service", "passphrase_file") and "directory" not in name
]


@pytest.mark.parametrize("name", SETTINGS)
def test_a_bad_setting_is_named_and_its_value_is_not(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", NOWHERE)
    monkeypatch.setenv("STORE_DIRECTORY", str(tmp_path / "data"))
    monkeypatch.setenv(name, "s3cret/\ns3cret")
    kind = check_error(lambda: load_settings())
    assert kind in (None, InvalidSetting)
    for command in ("list", "doctor", "rekey"):
        result = CliRunner().invoke(main, [command])
        assert not shows(result.output), command


BAD_TOKENS: list[dict[str, object]] = [
    FIELDS | {"expiry": "s3cret"},
    FIELDS | {"access_token": ["s3cret"]},
    FIELDS | {"refresh_token": {"s3cret": "s3cret"}},
    FIELDS | {"token_type": "s3cret"},
    FIELDS | {"scope": ["s3cret"]},
    {"s3cret": "s3cret"},
    FIELDS | {"expiry": True, "resource_url": 7},
]


@pytest.mark.parametrize("fields", BAD_TOKENS)
def test_what_is_no_token_is_shown_by_no_error(fields: dict[str, object]) -> None:
    assert check_error(lambda: OAuthToken.parse(fields))
    assert check_error(lambda: OAuthToken.from_json(json.dumps(fields)))
    assert check_error(lambda: OAuthToken.from_json(json.dumps(fields)[:-1]))
    assert check_error(lambda: decode(json.dumps(fields)))
    with pytest.raises(ValidationError) as caught:
        OAuthToken(**fields)  # type: ignore[arg-type]
    assert not shows(str(caught.value) + repr(caught.value))


def test_no_outage_shows_a_secret(place: OwnPlace) -> None:
    place.tokens().save_token("anthropic", TOKEN)
    kinds = set()
    for kind in place.outages:
        with place.outage(kind):
            tokens = place.tokens()
            for work in (
                lambda tokens=tokens: tokens.get_token("anthropic"),
                lambda tokens=tokens: tokens.save_token("anthropic", TOKEN),
                lambda tokens=tokens: tokens.save_token("codex", TOKEN),
                lambda tokens=tokens: tokens.remove_token("codex"),
            ):
                kinds.add(check_error(work))
    met = {kind for kind in kinds if kind is not None}
    assert all(any(issubclass(each, kind) for each in met) for kind in place.outages)


def test_no_refusal_shows_a_secret(place: OwnPlace) -> None:
    large = OAuthToken.parse(FIELDS | {"access_token": SECRET * 400_000})
    tokens = place.tokens()
    tokens.save_token("anthropic", TOKEN)
    assert check_error(lambda: tokens.save_token("anthropic", large))
    half = OAuthToken.parse(FIELDS).model_copy(update={"scope": "s3cret\ud800"})
    check_error(lambda: tokens.save_token("anthropic", half))
    assert check_error(lambda: tokens.secure_store.set("a:b", SECRET * 400_000))
    assert tokens.get_token("anthropic") == TOKEN
    with pytest.raises(TypeError) as caught:
        pickle.dumps(TOKEN)
    assert not [face for face in faces_of(caught.value) if shows(face)]


def test_no_trouble_with_a_passphrase_shows_it(tmp_path: Path) -> None:
    def opened(phrase: str | None, file: Path | None = None) -> KeyringTokenStore:
        files = EncryptedFile(tmp_path / "data", Passphrase(tmp_path / "keys", phrase, file))
        store = SecureStore("svc", directory=tmp_path / "data", keyring=None, fallback=files)
        return KeyringTokenStore(store, settings=StoreSettings(deadline=20))

    opened(PHRASE).save_token("anthropic", TOKEN)
    assert check_error(lambda: opened(WRONG).get_token("anthropic"))
    assert check_error(lambda: opened(None).get_token("anthropic"))
    file = tmp_path / "phrase"
    file.write_text(f"{WRONG}\n")
    file.chmod(0o644)
    assert check_error(lambda: opened(None, file).get_token("anthropic"))
    file.chmod(0o600)
    assert check_error(lambda: opened(None, file).save_token("codex", TOKEN))
    file.write_text(f"{PHRASE}\n")
    assert opened(None, file).get_token("anthropic") == TOKEN
    file.unlink()
    assert not exposed(tmp_path)


def exposed(*folders: Path) -> list[Path]:
    """The files in which the secret can be read."""
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return [path for path in files if shows(path.read_bytes()) or shows(path.name)]


def test_no_file_holds_a_secret_whatever_is_done(user: User) -> None:
    place, tokens = user.place, user.place.tokens()
    for bucket in ("a", "b"):
        tokens.save_token("anthropic", TOKEN, bucket)
        assert tokens.get_token("anthropic", bucket) == TOKEN
    for kind in place.outages:
        with place.outage(kind):
            other = place.tokens()
            with suppress(StoreError), other.refresh_lock("anthropic", "a", wait=0):
                other.save_token("anthropic", TOKEN, "a")
    place.tokens().save_token("anthropic", TOKEN, "b")
    user.run("rekey")
    user.run("doctor")
    assert exposed(user.folder) == []


SPYING = """
import sys
seen = []
KINDS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.fork", "os.putenv")
sys.addaudithook(lambda event, values: seen.append((event, values)) if event in KINDS else None)
from store import KeyringTokenStore, OAuthToken
tokens = KeyringTokenStore()
token = OAuthToken(access_token="s3cret", expiry=4e9)
with tokens.refresh_lock("anthropic"):
    tokens.save_token("anthropic", token)
assert tokens.get_token("anthropic") == token
tokens.list_providers()
tokens.remove_token("anthropic")
print([event for event, values in seen if "s3cret" in repr(values) or event != "subprocess.Popen"])
print(open("/proc/self/cmdline").read().count("s3" + "cret-argv"))
"""


def test_no_process_is_given_a_secret(user: User) -> None:
    done = subprocess.run(
        [sys.executable, "-"],
        input=SPYING,
        env=user.environment | {"PATH": "/usr/bin:/bin"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.splitlines() == ["[]", "0"], done.stderr


def test_no_public_object_shows_a_secret(place: OwnPlace, tmp_path: Path) -> None:
    tokens = place.tokens()
    tokens.save_token("anthropic", TOKEN)
    assert tokens.get_token("anthropic") == TOKEN
    tokens.acquire_refresh_lock("anthropic")
    ring = key_ring.ring_of(SECRET.ljust(32, "s").encode())
    memory = MemoryBackend()
    memory.set("svc", "a:b", SECRET, Deadline.after(20))
    phrase = Passphrase(tmp_path, "s3cret-phrase")
    sealed = envelope.seal(
        envelope.Entry("a:b", SECRET), "svc", ring.active, ring.keys[ring.active]
    )
    objects: list[object] = [
        TOKEN,
        tokens,
        AsyncTokenStore(tokens),
        tokens.secure_store,
        tokens.secure_store.places,
        tokens.secure_store.index(),
        *tokens.secure_store.places,
        *lock_states(tokens.lock_directory),
        RefreshLocks(tokens.lock_directory),
        ring,
        phrase,
        KeyFile(tmp_path),
        KeyringSource(memory),
        memory,
        EncryptedFile(tmp_path, phrase),
        keyring_wrapped(tmp_path, OSKeyring(tmp_path / "lock")),
        Record(1, 1, SECRET),
        envelope.Entry("a:b", SECRET),
        envelope.parse(sealed),
        Index({"a:b": IndexEntry(1, "file", 1)}),
        StoreSettings(passphrase=SecretStr(SECRET)),
        BucketStats("default"),
        Deadline.after(1),
    ]
    for each in objects:
        for text in (repr(each), str(each), f"{each}", repr([each])):
            assert not shows(text), type(each)
        if callable(describe := getattr(each, "describe", None)):
            assert not shows(describe())
    for dump in (TOKEN.model_dump_json(), repr(TOKEN.model_dump()), repr(dict(TOKEN))):
        assert not shows(dump)
    settings = StoreSettings(passphrase=SecretStr(SECRET))
    assert not shows(settings.model_dump_json() + repr(settings.model_dump()))
