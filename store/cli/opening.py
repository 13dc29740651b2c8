"""The settings and the store that a command works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from store.settings import StoreSettings
    from store.token_store import KeyringTokenStore


def current_settings() -> StoreSettings:
    """Return the settings of the environment and of ``--service``; raises InvalidSetting."""
    from store.settings import load_settings
    from store.wiring import isolated

    service: str | None = click.get_current_context().find_root().obj
    return isolated(load_settings(), service=service, directory=None)


def open_store() -> KeyringTokenStore:
    """Return the token store that the settings describe; a command tells what it could not do."""
    from store.token_store import KeyringTokenStore

    return KeyringTokenStore(settings=current_settings(), best_effort=False)
