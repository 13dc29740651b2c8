"""OSKeyring over models of the keyrings of other systems."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.backends.files.file_locks import exclusive
from store.backends.keyrings.threaded_calls import PasswordKeyring
from store.backends.os_keyring import OSKeyring
from store.deadlines import Deadline
from store.errors import Conflict, Denied, Locked, Timeout, TooLarge, Unavailable
from store.warnings_once import forget_warnings
from tests.store.fakes.keyrings import (
    CANCELLED,
    NO_INTERACTION,
    CredentialManager,
    Keychain,
    Wallet,
    WindowsKeyring,
    nothing,
)
from tests.store.secret_service import wait_until

OLD, NEW, OTHER = "s3cret-old", "s3cret-new", "s3cret-other"
POINTS = 4


@pytest.fixture(autouse=True)
def _fresh_warnings() -> None:
    forget_warnings()


def soon(seconds: float = 10.0) -> Deadline:
    return Deadline.after(seconds)


def windows(lock: Path, manager: CredentialManager) -> tuple[OSKeyring, WindowsKeyring]:
    model = WindowsKeyring(manager)
    return OSKeyring(lock, keyring=model, platform="win32"), model


def mac(lock: Path, model: PasswordKeyring) -> OSKeyring:
    return OSKeyring(lock, keyring=model, platform="darwin")


def once_at(point: int, action: Callable[[], None]) -> Callable[[], None]:
    """Call the action at that step, and at no other."""
    passed = iter(range(100))
    return lambda: action() if next(passed) == point else None


def in_background(action: Callable[[], object], threads: list[threading.Thread]) -> None:
    """Start the action and give it the time to do harm, if it can."""
    thread = threading.Thread(target=action)
    threads.append(thread)
    thread.start()
    thread.join(0.1)


def test_the_model_loses_updates_of_two_users_of_one_service() -> None:
    lost = 0
    for point in range(2):
        manager = CredentialManager()
        first, second = WindowsKeyring(manager), WindowsKeyring(manager)
        first.set_password("svc", "a", OLD)
        first.set_password("svc", "b", OTHER)
        first.between = once_at(point, lambda s=second: s.set_password("svc", "b", NEW))  # type: ignore[misc]
        first.set_password("svc", "a", OLD)
        lost += second.get_password("svc", "b") != NEW
    assert lost


@pytest.mark.parametrize("point", range(POINTS))
@pytest.mark.parametrize("verb", ["set", "delete"])
def test_two_accounts_on_windows_never_lose_an_update(
    tmp_path: Path, verb: str, point: int
) -> None:
    manager = CredentialManager()
    first, model = windows(tmp_path / "lock", manager)
    second, _ = windows(tmp_path / "lock", manager)
    for account in ("a:x", "a:y"):
        first.set("svc", account, OLD, soon())
    threads: list[threading.Thread] = []

    def update() -> None:
        second.set("svc", "a:y", NEW, soon())

    model.between = once_at(point, lambda: in_background(update, threads))
    if verb == "set":
        first.set("svc", "a:x", NEW, soon())
    else:
        assert first.delete("svc", "a:x", soon())
    model.between = nothing
    if not threads:
        update()
    for thread in threads:
        thread.join()
    assert first.get("svc", "a:x", soon()) == (NEW if verb == "set" else None)
    assert first.get("svc", "a:y", soon()) == NEW
    assert second.delete("svc", "a:y", soon())
    assert second.get("svc", "a:y", soon()) is None


def test_an_update_on_windows_leaves_no_old_secret_behind(tmp_path: Path) -> None:
    manager = CredentialManager()
    ring, _ = windows(tmp_path / "lock", manager)
    ring.set("svc", "a:x", OLD, soon())
    ring.set("svc", "a:x", NEW, soon())
    assert ring.delete("svc", "a:x", soon())
    assert manager.credentials == {}


@given(value=st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
@settings(max_examples=40, deadline=None)
def test_the_limit_of_windows_counts_its_utf_16(
    tmp_path_factory: pytest.TempPathFactory, value: str
) -> None:
    manager = CredentialManager()
    ring, _ = windows(tmp_path_factory.mktemp("w") / "lock", manager)
    room = (CredentialManager.LIMIT - len(value.encode("utf-16-le"))) // 2
    ring.set("svc", "a:x", value + "x" * room, soon())
    calls = manager.calls
    with pytest.raises(TooLarge):
        ring.set("svc", "a:x", value + "x" * (room + 1), soon())
    assert manager.calls == calls
    assert ring.get("svc", "a:x", soon()) == value + "x" * room


def test_a_reader_never_misses_an_entry_that_is_being_replaced(tmp_path: Path) -> None:
    model = Keychain()
    writer, reader = (mac(tmp_path / "lock", model) for _ in range(2))
    writer.set("svc", "a:x", OLD, soon())
    threads: list[threading.Thread] = []
    seen: list[str | None] = []
    read = lambda: seen.append(reader.get("svc", "a:x", soon()))  # noqa: E731
    model.between = once_at(0, lambda: in_background(read, threads))
    writer.set("svc", "a:x", NEW, soon())
    threads[0].join()
    assert seen == [NEW]


def test_a_refused_delete_that_is_called_a_success_is_an_error(tmp_path: Path) -> None:
    model = Keychain()
    ring = mac(tmp_path / "lock", model)
    ring.set("svc", "a:x", OLD, soon())
    model.keeps_what_it_deletes = True
    with pytest.raises(Denied, match="still stored"):
        ring.delete("svc", "a:x", soon())
    assert ring.get("svc", "a:x", soon()) == OLD


def test_an_unanswered_prompt_is_a_timeout_and_keeps_others_out(tmp_path: Path) -> None:
    model, lock = Keychain(), tmp_path / "lock"
    ring, other = mac(lock, model), mac(lock, model)
    model.prompt = threading.Event()
    start = time.monotonic()
    with pytest.raises(Timeout):
        ring.set("svc", "a:x", OLD, soon(0.3))
    assert time.monotonic() - start < 0.3 * 1.2 + 1
    with pytest.raises(Timeout):
        other.set("svc", "a:x", NEW, soon(0.3))
    with pytest.raises(Timeout), exclusive(lock, soon(0.1), "the lock"):
        pass
    model.prompt.set()
    other.set("svc", "a:x", NEW, soon())
    assert ring.get("svc", "a:x", soon()) == NEW
    assert model.items == {("svc:a:x", "store"): NEW}


def test_nothing_more_is_started_for_a_caller_who_left(tmp_path: Path) -> None:
    model = Keychain()
    ring = mac(tmp_path / "lock", model)
    ring.set("svc", "a:x", OLD, soon())
    model.prompt = threading.Event()
    with pytest.raises(Timeout):
        ring.delete("svc", "a:x", soon(0.2))
    model.prompt.set()
    assert ring.get("svc", "a:x", soon()) == OLD


@pytest.mark.parametrize(
    ("status", "kind"), [(CANCELLED, Denied), (NO_INTERACTION, Locked), (-1, Unavailable)]
)
def test_a_keychain_that_refuses_is_told_apart_and_asked_no_more(
    tmp_path: Path, status: int, kind: type[Exception]
) -> None:
    model = Keychain()
    ring, other = mac(tmp_path / "lock", model), mac(tmp_path / "lock", model)
    model.status = status
    with pytest.raises(kind):
        ring.get("svc", "a:x", soon())
    model.status = 0
    if kind is Unavailable:
        assert other.get("svc", "a:x", soon()) is None
        return
    with pytest.raises(kind):
        other.set("svc", "a:x", NEW, soon())
    assert model.items == {}
    ring.reset()
    other.set("svc", "a:x", NEW, soon())


def test_a_late_refusal_still_counts(tmp_path: Path) -> None:
    model = Keychain()
    ring = mac(tmp_path / "lock", model)
    model.prompt, model.status = threading.Event(), CANCELLED
    with pytest.raises(Timeout):
        ring.get("svc", "a:x", soon(0.2))
    model.prompt.set()
    wait_until(lambda: not any(t.name == "store-keyring" for t in threading.enumerate()), "it")
    with pytest.raises(Denied):
        ring.get("svc", "a:x", soon())


def test_a_value_that_was_cut_is_a_conflict_and_left_alone(tmp_path: Path) -> None:
    model = Wallet()
    ring = OSKeyring(tmp_path / "lock", keyring=model)
    with pytest.raises(Conflict):
        ring.set("svc", "a:x", "x" * (Wallet.LIMIT + 1), soon())
    assert len(model.entries["svc:a:x", "store"]) == Wallet.LIMIT
    ring.set("svc", "a:x", "x" * Wallet.LIMIT, soon())


def test_a_value_that_does_not_come_back_is_unavailable(tmp_path: Path) -> None:
    model = Wallet()
    model.get_password = lambda service, username: None  # type: ignore[method-assign]
    ring = OSKeyring(tmp_path / "lock", keyring=model)
    with pytest.raises(Unavailable):
        ring.set("svc", "a:x", NEW, soon())
    assert model.entries == {("svc:a:x", "store"): NEW}


def test_no_other_system_can_name_its_accounts(tmp_path: Path) -> None:
    assert mac(tmp_path / "lock", Keychain()).discover("svc", soon()) is None
