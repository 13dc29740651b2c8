"""One D-Bus connection per process and bus, on which nothing waits beyond a deadline."""

from __future__ import annotations

import atexit
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from jeepney import DBusErrorResponse, HeaderFields, Message, message_bus
from jeepney.bus import get_bus
from jeepney.io.blocking import DBusConnection, Proxy, prep_socket
from secretstorage import Collection
from secretstorage.exceptions import (
    LockedException,
    PromptDismissedException,
    SecretServiceNotAvailableException,
)
from secretstorage.util import BUS_NAME, PROMPT_IFACE, add_match_rules

from store.backends.keyrings import error_mapping
from store.backends.keyrings.error_mapping import WHAT
from store.deadlines import Deadline
from store.errors import Locked, NoKeyring, StoreError, Unavailable
from store.forks import follow_forks

_NO_SESSION = "org.freedesktop.Secret.Error.NoSession"
_SHORTEST = 0.001
_T = TypeVar("_T")
# What the daemon answers while the connection is sound.
_HARMLESS = (Locked, LockedException, PromptDismissedException, UnicodeDecodeError)


class StaleConnection(Unavailable):
    """The bus or the daemon was started anew since the connection was opened."""


class BoundedConnection(DBusConnection):  # type: ignore[misc]
    """A connection whose every wait ends at ``deadline``, which each operation sets anew.

    While ``interactive`` is false it refuses to open a prompt, whoever wants to.
    """

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self.deadline = deadline
        self.interactive = False
        try:
            super().__init__(sock)
            add_match_rules(self)
        except BaseException:
            self.close()
            raise

    def send(self, message: Message, serial: int | None = None) -> None:
        """Send a message, in time even when nobody empties the socket."""
        if (
            not self.interactive
            and message.header.fields.get(HeaderFields.interface) == PROMPT_IFACE
        ):
            raise LockedException("a prompt would be needed")
        self.sock.settimeout(max(_SHORTEST, self.deadline.remaining()))
        super().send(message, serial)

    send_message = send

    def receive(self, *, timeout: float | None = None) -> Message:
        """Return the next message; raises TimeoutError at the deadline, or sooner if asked."""
        left = self.deadline.remaining()
        if left <= 0:
            raise TimeoutError
        return super().receive(timeout=left if timeout is None else min(left, timeout))

    def close(self) -> None:
        """Close the descriptors; what a forked parent shares stays open there."""
        with suppress(AttributeError):
            self.selector.close()
        self.sock.close()


class Link:
    """An open connection and the collection that it leads to, once that was asked for."""

    def __init__(self, connection: BoundedConnection) -> None:
        self.connection = connection
        self.collection: Collection | None = None


class SecretBus:
    """The connection of this process to one bus; threads take turns, a forked child has its own."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._guard = threading.Lock()
        self.link: Link | None = None
        follow_forks(self)

    def run(
        self, work: Callable[[Link], _T], deadline: Deadline, *, interactive: bool = False
    ) -> _T:
        """Return what ``work`` returns of the open link; raises StoreError only.

        Threads take turns; after a failure of the connection the next call opens another.
        """
        if not self._guard.acquire(timeout=deadline.remaining()):
            raise deadline.missed_by(WHAT)
        try:
            return error_mapping.translated(
                lambda: self._use(work, deadline, interactive=interactive),
                lambda error: meaning(error, deadline),
            )
        finally:
            self._guard.release()

    def offers_secrets(self, deadline: Deadline) -> bool:
        """Say whether somebody owns, or would be started for, the name of the Secret Service."""

        def ask(link: Link) -> bool:
            bus = Proxy(message_bus, link.connection)
            owned = bus.NameHasOwner(BUS_NAME)[0]
            return bool(owned) or BUS_NAME in bus.ListActivatableNames()[0]

        return self.run(ask, deadline)

    def close(self) -> None:
        """Close the connection; the next call opens another."""
        with self._guard:
            self._drop()

    def after_fork(self) -> None:
        """Leave the connection to the parent; its session goes on."""
        self._guard = threading.Lock()
        self._drop()

    def _use(self, work: Callable[[Link], _T], deadline: Deadline, *, interactive: bool) -> _T:
        link = self.link
        used = link is not None
        try:
            if link is None:
                link = self.link = self._opened(deadline)
            link.connection.deadline = deadline
            link.connection.interactive = interactive
            return work(link)
        except _HARMLESS:
            raise
        except ConnectionError:
            self._drop()
            if used:
                raise StaleConnection("the session bus closed the connection") from None
            raise
        except BaseException:
            self._drop()
            raise

    def _opened(self, deadline: Deadline) -> Link:
        deadline.check(WHAT)
        try:
            sock = prep_socket(self.address, timeout=deadline.remaining())
        except FileNotFoundError:
            raise NoKeyring("the session bus is gone") from None
        return Link(BoundedConnection(sock, deadline))

    def _drop(self) -> None:
        link, self.link = self.link, None
        if link is not None:
            link.connection.close()


def meaning(error: Exception, deadline: Deadline) -> StoreError:
    """Return what an error of the Secret Service, or on the way to it, means."""
    match error:
        case LockedException():
            return Locked("the keyring is locked")
        case PromptDismissedException():
            return Locked("the keyring is locked and its prompt was dismissed")
        case SecretServiceNotAvailableException():
            return Unavailable("no Secret Service answers on the session bus")
        case DBusErrorResponse(name=name) if name == _NO_SESSION:
            return StaleConnection("the keyring daemon was started anew")
        case DBusErrorResponse(name=name):
            return error_mapping.of_dbus(name)
        case _:
            return error_mapping.of_any(error, deadline)


_BUSES: dict[str, SecretBus] = {}
atexit.register(lambda: close_connections())


def bus_of(address: str | None) -> SecretBus:
    """Return this process's connection to a bus, None for the session's; raises NoKeyring."""
    try:
        place: Any = get_bus(address or "SESSION")
    except KeyError:
        reason = "there is no session bus"
    except (ValueError, RuntimeError, StopIteration):
        reason = "the address of the session bus means nothing"
    else:
        return _BUSES.get(place) or _BUSES.setdefault(place, SecretBus(place))
    raise NoKeyring(reason)


def close_connections() -> None:
    """Close the connections of this process to all buses; for tests."""
    for bus in tuple(_BUSES.values()):
        bus.close()
    _BUSES.clear()
