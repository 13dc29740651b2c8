"""Items of the Secret Service with as few messages as they need, and those that come and go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TypeVar

from secretstorage import Collection, Item
from secretstorage.exceptions import ItemNotFoundException, PromptDismissedException
from secretstorage.item import ITEM_IFACE
from secretstorage.util import DBusAddressWrapper

_T = TypeVar("_T")
APPLICATION = "Python keyring library"


class Vanished(Exception):  # noqa: N818
    """An object that was there is not there any more."""


class QuickItem(Item):
    """An item that is not asked for its label and its lock first: the call itself would say."""

    def __init__(self, collection: Collection, path: str) -> None:
        self.item_path = path
        self.session = collection.session
        self.connection = collection.connection
        self._item = DBusAddressWrapper(path, ITEM_IFACE, collection.connection)

    def ensure_not_locked(self) -> None:
        """Leave it to the service, which answers IsLocked."""


def attributes_of(service: str, username: str) -> dict[str, str]:
    """Return the attributes by which python-keyring finds an item."""
    return {"service": service, "username": username}


def search(collection: Collection, attributes: dict[str, str]) -> list[QuickItem]:
    """Return the items that have at least those attributes."""
    (paths,) = collection._collection.call("SearchItems", "a{ss}", attributes)
    return [QuickItem(collection, path) for path in paths]


def best_of(items: list[QuickItem]) -> QuickItem | None:
    """Return ours, with no attribute more than we give, and the newest of several."""
    return min(items, key=_rank) if len(items) > 1 else next(iter(items), None)


def services_of(items: list[QuickItem]) -> Iterator[str | None]:
    """Yield the service of each item that is still there; None when only a hash of it shows."""
    for item in items:
        with suppress(Vanished):
            yield noticing(item.get_attributes).get("service")


def twice(work: Callable[[], _T]) -> _T:
    """Return what ``work`` returns; raises Vanished when something was gone two times."""
    with suppress(Vanished):
        return noticing(work)
    return noticing(work)


def noticing(work: Callable[[], _T]) -> _T:
    """Return what ``work`` returns; raises Vanished when an object was gone."""
    try:
        return work()
    except PromptDismissedException:
        raise
    except ItemNotFoundException:
        raise Vanished from None


def _rank(item: QuickItem) -> tuple[bool, int, int]:
    attributes = item.get_attributes()
    ours = attributes.get("application") == APPLICATION
    return not ours, len(attributes), -item.get_modified()
