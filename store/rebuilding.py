"""An index made anew from what the places can name themselves."""

from __future__ import annotations

import logging

from store.backends.base import Backend
from store.deadlines import Deadline
from store.errors import Corrupt, InvalidName, Unavailable
from store.index import Index, IndexEntry
from store.names import check_account
from store.places import Places, read

_log = logging.getLogger(__name__)


def rebuilt(old: Index | None, places: Places, service: str, deadline: Deadline) -> Index:
    """Return the index of the newest records found, keeping what only the old index knows.

    Raises Outage when a place that exists cannot be asked; one that does not exist names nothing.
    """
    index = old or Index()
    named: dict[str, frozenset[str]] = {}
    for place in places:
        try:
            accounts = place.discover(service, deadline)
        except Unavailable:
            continue
        if accounts is None:
            continue
        named[place.name] = frozenset(filter(_legal, accounts))
        for account in sorted(named[place.name]):
            index = _with_found(index, account, place, service, deadline)
    return index if index.mode else index.pinned(_mode(places, named))


def _with_found(
    index: Index, account: str, place: Backend, service: str, deadline: Deadline
) -> Index:
    try:
        record = read(place, (service, account), deadline)
    except Corrupt as error:
        _log.warning("an entry in %s is damaged and was kept: %s", place.name, error.message)
        entry = IndexEntry(0, place.name, 0)
        return index if account in index.entries else index.with_entry(account, entry)
    known = index.entries.get(account)
    if record is None or (known is not None and known.generation >= record.generation):
        return index
    return index.with_entry(account, IndexEntry(record.generation, place.name, record.at))


def _mode(places: Places, named: dict[str, frozenset[str]]) -> str | None:
    keyring = places.keyring
    return keyring.name if keyring is not None and named.get(keyring.name) else None


def _legal(account: str) -> bool:
    try:
        check_account(account)
    except InvalidName:
        return False
    return True
