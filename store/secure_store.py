"""One service's secrets over two places: the keyring, and a fallback when policy allows it.

A copy in the fallback exists only because the keyring refused the newer write, and a keyring write
that succeeds removes it; therefore the fallback is read first and an old keyring value cannot
shadow it.
"""

from __future__ import annotations

import logging
from typing import Literal

from store.backends.base import Backend
from store.errors import Denied, Locked, StoreError, Timeout, Unavailable

Policy = Literal["allow", "deny"]
_OUTAGE = (Unavailable, Locked, Denied, Timeout)
_log = logging.getLogger(__name__)


class SecureStore:
    """Gets, sets, deletes and lists the accounts of one service."""

    def __init__(
        self,
        service: str,
        keyring: Backend | None,
        fallback: Backend | None = None,
        policy: Policy = "allow",
    ) -> None:
        self.service = service
        self._keyring = keyring
        self._fallback = fallback if policy == "allow" else None

    def get(self, account: str) -> str | None:
        """Return the newest value; a keyring that is locked, denied or slow is an error."""
        if self._fallback is not None:
            value = self._fallback.get(self.service, account)
            if value is not None or self._keyring is None:
                return value
        try:
            return self._required().get(self.service, account)
        except Unavailable:
            if self._fallback is None:
                raise
            return None

    def set(self, account: str, value: str) -> None:
        """Store in the keyring; in an outage store in the fallback, or raise without one."""
        try:
            self._required().set(self.service, account, value)
        except _OUTAGE as error:
            if self._fallback is None:
                raise
            if self._keyring is not None:
                _log.warning("keyring %s: the value goes to the encrypted file", error.code)
            self._fallback.set(self.service, account, value)
            return
        if self._fallback is not None:
            self._fallback.delete(self.service, account)

    def delete(self, account: str) -> bool:
        """Remove the account everywhere; a place that may still hold it is an error."""
        found, failure = False, None
        for place in self._places():
            try:
                found = place.delete(self.service, account) or found
            except StoreError as error:
                if not (isinstance(error, Unavailable) and self._absent(place, account)):
                    failure = error
        if failure is not None:
            raise failure
        return found

    def list(self) -> tuple[str, ...]:
        """Return the sorted accounts of all places; one unreachable place is an error."""
        if not self._places():
            raise Unavailable("no back end is configured")
        accounts = {account for place in self._places() for account in place.list(self.service)}
        return tuple(sorted(accounts))

    def _absent(self, place: Backend, account: str) -> bool:
        try:
            return account not in place.list(self.service)
        except StoreError:
            return False

    def _places(self) -> tuple[Backend, ...]:
        return tuple(place for place in (self._fallback, self._keyring) if place is not None)

    def _required(self) -> Backend:
        if self._keyring is None:
            raise Unavailable("no keyring is configured")
        return self._keyring
