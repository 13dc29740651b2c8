"""Which value answers for an account: what was found in a place against what the index says."""

from __future__ import annotations

import logging

from store.errors import Corrupt
from store.index import IndexEntry
from store.names import digest_of
from store.records import Record

_log = logging.getLogger(__name__)


def satisfies(record: Record | None, entry: IndexEntry | None) -> bool:
    """Say whether the record is at least as new as the index says."""
    if record is None:
        return False
    return entry is None or entry.state != "stored" or record.generation >= entry.generation


def answer(account: str, record: Record | None, entry: IndexEntry | None) -> str | None:
    """Return the record's value, None without one; raises Corrupt for one that is too old."""
    if record is None:
        if entry is not None and entry.state == "stored":
            _log.warning("entry %s vanished from %s", digest_of(account), entry.place)
        return None
    if not satisfies(record, entry):
        raise Corrupt("an older value was put back in the place of a newer one")
    return record.value


class ReadCache:
    """The values that this process read, each good as long as the index entry stays the same."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[IndexEntry, str]] = {}

    def get(self, account: str, entry: IndexEntry) -> Record | None:
        """Return the record that was read for exactly this entry."""
        known = self._values.get(account)
        if known is None or known[0] != entry:
            return None
        return Record(entry.generation, entry.at, known[1])

    def put(self, account: str, entry: IndexEntry, record: Record) -> None:
        """Keep a record that is what the entry says; another is not kept."""
        if record.generation == entry.generation:
            self._values[account] = (entry, record.value)

    def drop(self, account: str) -> None:
        """Forget one value."""
        self._values.pop(account, None)

    def clear(self) -> None:
        """Forget all values."""
        self._values.clear()
