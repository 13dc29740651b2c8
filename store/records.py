"""What a back end is given to keep: a value with the generation that orders it among its copies."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from store.errors import Corrupt, NewerVersion

_VERSION = 1
_LATEST = 2**53


@dataclass(frozen=True, slots=True)
class Record:
    """A value, its generation (higher is newer, within one service) and its time in unix ms."""

    generation: int
    at: int
    value: str = field(repr=False)


def encode(record: Record) -> str:
    """Return the record's text."""
    fields = {"v": _VERSION, "gen": record.generation, "at": record.at, "value": record.value}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def decode(text: str) -> Record:
    """Return the record of its text; raises Corrupt, which shows nothing of the text."""
    match _parsed(text):
        case {"v": int(version), **_rest} if version > _VERSION:
            raise NewerVersion("an entry was written by a newer version")
        case {"v": 1, "gen": int(generation), "at": int(at), "value": str(value)} if _whole(
            generation
        ) and _whole(at):
            return Record(generation, at, value)
        case _:
            raise Corrupt("an entry is not a record of this store")


def _parsed(text: str) -> object:
    # The error of json holds the text: nothing is raised from its handler.
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _whole(number: int) -> bool:
    return not isinstance(number, bool) and 0 <= number <= _LATEST
