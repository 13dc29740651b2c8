import logging
from pathlib import Path
from unittest import mock

import pytest
from store import OAuthToken

import acme
from acme.auth import oauth_directory, reveal
from acme.auth.refresh import RefreshError, refresh
from acme.cli import main
from acme.settings import read_settings, store_class


class Fake:
    class MultiProviderTokenStore:
        """A store whose lock somebody else holds; it keeps nothing."""

        def __init__(self, *args: object, **options: object) -> None:
            self.options = options

        def acquire_refresh_lock(self, provider: str, bucket: str | None = None) -> bool:
            return False

        def list_providers(self) -> list[str]:
            return []


def login(*more: str) -> None:
    assert main(["login", "github", "--token", "gho_1", *more]) == 0


def renewed(provider: str, refresh_token: str) -> OAuthToken:
    return OAuthToken(
        access_token=f"new of {refresh_token}",
        refresh_token="next",
        expiry=4_000_000_000,
        token_type="Bearer",
    )


def test_status_tells_of_every_login(capsys: pytest.CaptureFixture[str]) -> None:
    login("--expires-in", "-1")
    login("--bucket", "work")
    main(["status"])
    assert capsys.readouterr().out.splitlines()[2:] == [
        "github default expired",
        "github work valid",
    ]


def test_status_before_any_login(capsys: pytest.CaptureFixture[str]) -> None:
    with mock.patch("acme.commands.MultiProviderTokenStore", Fake.MultiProviderTokenStore):
        assert main(["status"]) == 0
    assert capsys.readouterr().out == "not logged in\n"


def test_logout_forgets_one_bucket_only(capsys: pytest.CaptureFixture[str]) -> None:
    login()
    login("--bucket", "work")
    main(["logout", "github"])
    main(["logout", "github"])
    assert capsys.readouterr().out.splitlines()[2:] == [
        "logged out of github",
        "not logged in to github",
    ]
    store = acme.MultiProviderTokenStore(oauth_directory())
    assert list(store.list_buckets("github")) == ["work"]


def test_login_is_logged_without_the_token(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="acme"):
        login()
    assert [each.message for each in caplog.records if each.name.startswith("acme")] == [
        "login saved github:default"
    ]


def test_refresh_keeps_the_new_token() -> None:
    login("--refresh-token", "first")
    store = acme.AuditedTokenStore(oauth_directory())
    refresh(store, "github", None, renewed)
    kept = store.get_token("github")
    assert kept is not None
    assert (reveal(kept.access_token), reveal(kept.refresh_token)) == ("new of first", "next")


def test_refresh_without_a_refresh_token(capsys: pytest.CaptureFixture[str]) -> None:
    login()
    assert main(["refresh", "github"]) == 1
    assert "log in again" in capsys.readouterr().err


def test_refresh_stands_back_when_another_process_refreshes() -> None:
    with pytest.raises(RefreshError, match="another process"):
        refresh(Fake.MultiProviderTokenStore(), "github", None, renewed)


def test_prune_forgets_what_cannot_be_renewed(capsys: pytest.CaptureFixture[str]) -> None:
    login("--expires-in", "-1")
    login("--expires-in", "-1", "--refresh-token", "first", "--bucket", "work")
    main(["prune"])
    assert capsys.readouterr().out.splitlines()[-1] == "forgot 1"


def test_prune_of_an_empty_store(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "acme.auth.token_store.MultiProviderTokenStore", Fake.MultiProviderTokenStore
    )
    main(["prune"])
    assert capsys.readouterr().out == "forgot 0\n"


def test_backup_copies_all(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    login()
    login("--bucket", "work")
    main(["backup", str(home / "copy")])
    assert capsys.readouterr().out.splitlines()[-1] == "copied 2, 2 kept there"


def test_the_settings_name_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = Path(__file__).parent.parent / "settings.yaml"
    monkeypatch.setenv("ACME_SETTINGS", str(shipped))
    assert store_class(read_settings()) is store_class({})
    assert store_class({}) is acme.MultiProviderTokenStore
