"""Answers that were wrong: an older token, a lost one, no token where there was an outage: W1 to W4."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from store.async_store import AsyncTokenStore
from store.errors import Locked, Outage, Timeout, Unavailable
from store.model import OAuthToken
from tests.store.own_place import OwnPlace
from tests.store.requirements.token_peer import TokenPeer
from tests.store.secret_service import SecretService

OLD = OAuthToken.parse({"access_token": "s3cret-old", "refresh_token": "s3cret-spent", "expiry": 1})
KINDS = (Locked, Timeout, Unavailable)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[OwnPlace]:
    """A keyring of the test's own that has an old token."""
    with SecretService(tmp_path / "home") as daemon:
        place = OwnPlace(tmp_path, daemon)
        place.tokens().save_token("anthropic", OLD)
        yield place


def refreshed_in(place: OwnPlace, kind: type[Outage], token: OAuthToken) -> None:
    """Refresh the token under its lock while the keyring is out, with a newly started program."""
    with place.outage(kind):
        tokens = place.tokens()
        with tokens.refresh_lock("anthropic") as mine:
            assert mine
            tokens.save_token("anthropic", token)


@pytest.mark.requirement("W1")
@pytest.mark.parametrize("kind", KINDS)
def test_w1_an_older_value_in_the_keyring_never_shadows_a_newer_one(
    kept: OwnPlace, token: OAuthToken, kind: type[Outage]
) -> None:
    refreshed_in(kept, kind, token)
    assert b"s3cret-old" in (kept.raw("anthropic:default") or b"")
    assert kept.tokens().get_token("anthropic") == token
    assert kept.daemon is not None
    with TokenPeer(kept.folder, "svc", kept.daemon.address) as peer:
        assert peer.ask("get_token", "anthropic") == token.to_json()


@pytest.mark.requirement("W1")
def test_w1_not_even_when_the_index_is_lost(kept: OwnPlace, token: OAuthToken) -> None:
    refreshed_in(kept, Unavailable, token)
    index = kept.data / "svc" / "index.json"
    for damage in (b"", b"{", None):
        if damage is None:
            index.unlink()
        else:
            index.write_bytes(damage)
        assert kept.tokens().get_token("anthropic") == token


@pytest.mark.requirement("W1")
def test_w1_the_next_save_goes_back_to_the_keyring_and_clears_the_copy(
    kept: OwnPlace, token: OAuthToken
) -> None:
    refreshed_in(kept, Unavailable, OLD)
    kept.tokens().save_token("anthropic", token)
    assert not list(kept.data.rglob("*.tok"))
    assert kept.tokens().get_token("anthropic") == token
    assert kept.tokens().secure_store.index().entries["anthropic:default"].place == "keyring"


@pytest.mark.requirement("W2")
@pytest.mark.parametrize("kind", KINDS)
def test_w2_a_refreshed_token_whose_save_fails_is_kept_in_the_files(
    kept: OwnPlace, token: OAuthToken, kind: type[Outage], caplog: pytest.LogCaptureFixture
) -> None:
    with kept.outage(kind):
        tokens = kept.tokens()
        with tokens.refresh_lock("anthropic") as mine:
            assert mine
            tokens.save_token("anthropic", token)
            assert tokens.get_token("anthropic") == token
        assert any("goes to encrypted files" in each.getMessage() for each in caplog.records)
        # Another program reads it during the outage.
        assert kept.tokens().get_token("anthropic") == token
    assert kept.tokens().get_token("anthropic") == token


@pytest.mark.requirement("W2")
def test_w2_a_save_without_a_lock_goes_nowhere_else(kept: OwnPlace, token: OAuthToken) -> None:
    with kept.outage(Locked):
        with pytest.raises(Locked):
            kept.tokens().save_token("anthropic", token)
        assert not list(kept.data.rglob("*.tok"))
    assert kept.tokens().get_token("anthropic") == OLD


@pytest.mark.requirement("W2")
def test_w2_where_it_cannot_be_kept_the_caller_is_told_and_may_try_again(
    tmp_path: Path, token: OAuthToken
) -> None:
    place = OwnPlace(tmp_path, None)
    place.tokens().save_token("anthropic", OLD)
    for kind in place.outages:
        with place.outage(kind), pytest.raises(kind):
            place.tokens().save_token("anthropic", token)
        assert place.tokens().get_token("anthropic") == OLD
    tokens = place.tokens()
    with tokens.refresh_lock("anthropic") as mine:
        assert mine
        tokens.save_token("anthropic", token)
    assert place.tokens().get_token("anthropic") == token


