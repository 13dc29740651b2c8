"""File names that were illegal on Windows, or met on file systems that fold case: F13."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from store.backends.encrypted_file import EncryptedFile
from store.backends.sealing.key_sources import KeyFile, Passphrase
from store.errors import InvalidName
from store.lock_records import guard_path, lock_path
from store.model import OAuthToken
from store.names import account_of, check_name
from store.secure_store import SecureStore
from store.token_store import KeyringTokenStore

ALPHABET = "aAbBzZ059._@-"
NAME = st.text(ALPHABET, min_size=1, max_size=64).filter(lambda text: text.strip("."))
DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{p}{n}" for p in ("COM", "LPT") for n in range(1, 10))}
DEVICE = st.sampled_from(["con", "NUL", "Aux", "com1", "lpt9.txt", "nul.", "prn.x"])
ILLEGAL = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def parts_of(service: str, account: str) -> Iterator[str]:
    """Every name below the user's directories that the service or the account decides."""
    top = Path("/top")
    files = EncryptedFile(top, KeyFile(top))
    store = SecureStore(service, directory=top, keyring=None, fallback=files)
    lock = lock_path(store.directory / "locks", account)
    paths = [files.path(service, account), lock, guard_path(lock), store.directory / "index.json"]
    paths += [KeyFile(top).path(service), Passphrase(top).path(service)]
    for path in paths:
        yield from path.relative_to(top).parts


def is_legal(part: str) -> bool:
    """Say whether Windows, macOS and Linux take the name and give it back unchanged."""
    stem = part.split(".")[0].rstrip(" ").upper()
    return (
        not ILLEGAL.search(part)
        and part == part.rstrip(". ")
        and stem not in DEVICES
        and len(part.encode()) <= 255
        and part == unicodedata.normalize("NFC", part)
    )


@pytest.mark.requirement("F13")
@given(provider=NAME | DEVICE, bucket=NAME | DEVICE)
@example("anthropic", "user@company.com")
@example("con", "nul")
@example("x" * 64, "y" * 64)
def test_f13_what_is_made_of_an_account_is_legal_on_windows(provider: str, bucket: str) -> None:
    for name in (provider, bucket):
        check_name("part", name)
    assert [
        part for part in parts_of("svc", account_of(provider, bucket)) if not is_legal(part)
    ] == []


@pytest.mark.requirement("F13")
@given(first=st.tuples(NAME, NAME), second=st.tuples(NAME, NAME))
@example(("Work", "x"), ("work", "x"))
@example(("a", "b-c"), ("a-b", "c"))
@example(("a", "B"), ("a", "b"))
def test_f13_two_accounts_never_meet_where_case_is_folded(
    first: tuple[str, str], second: tuple[str, str]
) -> None:
    assume(first != second)
    files = EncryptedFile(Path("/top"), KeyFile(Path("/keys")))
    one, two = account_of(*first), account_of(*second)
    assert str(files.path("svc", one)).casefold() != str(files.path("svc", two)).casefold()
    assert (
        str(lock_path(Path("/top"), one)).casefold() != str(lock_path(Path("/top"), two)).casefold()
    )


@pytest.mark.requirement("F13")
@given(service=NAME | DEVICE)
@example("store-oauth")
@example("con")
@example("name.")
def test_f13_what_is_made_of_a_service_is_legal_on_windows(service: str) -> None:
    # A name that is refused makes nothing.
    with suppress(InvalidName):
        assert [part for part in parts_of(service, "a:b") if not is_legal(part)] == []


@pytest.mark.requirement("F13")
@given(first=NAME, second=NAME)
@example("Work", "work")
def test_f13_two_services_never_meet_where_case_is_folded(first: str, second: str) -> None:
    assume(first != second)
    files = EncryptedFile(Path("/top"), KeyFile(Path("/keys")))
    one, two = (str(files.path(each, "a:b").parent).casefold() for each in (first, second))
    assert one != two


@pytest.mark.requirement("F13")
def test_f13_all_that_a_store_makes_on_disk_is_legal_on_windows(
    tokens: KeyringTokenStore, token: OAuthToken, tmp_path: Path
) -> None:
    tokens.save_token("anthropic", token, "user@company.com")
    with tokens.refresh_lock("anthropic", "con") as mine:
        assert mine
        tokens.save_token("anthropic", token, "con")
        tops = (tmp_path / "data", tmp_path / "keys", tmp_path / "run")
        made = [path for top in tops for path in top.rglob("*")]
        assert made
        assert [path.name for path in made if not is_legal(path.name)] == []
        names = [str(path).casefold() for path in made]
        assert len(names) == len(set(names))
        assert not any(PureWindowsPath(path.name).drive for path in made)
