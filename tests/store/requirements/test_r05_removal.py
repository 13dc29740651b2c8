"""R5: a removal removes, and says when it could not."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

import pytest

from store.deadlines import Deadline
from store.errors import StoreError
from store.model import OAuthToken
from store.secure_store import SecureStore
from store.token_store import KeyringTokenStore
from tests.store.requirements.rigs import SERVICE, Rig, Trouble, files_below
from tests.store.requirements.token_peer import TokenPeer

DIGEST = hashlib.sha256(b"anthropic:work").hexdigest()[:16]


@pytest.mark.requirement("R5.1")
def test_a_removal_deletes_the_entry_and_no_other(
    tokens: KeyringTokenStore,
    secure: SecureStore,
    peer: TokenPeer,
    token: OAuthToken,
    tmp_path: Path,
) -> None:
    for bucket in ("default", "work"):
        tokens.save_token("anthropic", token, bucket)
    assert peer.ask("get_token", "anthropic", "work") == token.to_json()
    assert tokens.remove_token("anthropic", "work") is True
    for place in secure.places:
        assert place.get(secure.service, "anthropic:work", Deadline.after(20)) is None
    assert len(files_below(tmp_path)) == (0 if secure.places.keyring else 1)
    assert tokens.get_token("anthropic", "work") is None
    assert peer.ask("get_token", "anthropic", "work") is None
    assert peer.ask("list_buckets", "anthropic") == ["default"]
    assert tokens.get_token("anthropic") == token


@pytest.mark.requirement("R5.1")
def test_a_removal_says_whether_there_was_a_token(
    tokens: KeyringTokenStore, peer: TokenPeer, token: OAuthToken
) -> None:
    assert tokens.remove_token("anthropic", "work") is False
    tokens.save_token("anthropic", token, "work")
    assert peer.ask("remove_token", "anthropic", "work") is True
    assert tokens.remove_token("anthropic", "work") is False
    tokens.save_token("anthropic", token, "work")
    assert peer.ask("get_token", "anthropic", "work") == token.to_json()


@pytest.mark.requirement("R5.1")
def test_what_another_process_stores_meanwhile_is_not_lost_by_an_earlier_removal(
    tokens: KeyringTokenStore, peer: TokenPeer, token: OAuthToken
) -> None:
    tokens.save_token("anthropic", token)
    peer.tell("remove_token", "anthropic")
    assert peer.answer() is True
    tokens.save_token("anthropic", token)
    assert tokens.get_token("anthropic") == token
    assert peer.ask("list_providers") == ["anthropic"]


@pytest.mark.requirement("R5.1", "R5.2")
@pytest.mark.parametrize("trouble", ["gone", "locked", "refused", "hung"])
def test_a_removal_that_fails_is_raised_and_nothing_is_said_to_be_gone(
    rig: Rig, trouble: Trouble, token: OAuthToken
) -> None:
    rig.program().save_token("anthropic", token, "work")
    # Encrypted files are removed without their key.
    removable = rig.codes[trouble] == "KEY_MISSING"
    with rig.broken(trouble) as tokens:
        if removable:
            assert tokens.remove_token("anthropic", "work") is True
        else:
            with pytest.raises(StoreError) as caught:
                tokens.remove_token("anthropic", "work")
            assert caught.value.code == rig.codes[trouble]
    found = rig.program().get_token("anthropic", "work")
    # An index that could be written says that the entry counts no longer.
    index_is_apart = rig.place == "keyring" or trouble in ("locked", "refused")
    assert found == (None if index_is_apart else token)
    rig.program().remove_token("anthropic", "work")
    assert rig.program().get_token("anthropic", "work") is None
    assert rig.program().list_providers() == ()
    for place in rig.program().secure_store.places:
        assert place.get(SERVICE, "anthropic:work", Deadline.after(20)) is None


@pytest.mark.requirement("R5.2")
@pytest.mark.parametrize("trouble", ["gone", "refused", "hung"])
def test_best_effort_logs_what_a_removal_met(
    rig: Rig, trouble: Trouble, token: OAuthToken, caplog: pytest.LogCaptureFixture
) -> None:
    rig.program().save_token("anthropic", token, "work")
    with rig.broken(trouble, best_effort=True) as tokens:
        caplog.clear()
        assert tokens.remove_token("anthropic", "work") is False
    texts = [each.message for each in caplog.records if each.levelno == logging.WARNING]
    assert f"token entry {DIGEST} may remain: {rig.codes[trouble]}" in texts
    assert "s3cret" not in caplog.text
    assert "anthropic" not in "".join(texts)