READS: dict[str, Callable[[OwnPlace], object]] = {
    "get": lambda place: place.tokens().get_token("anthropic"),
    "get one that was never there": lambda place: place.tokens().get_token("codex", "x"),
    "figures": lambda place: place.tokens().get_bucket_stats("anthropic", "default"),
    "has": lambda place: place.secure().has("anthropic:default"),
    "async": lambda place: asyncio.run(AsyncTokenStore(place.tokens()).get_token("anthropic")),
    "under the lock": lambda place: under_its_lock(place),
}


def under_its_lock(place: OwnPlace) -> object:
    tokens = place.tokens(lock_directory=None)
    locks = place.folder / "locks"
    tokens = type(tokens)(tokens.secure_store, lock_directory=locks)
    with tokens.refresh_lock("anthropic") as mine:
        assert mine
        return tokens.get_token("anthropic")


@pytest.mark.requirement("W3")
def test_w3_an_outage_is_never_read_as_no_token(place: OwnPlace, token: OAuthToken) -> None:
    place.tokens().save_token("anthropic", token)
    for kind in place.outages_of_reading:
        with place.outage(kind):
            for name, read in READS.items():
                with pytest.raises(kind):
                    pytest.fail(f"{name} in {kind.code}: {read(place)!r}")
    assert place.tokens().get_token("anthropic") == token


@pytest.mark.requirement("W3")
def test_w3_a_keyring_locked_in_the_middle_of_a_session_is_an_outage(
    kept: OwnPlace, token: OAuthToken
) -> None:
    tokens = kept.tokens()
    tokens.save_token("anthropic", token, "other")
    with kept.outage(Locked):
        with pytest.raises(Locked):
            tokens.get_token("anthropic")
        with pytest.raises(Locked):
            tokens.get_token("anthropic")


def listings(place: OwnPlace) -> Iterator[object]:
    """What each listing answers: names, or the kind of its outage."""
    for name in ("list_providers", "list_buckets"):
        try:
            yield getattr(place.tokens(), name)(*["anthropic"][: name == "list_buckets"])
        except Outage as error:
            yield type(error)


@pytest.mark.requirement("W4")
def test_w4_a_listing_that_fails_is_an_error_and_not_an_empty_list(
    place: OwnPlace, token: OAuthToken
) -> None:
    place.tokens().save_token("anthropic", token, "work")
    for kind in place.outages_of_reading:
        # Without a sound index the places have to be asked.
        (place.data / "svc" / "index.json").write_bytes(b"{")
        with place.outage(kind):
            assert set(listings(place)) == {kind}
        assert list(listings(place)) == [("anthropic",), ("work",)]


@pytest.mark.requirement("W3")
def test_w3_a_damaged_index_during_an_outage_is_not_read_as_no_token(
    place: OwnPlace, token: OAuthToken
) -> None:
    place.tokens().save_token("anthropic", token, "work")
    for kind in place.outages_of_reading:
        (place.data / "svc" / "index.json").write_bytes(b"{")
        with place.outage(kind), pytest.raises(kind):
            pytest.fail(f"{kind.code}: {place.tokens().get_token('anthropic', 'work')!r}")
        assert place.tokens().get_token("anthropic", "work") == token


@pytest.mark.requirement("W4")
def test_w4_a_lost_index_is_made_anew_after_each_outage(place: OwnPlace, token: OAuthToken) -> None:
    place.tokens().save_token("anthropic", token, "work")
    for kind in place.outages_of_reading:
        (place.data / "svc" / "index.json").unlink(missing_ok=True)
        with place.outage(kind):
            # A keyring that was never seen and is not there holds nothing, as on a new machine.
            assert set(listings(place)) in ({kind}, {()})
        assert list(listings(place)) == [("anthropic",), ("work",)]


@pytest.mark.requirement("W4")
def test_w4_logging_out_of_all_never_succeeds_without_having_removed(
    place: OwnPlace, token: OAuthToken
) -> None:
    for bucket in ("a", "b"):
        place.tokens().save_token("anthropic", token, bucket)
    for kind in place.outages:
        with place.outage(kind), pytest.raises(kind):
            tokens = place.tokens()
            for bucket in tokens.list_buckets("anthropic"):
                tokens.remove_token("anthropic", bucket)
        for bucket in ("a", "b"):
            place.tokens().save_token("anthropic", token, bucket)
