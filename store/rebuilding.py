"""An index made anew from what the places can name themselves."""

from __future__ import annotations

import logging
from dataclasses import replace

from store.backends.base import Backend
from store.deadlines import Deadline
from store.errors import Corrupt, InvalidName, NoKeyring, Unavailable
from store.index import Index, IndexEntry
from store.names import check_account
from store.places import Places, read_record

_log = logging.getLogger(__name__)
_WITHOUT_KEYRING = (
    "If tokens were never kept in a keyring here, run: STORE_BACKEND=file store doctor --repair."
    " Else do it where the keyring can be reached."
)


def rebuilt(
    old: Index | None, places: Places, service: str, deadline: Deadline, *, damaged: bool
) -> Index:
    """Return the index of the newest records found, keeping what only the old index knows.

    Raises Outage when a place cannot be asked. Where there is no keyring it names nothing, unless
    the index is ``damaged``: it may have known tokens that lie in a keyring.
    """
    index, named = old or Index(), set[str]()
    asked_all = True
    for place in places:
        try:
            accounts = place.discover(service, deadline)
        except NoKeyring as error:
            if damaged:
                raise Unavailable(f"the index is damaged, and {error}", _WITHOUT_KEYRING) from error
            accounts = None
        asked_all = asked_all and accounts is not None
        for account in sorted(filter(_is_legal, accounts or ())):
            named.add(place.name)
            index = _with_found(index, account, place, service, deadline)
    keyring = places.keyring
    used = keyring is not None and keyring.name in named
    index = index.with_pin(keyring.name) if keyring and used and index.pin is None else index
    return replace(index, complete=asked_all or (old is not None and old.complete))


def _with_found(
    index: Index, account: str, place: Backend, service: str, deadline: Deadline
) -> Index:
    known = index.entries.get(account)
    try:
        record = read_record(place, (service, account), deadline)
    except Corrupt as error:
        _log.warning("an entry in %s is damaged and was kept: %s", place.name, error.message)
        record = None
    found = IndexEntry(0, place.name, 0)
    if record is not None:
        found = replace(found, generation=record.generation, at=record.at)
    if known is None:
        return index.with_entry(account, found)
    newer = found if found.generation > known.generation else known
    copies = (known.places | found.places) - {newer.place}
    return index.with_entry(account, replace(newer, copies=tuple(sorted(copies))))


def _is_legal(account: str) -> bool:
    try:
        check_account(account)
    except InvalidName:
        return False
    return True
