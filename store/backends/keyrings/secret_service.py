"""Texts in the default collection of the Secret Service, where PyPI ``keyring`` finds them too.

It takes the attributes of ``keyring`` and nothing else of it: that opens a connection per call,
which makes gnome-keyring abort, waits without a limit, and may create a collection by a prompt.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from secretstorage import Collection, Item
from secretstorage.util import open_session

from store.backends.files.file_locks import exclusive
from store.backends.keyrings.error_mapping import WHAT
from store.backends.keyrings.latch import KeyringState, state_of
from store.backends.keyrings.secret_bus import Link, StaleConnection, bus_of, meaning
from store.backends.keyrings.secret_items import (
    APPLICATION,
    QuickItem,
    Vanished,
    attributes_of,
    best_of,
    noticing,
    search,
    services_of,
    twice,
)
from store.deadlines import Deadline
from store.errors import Denied, Locked, StoreError

_T = TypeVar("_T")
_NO_COLLECTION = "Open the system's keyring program and create a default keyring."


class SecretServiceKeyring:
    """The verbs of a python-keyring back end over an open link; raises what the libraries raise."""

    def __init__(self, link: Link, deadline: Deadline) -> None:
        self._link = link
        self._deadline = deadline
        self._ready: Collection | None = None

    def get_password(self, service: str, username: str) -> str | None:
        """Return the text of the item, ours before one of another application."""
        collection = self._collection()

        def read() -> str | None:
            item = best_of(search(collection, attributes_of(service, username)))
            return None if item is None else self._unlocked(item).get_secret().decode()

        with suppress(Vanished):
            return twice(read)
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        """Create or replace the item, and remove what doubles it."""
        collection = self._collection()
        attributes = attributes_of(service, username) | {"application": APPLICATION}
        label = f"Password for '{username}' on '{service}'"

        def write() -> None:
            item = collection.create_item(label, attributes, password.encode(), replace=True)
            for each in search(collection, attributes):
                if each.item_path != item.item_path:
                    each.delete()

        with suppress(Vanished):
            twice(write)

    def delete_password(self, service: str, username: str) -> None:
        """Delete every item that ``get_password`` would answer with."""
        collection = self._collection()
        for item in search(collection, attributes_of(service, username)):
            with suppress(Vanished):
                noticing(self._unlocked(item).delete)

    def services(self, prefix: str, username: str) -> frozenset[str] | None:
        """Return the services of that prefix; None when a locked keyring shows hashes only."""
        collection, _ = self._existing()
        found = search(collection, {"username": username, "application": APPLICATION})
        names = set(services_of(found))
        shown = {name for name in names if name is not None}
        if shown != names:
            return None
        return frozenset(name for name in shown if name.startswith(prefix))

    def _collection(self) -> Collection:
        if self._ready is None:
            collection, locked = self._existing()
            if locked:
                self._unlock(collection)
            if collection.session is None:
                collection.session = open_session(self._link.connection)
            self._ready = collection
        return self._ready

    def _unlocked(self, item: QuickItem) -> QuickItem:
        # Some services guard single items; without a user to ask, the call itself will fail.
        if self._link.connection.interactive and item.is_locked():
            self._unlock(item)
        return item

    def _existing(self) -> tuple[Collection, bool]:
        # Twice, because a daemon under load was seen to deny the collection once.
        with suppress(Vanished):
            return twice(self._found)
        raise Locked("the keyring has no default collection to put secrets in", _NO_COLLECTION)

    def _found(self) -> tuple[Collection, bool]:
        if self._link.collection is None:
            self._link.collection = Collection(self._link.connection)
        return self._link.collection, self._link.collection.is_locked()

    def _unlock(self, target: Collection | Item) -> None:
        if not self._link.connection.interactive:
            raise Locked("the keyring is locked")
        try:
            dismissed = target.unlock()
        except TimeoutError:
            raise self._deadline.missed_by("the unlock prompt of the keyring") from None
        if dismissed or target.is_locked():
            raise Locked("the keyring is locked and its prompt was dismissed")


class SecretServiceCaller:
    """Runs operations on the Secret Service of a bus, one process at a time, within deadlines."""

    description = "the Secret Service"

    def __init__(self, lock: Path, address: str | None, *, interactive: bool) -> None:
        self._lock = lock
        self._address = address
        self._interactive = interactive

    @property
    def state(self) -> KeyringState:
        """What this process knows of the daemon; raises Unavailable when there is no bus."""
        return state_of(bus_of(self._address).address)

    def is_viable(self, deadline: Deadline) -> bool:
        """Say whether the service runs or would be started; raises Unavailable and Timeout."""
        return bus_of(self._address).offers_secrets(deadline)

    def run(self, work: Callable[[SecretServiceKeyring], _T], deadline: Deadline) -> _T:
        """Return what ``work`` returns; raises StoreError only."""
        with exclusive(self._lock, deadline, WHAT):
            with suppress(StaleConnection):
                return self._once(work, deadline)
            return self._once(work, deadline)

    def meaning(self, error: Exception, deadline: Deadline) -> StoreError:
        """Return what an error that ``work`` caught means."""
        return meaning(error, deadline)

    def _once(self, work: Callable[[SecretServiceKeyring], _T], deadline: Deadline) -> _T:
        # Again, because who waited for the lock may have been told meanwhile.
        self.state.latch.check()
        try:
            return bus_of(self._address).run(
                lambda link: work(SecretServiceKeyring(link, deadline)),
                deadline,
                interactive=self._interactive,
            )
        except (Locked, Denied) as error:
            self.state.latch.hold(error)
            raise
