"""What the tests of other packages need: a contract for back ends, and stores that touch nothing.

Whoever writes a back end inherits BackendContract in a test class and runs it with pytest::

    class TestVault(BackendContract):
        def backend(self, directory: Path) -> Backend:
            return Vault(directory)
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from store.backends.base import Backend
from store.backends.memory import MemoryBackend
from store.deadlines import Deadline
from store.errors import StoreError, TooLarge
from store.secure_store import SecureStore
from store.token_store import KeyringTokenStore

_SERVICE = "contract"
_SECONDS = 20.0
_TEXTS = ("plain", "", " ", "two\nlines", "\0", "\u00e4\u4e16\U0001f511", '{"json": "\\u0000"}')


def memory_token_store(directory: Path, *, service: str = "testing") -> KeyringTokenStore:
    """Return a token store whose tokens live in memory; index and locks live in ``directory``.

    Neither the keyring nor the home directory of whoever runs the tests is touched.
    """
    store = SecureStore(service, directory=directory, keyring=None, fallback=MemoryBackend())
    return KeyringTokenStore(store, directory=directory)


class BackendContract:
    """What every back end keeps to; each method is one test, given pytest's ``tmp_path``."""

    largest = 10_000
    """Characters that a value may have at least."""

    persistent = True
    """Whether a second instance over the same directory sees what the first one stored."""

    def backend(self, directory: Path) -> Backend:
        """Return a back end with no entries, which may keep files in the directory."""
        raise NotImplementedError

    def test_it_has_a_name_and_a_description(self, tmp_path: Path) -> None:
        """Indexes hold the name, people read the description."""
        backend = self.backend(tmp_path)
        assert backend.name == self.backend(tmp_path).name
        assert backend.name
        assert backend.describe()

    def test_what_was_never_stored_is_none(self, tmp_path: Path) -> None:
        """Absence is an answer, no error."""
        backend = self.backend(tmp_path)
        assert backend.get(_SERVICE, "a:b", _soon()) is None
        assert backend.delete(_SERVICE, "a:b", _soon()) is False

    def test_every_text_comes_back(self, tmp_path: Path) -> None:
        """A value is any text, the empty one included."""
        backend = self.backend(tmp_path)
        for text in (*_TEXTS, "x" * self.largest):
            backend.set(_SERVICE, "a:b", text, _soon())
            assert backend.get(_SERVICE, "a:b", _soon()) == text

    def test_entries_do_not_meet(self, tmp_path: Path) -> None:
        """Services and accounts that look alike are apart."""
        backend = self.backend(tmp_path)
        keys = [
            (service, account)
            for service in (_SERVICE, f"{_SERVICE}2")
            for account in ("a:b-c", "a-b:c", "a:b", "A:b", "ab", "me@x.org:default")
        ]
        for service, account in keys:
            backend.set(service, account, f"{service} {account}", _soon())
        for service, account in keys:
            assert backend.get(service, account, _soon()) == f"{service} {account}"
        assert backend.delete(*keys[0], _soon()) is True
        assert backend.get(*keys[0], _soon()) is None
        assert backend.get(*keys[1], _soon()) == " ".join(keys[1])

    def test_a_deleted_entry_is_gone(self, tmp_path: Path) -> None:
        """Deleting says whether there was something."""
        backend = self.backend(tmp_path)
        backend.set(_SERVICE, "a:b", "one", _soon())
        assert backend.delete(_SERVICE, "a:b", _soon()) is True
        assert backend.get(_SERVICE, "a:b", _soon()) is None
        assert backend.delete(_SERVICE, "a:b", _soon()) is False

    def test_it_names_its_accounts_or_says_that_it_cannot(self, tmp_path: Path) -> None:
        """A back end that cannot enumerate answers None."""
        backend = self.backend(tmp_path)
        backend.set(_SERVICE, "a:b", "one", _soon())
        backend.set(_SERVICE, "a:c", "two", _soon())
        backend.set(f"{_SERVICE}2", "x:y", "three", _soon())
        backend.delete(_SERVICE, "a:c", _soon())
        assert backend.discover(_SERVICE, _soon()) in (None, frozenset({"a:b"}))

    def test_a_second_instance_sees_the_same(self, tmp_path: Path) -> None:
        """Processes share a back end that keeps its entries."""
        if not self.persistent:
            return
        self.backend(tmp_path).set(_SERVICE, "a:b", "one", _soon())
        assert self.backend(tmp_path).get(_SERVICE, "a:b", _soon()) == "one"

    def test_a_deadline_that_has_passed_is_an_error_in_time(self, tmp_path: Path) -> None:
        """A write that did not happen is never reported as one that did."""
        backend = self.backend(tmp_path)
        try:
            backend.set(_SERVICE, "a:b", "one", Deadline.after(0.0))
        except StoreError:
            return
        assert backend.get(_SERVICE, "a:b", _soon()) == "one"

    def test_a_value_that_is_too_large_changes_nothing(self, tmp_path: Path) -> None:
        """It is kept whole or refused as TooLarge, never cut."""
        backend = self.backend(tmp_path)
        backend.set(_SERVICE, "a:b", "one", _soon())
        huge = "x" * 3_000_000
        try:
            backend.set(_SERVICE, "a:b", huge, _soon())
        except TooLarge:
            assert backend.get(_SERVICE, "a:b", _soon()) == "one"
        else:
            assert backend.get(_SERVICE, "a:b", _soon()) == huge

    def test_threads_do_not_mix_entries(self, tmp_path: Path) -> None:
        """Each thread reads what it wrote."""
        backend = self.backend(tmp_path)
        wrong: list[object] = []

        def work(name: str) -> None:
            for number in range(5):
                backend.set(_SERVICE, name, f"{name} {number}", _soon())
                if backend.get(_SERVICE, name, _soon()) != f"{name} {number}":
                    wrong.append(name)

        _together([partial(work, f"t:{n}") for n in range(4)], wrong)
        assert not wrong


def _together(works: list[Callable[[], None]], wrong: list[object]) -> None:
    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _soon() -> Deadline:
    return Deadline.after(_SECONDS)
