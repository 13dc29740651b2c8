"""What broke after the cutover because of names and settings: F1, F2, F3, F4."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.backends.encrypted_file import EncryptedFile
from store.backends.sealing.key_sources import KeyFile
from store.errors import Outage
from store.model import OAuthToken
from store.secure_store import SecureStore
from store.settings import StoreSettings, llxprt_code, load_settings
from store.token_store import KeyringTokenStore
from tests.store.conftest import Mode
from tests.store.own_place import NOWHERE
from tests.store.secret_service import SecretService

ROOT = Path(__file__).parents[3]
PEOPLE = ["user@company.com", "first.last@sub.example.co", "a_b-c@x", "x" * 55 + "@host.org"]
ATOM = st.text("abcXYZ019_.-", min_size=1, max_size=30).filter(lambda text: text.strip("."))
PRIVATE = (
    "HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "LLXPRT_LOG_HOME",
    "TMPDIR",
)


@pytest.mark.requirement("F1")
@pytest.mark.parametrize("bucket", PEOPLE)
def test_f1_a_bucket_that_is_an_e_mail_address_is_legal_in_every_verb(
    tokens: KeyringTokenStore, token: OAuthToken, bucket: str
) -> None:
    tokens.save_token("anthropic", token, bucket)
    assert tokens.get_token("anthropic", bucket) == token
    assert tokens.get_token("anthropic") is None
    assert tokens.list_buckets("anthropic") == (bucket,)
    assert tokens.get_bucket_stats("anthropic", bucket) is not None
    with tokens.refresh_lock("anthropic", bucket) as mine:
        assert mine
    assert tokens.remove_token("anthropic", bucket)
    assert tokens.list_providers() == ()


@pytest.mark.requirement("F1")
@given(local=ATOM, host=ATOM)
def test_f1_every_short_address_of_the_usual_alphabet_is_a_bucket(local: str, host: str) -> None:
    from store.names import account_of, split_account

    address = f"{local}@{host}"
    assert split_account(account_of("anthropic", address)) == ("anthropic", address)


@pytest.fixture
def user(
    mode: Mode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> str:
    """A user's environment in the mode: with a keyring, or on a machine that has none."""
    bus = NOWHERE
    if mode == "keyring":
        service: SecretService = request.getfixturevalue("secret_service")
        bus = service.address
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    monkeypatch.setenv("STORE_DIRECTORY", str(tmp_path / "data"))
    monkeypatch.setenv("STORE_RUNTIME_DIRECTORY", str(tmp_path / "run"))
    monkeypatch.setenv("STORE_DEADLINE", "20")
    return bus


