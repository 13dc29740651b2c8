"""A keyring for one directory: what another directory keeps under the same service is apart.

The keyring is the user's, an index belongs to a directory. Without this, two directories would
take each other's entries, and each other's keys, for damaged ones. The directory's random id is in
``<directory>/<service>/id`` and moves with it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from store.backends.base import Backend
from store.backends.files.private_files import create_private, read_private
from store.deadlines import Deadline
from store.errors import KeyMissing, Unavailable
from store.names import directory_of

SCOPE_FILE = "id"
_ID = re.compile(rb"[0-9a-f]{16}")


class Scoped:
    """The back end with each service named ``<service>@<id of the directory>``."""

    def __init__(self, backend: Backend, directory: Path) -> None:
        self._backend = backend
        self._directory = directory
        self._ids: dict[str, str] = {}

    @property
    def name(self) -> str:
        """The back end's name."""
        return self._backend.name

    def describe(self) -> str:
        """Say where values go."""
        return self._backend.describe()

    def get(self, service: str, account: str, deadline: Deadline) -> str | None:
        """Return the value; None without asking when this directory never kept anything there."""
        scope = self._scope(service)
        return None if scope is None else self._backend.get(scope, account, deadline)

    def set(self, service: str, account: str, value: str, deadline: Deadline) -> None:
        """Store the value, and give the directory an id before the first one."""
        known = self._ids.pop(service, None)
        if not self.has_id(service):
            # A process that still knows a lost id brings it back.
            create_private(self._path(service), (known or os.urandom(8).hex()).encode())
        scope = self._scope(service)
        if scope is None:
            raise Unavailable(f"{self._path(service)} vanished", "Try again.")
        self._backend.set(scope, account, value, deadline)

    def delete(self, service: str, account: str, deadline: Deadline) -> bool:
        """Remove the entry and say whether there was one."""
        scope = self._scope(service)
        return scope is not None and self._backend.delete(scope, account, deadline)

    def discover(self, service: str, deadline: Deadline) -> frozenset[str] | None:
        """Return the accounts of this directory that the back end can name."""
        scope = self._scope(service)
        if scope is None:
            return frozenset()
        return self._backend.discover(scope, deadline)

    def probe(self, service: str, deadline: Deadline) -> None:
        """Probe the back end."""
        self._backend.probe(service, deadline)

    def reset(self) -> None:
        """Reset the back end."""
        self._backend.reset()

    def has_id(self, service: str) -> bool:
        """Say whether the directory has an id."""
        return os.path.lexists(self._path(service))

    def _scope(self, service: str) -> str | None:
        known = self._ids.get(service)
        if known is None:
            content = read_private(self._path(service))
            if content is None:
                return None
            if _ID.fullmatch(content) is None:
                remedy = "Bring it back from a backup, or delete it and log in again."
                raise KeyMissing(f"{self._path(service)} is damaged", remedy)
            known = self._ids[service] = content.decode("ascii")
        return f"{service}@{known}"

    def _path(self, service: str) -> Path:
        return self._directory / directory_of(service) / SCOPE_FILE
