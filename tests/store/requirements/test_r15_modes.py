"""R15: the store works with a keyring and without, and both ways are tested alike."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from store.deadlines import Deadline
from store.model import OAuthToken
from store.secure_store import SecureStore
from store.settings import load_settings
from store.token_store import KeyringTokenStore
from tests.store.requirements.rigs import Mode, files_below
from tests.store.requirements.token_peer import TokenPeer
from tests.store.secret_service import SecretService

ROOT = Path(__file__).parents[3]


@pytest.mark.requirement("R15.1")
def test_processes_share_what_either_place_keeps(
    tokens: KeyringTokenStore, peer: TokenPeer, token: OAuthToken
) -> None:
    tokens.save_token("anthropic", token, "work")
    assert peer.ask("get_token", "anthropic", "work") == token.to_json()
    newer = OAuthToken.parse({"access_token": "s3cret-newer", "expiry": 1})
    assert peer.ask("save_token", "anthropic", newer.to_json(), "work") is None
    assert tokens.get_token("anthropic", "work") == newer
    assert peer.ask("remove_token", "anthropic", "work") is True
    assert tokens.get_token("anthropic", "work") is None


@pytest.mark.requirement("R15.1")
def test_a_session_without_a_keyring_needs_no_setting(
    tmp_path: Path, token: OAuthToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/no-bus")
    monkeypatch.setenv("STORE_RUNTIME_DIRECTORY", str(tmp_path / "run"))
    tokens = KeyringTokenStore(settings=load_settings(), directory=tmp_path / "data")
    assert tokens.get_token("anthropic") is None
    assert tokens.list_providers() == ()
    tokens.save_token("anthropic", token)
    again = KeyringTokenStore(settings=load_settings(), directory=tmp_path / "data")
    assert again.get_token("anthropic") == token
    assert len(files_below(tmp_path)) == 1


@pytest.mark.requirement("R15.2")
def test_the_mode_decides_which_place_holds_the_value(
    mode: Mode, tokens: KeyringTokenStore, secure: SecureStore, token: OAuthToken, tmp_path: Path
) -> None:
    tokens.save_token("anthropic", token)
    (entry,) = secure.index().entries.values()
    assert entry.place == ("keyring" if mode == "keyring" else "file")
    files = files_below(tmp_path)
    assert len(files) == (0 if mode == "keyring" else 1)
    assert all(b"s3cret" not in content for content in files.values())
    held = [
        place.name
        for place in secure.places
        if place.get(secure.service, "anthropic:default", Deadline.after(20)) is not None
    ]
    assert held == [entry.place]


@pytest.mark.requirement("R15.2")
def test_the_daemon_holds_the_value_of_the_keyring_mode_and_none_of_the_other(
    mode: Mode,
    tokens: KeyringTokenStore,
    secure: SecureStore,
    token: OAuthToken,
    secret_service: SecretService,
) -> None:
    import secretstorage
    from jeepney.io.blocking import open_dbus_connection

    tokens.save_token("anthropic", token)
    connection = open_dbus_connection(secret_service.address)
    try:
        collection = secretstorage.get_default_collection(connection)
        wanted = {"service": f"{secure.service}:anthropic:default"}
        found = [item.get_secret() for item in collection.search_items(wanted)]
    finally:
        connection.close()
    assert len(found) == (1 if mode == "keyring" else 0)
    assert all(b"s3cret-access" in secret for secret in found)


@pytest.mark.requirement("R15.2")
def test_the_fallback_asks_no_daemon(
    mode: Mode, request: pytest.FixtureRequest, token: OAuthToken, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with SecretService(home, activation=True, unlocked=False) as service:
        before = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = service.address
        try:
            tokens: KeyringTokenStore = request.getfixturevalue("tokens")
            tokens.save_token("anthropic", token)
            assert tokens.get_token("anthropic") == token
            assert tokens.list_providers() == ("anthropic",)
            assert tokens.remove_token("anthropic")
        finally:
            del os.environ["DBUS_SESSION_BUS_ADDRESS"]
            if before is not None:
                os.environ["DBUS_SESSION_BUS_ADDRESS"] = before
        # Whoever asks for the service starts its daemon, and neither mode asks the user's own.
        with pytest.raises(LookupError):
            _ = service.pid
    assert (tmp_path / "keyring.lock").exists() == (mode == "keyring")


def collected(mode: str) -> list[str]:
    """The tests of one leg, without the word for the leg in their names."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"),
            f"--secure-store-mode={mode}",
            "tests/store/requirements",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    names = [line for line in done.stdout.splitlines() if "::" in line]
    other = "fallback" if mode == "keyring" else "keyring"
    assert not [name for name in names if f"[{other}" in name]
    return sorted(name.replace(f"[{mode}", "[") for name in names)


@pytest.mark.requirement("R15.2")
def test_both_legs_have_the_same_tests() -> None:
    keyring, fallback = collected("keyring"), collected("fallback")
    assert len(keyring) > 100
    assert keyring == fallback


@pytest.mark.requirement("R15.2")
def test_ci_has_a_job_for_each_leg() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert re.search(r"secure-store-mode: \[keyring, fallback\]", workflow)
    assert "${{ matrix.secure-store-mode }}" in workflow
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "MODE" in run
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "--secure-store-mode=$(MODE)" in makefile