OTHER_SETTINGS = [
    {"STORE_INTERACTIVE": "true"},
    {"STORE_DEADLINE": "30", "STORE_INTERACTIVE_DEADLINE": "9"},
    {"STORE_LOCK_STALE": "1", "STORE_LOCK_WAIT": "0", "STORE_LOCK_POLL": "0.01"},
    {"STORE_BEST_EFFORT": "true"},
    {"STORE_RUNTIME_DIRECTORY": "/proc/self/cwd/../elsewhere"},
    {"STORE_PASSPHRASE": "s3cret-phrase"},
    {"STORE_KEY_SOURCE": "passphrase", "STORE_PASSPHRASE": "s3cret-phrase"},
    {"PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring"},
    {"LLXPRT_OAUTH_ENABLED": "false", "STORE_UNKNOWN": "x"},
]
RESTRICTIONS = [
    {"STORE_FALLBACK": "deny"},
    {"STORE_BACKEND": "keyring"},
    {"STORE_BACKEND": "keyring_wrapped"},
    {"STORE_BACKEND": "file"},
    {"STORE_DISABLE_KEYRING": "true"},
    {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"},
]


@pytest.mark.requirement("F2")
@pytest.mark.parametrize("changes", OTHER_SETTINGS, ids=lambda each: next(iter(each)))
def test_f2_a_stored_token_is_found_whatever_else_is_configured(
    user: str,
    service_name: str,
    token: OAuthToken,
    changes: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    KeyringTokenStore(service=service_name).save_token("codex", token)
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    found = KeyringTokenStore(service=service_name)
    assert found.get_token("codex") == token
    assert found.list_providers() == ("codex",)


@pytest.mark.requirement("F2")
@pytest.mark.parametrize(
    "changes", RESTRICTIONS, ids=lambda each: "-".join([*each, *each.values()])
)
def test_f2_a_setting_that_forbids_the_place_is_an_outage_and_not_no_token(
    user: str,
    service_name: str,
    token: OAuthToken,
    changes: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    KeyringTokenStore(service=service_name).save_token("codex", token)
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    found = KeyringTokenStore(service=service_name)
    try:
        answer = found.get_token("codex")
    except Outage:
        answer = token
    assert answer == token
    assert found.list_providers() == ("codex",)


WATCHED = """
import os, sys
from pathlib import Path
opened = []
sys.addaudithook(lambda event, values: opened.append(str(values[0])) if event == "open" else None)
from store import KeyringTokenStore, OAuthToken
from store.settings import llxprt_code
tokens = KeyringTokenStore(settings=llxprt_code(disable_keyring=True))
assert tokens.get_token("anthropic") is None
assert tokens.get_token("codex") is None
assert tokens.list_providers() == () and tokens.list_buckets("anthropic") == ()
tokens.save_token("anthropic", OAuthToken(access_token="s3cret-new", expiry=4e9))
assert tokens.get_token("anthropic").access_token.get_secret_value() == "s3cret-new"
assert tokens.remove_token("anthropic")
assert tokens.get_token("anthropic") is None
read = [path for path in opened if path.startswith(sys.argv[1]) and path.endswith(".json")]
assert not read, read
"""


@pytest.mark.requirement("F2")
def test_f2_old_plain_text_files_are_neither_read_nor_changed(tmp_path: Path) -> None:
    old = tmp_path / ".llxprt" / "oauth"
    old.mkdir(parents=True)
    for name in ("anthropic", "anthropic-work", "codex", "codex-user@x.com"):
        content = '{"access_token": "s3cret-old", "expiry": 4000000000, "token_type": "Bearer"}'
        (old / f"{name}.json").write_text(content)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in old.glob("*.json")}
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(old)],
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before


def lock_directory_of(**overrides: object) -> Path:
    return KeyringTokenStore(settings=load_settings(backend="file", **overrides)).lock_directory


@pytest.mark.requirement("F3")
def test_f3_locks_move_with_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = lock_directory_of(directory=tmp_path / "one")
    assert before.is_relative_to(tmp_path / "one")
    assert lock_directory_of(directory=tmp_path / "two").is_relative_to(tmp_path / "two")
    for name in PRIVATE:
        monkeypatch.setenv(name, str(tmp_path / "moved" / name))
    assert lock_directory_of(directory=tmp_path / "one") == before


HOLDER = """
import sys
from store import KeyringTokenStore
tokens = KeyringTokenStore()
print(tokens.acquire_refresh_lock("anthropic", wait=0), flush=True)
sys.stdin.read()
"""


@pytest.mark.requirement("F3")
def test_f3_programs_with_other_homes_over_the_same_data_exclude_each_other(tmp_path: Path) -> None:
    data = {"STORE_DIRECTORY": str(tmp_path / "data"), "STORE_BACKEND": "file"}
    first = {name: str(tmp_path / "first" / name) for name in PRIVATE} | data
    second = {name: str(tmp_path / "second" / name) for name in PRIVATE} | data
    processes = []
    answers = []
    for environment in (first, second, second | {"STORE_DIRECTORY": str(tmp_path / "other")}):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        assert process.stdout is not None
        answers.append(process.stdout.readline().strip())
    for process in processes:
        process.communicate()
    assert answers == ["True", "False", "True"]


CONFUSABLE = [
    ("codex", "gmail"),
    ("anthropic", "gmail"),
    ("gmail", "codex"),
    ("Codex", "gmail"),
    ("codex", "Gmail"),
    ("codex-gmail", None),
    ("codex", None),
    ("codex.gmail", "default"),
    ("gem", "x"),
    ("gemini", "x"),
]


@pytest.mark.requirement("F4")
def test_f4_a_token_is_only_found_under_the_provider_it_was_saved_for(
    tokens: KeyringTokenStore,
) -> None:
    for number, (provider, bucket) in enumerate(CONFUSABLE):
        for other, name in CONFUSABLE[number:]:
            assert tokens.get_token(other, name) is None
        made = OAuthToken.parse({"access_token": f"s3cret-{number}", "expiry": 4_000_000_000})
        tokens.save_token(provider, made, bucket)
    for number, (provider, bucket) in enumerate(CONFUSABLE):
        found = tokens.get_token(provider, bucket)
        assert found is not None
        assert found.access_token.get_secret_value() == f"s3cret-{number}"
    assert tokens.list_buckets("gem") == ("x",)
    assert tokens.list_buckets("codex") == ("Gmail", "default", "gmail")
    assert tokens.remove_token("codex", "gmail")
    assert tokens.get_token("anthropic", "gmail") is not None
    assert tokens.get_token("codex", "Gmail") is not None


NAMES = st.text("aAbB.@-_1", min_size=1, max_size=4).filter(lambda text: text.strip("."))


@pytest.mark.requirement("F4")
@settings(max_examples=25, deadline=None)
@given(
    saved=st.dictionaries(st.tuples(NAMES, NAMES), st.integers(1, 10**9), max_size=4),
    asked=st.tuples(NAMES, NAMES),
)
def test_f4_what_was_saved_is_what_each_name_gives(
    tmp_path_factory: pytest.TempPathFactory,
    saved: dict[tuple[str, str], int],
    asked: tuple[str, str],
) -> None:
    folder = tmp_path_factory.mktemp("f4")
    files = EncryptedFile(folder / "data", KeyFile(folder / "keys"))
    store = SecureStore("svc", directory=folder / "data", keyring=None, fallback=files, deadline=20)
    tokens = KeyringTokenStore(store, settings=StoreSettings(deadline=20))
    for (provider, bucket), expiry in saved.items():
        made = OAuthToken.parse({"access_token": "s3cret", "expiry": expiry})
        tokens.save_token(provider, made, bucket)
    for key in {*saved, asked}:
        found = tokens.get_token(*key)
        assert (None if found is None else found.expiry) == saved.get(key)


def test_the_preset_keeps_its_locks_below_its_home(tmp_path: Path) -> None:
    chosen = llxprt_code(tmp_path)
    assert chosen.lock_directory is not None
    assert chosen.lock_directory.is_relative_to(tmp_path)
