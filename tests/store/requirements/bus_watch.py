"""Sees, on a private session bus, what programs ask the Secret Service to search for."""

from __future__ import annotations

import time
from typing import Self

from jeepney import HeaderFields, Message, MessageType
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.store.secret_service import BUS, PATIENCE, SecretService, ask

_RULE = "type='method_call',member='SearchItems',eavesdrop='true'"


class BusWatch:
    """The attribute ``service`` of every search between the start and a call of ``searches``."""

    def __init__(self, service: SecretService) -> None:
        self._connection: DBusConnection = open_dbus_connection(service.address)
        ask(self._connection, BUS, "AddMatch", "s", _RULE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def searches(self, last: str) -> list[str]:
        """Return what was searched for up to a search for ``last``, which must have been made."""
        found: list[str] = []
        end = time.monotonic() + PATIENCE
        while last not in found:
            assert time.monotonic() < end, f"no search for {last} in {found}"
            found += _service(self._connection.receive(timeout=PATIENCE))
        return found


def _service(message: Message) -> list[str]:
    header = message.header
    if header.message_type != MessageType.method_call:
        return []
    if header.fields.get(HeaderFields.member) != "SearchItems":
        return []
    return [message.body[0].get("service", "")]
