"""``store list``, ``store show`` and ``store delete``."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from store.cli.console import bucket_option, format_option, moment, say, show_facts, show_rows
from store.cli.opening import open_store
from store.errors import NotFound
from store.names import account_of

if TYPE_CHECKING:
    from store.index import IndexEntry
    from store.token_store import KeyringTokenStore


@click.command(name="list")
@format_option
def list_(style: str) -> None:
    """List providers, buckets and where their tokens lie."""
    store = open_store()
    accounts = [account.partition(":") for account in store.secure_store.list()]
    entries = store.secure_store.index().entries
    rows = [
        {"provider": provider, "bucket": bucket} | _home(entries.get(account_of(provider, bucket)))
        for provider, colon, bucket in accounts
        if colon
    ]
    show_rows(rows, style)
    if not rows:
        say("no tokens are stored")


@click.command()
@click.argument("provider")
@bucket_option
@format_option
def show(provider: str, bucket: str | None, style: str) -> None:
    """Show what is known about one token, except its secrets."""
    store = open_store()
    account = account_of(provider, bucket)
    facts = _token_facts(store, account)
    provider_name, _, bucket_name = account.partition(":")
    entry = store.secure_store.index().entries.get(account)
    show_facts({"provider": provider_name, "bucket": bucket_name} | facts | _home(entry), style)


@click.command()
@click.argument("provider")
@bucket_option
@format_option
def delete(provider: str, bucket: str | None, style: str) -> None:
    """Delete one token, and make sure that it is gone."""
    account = account_of(provider, bucket)
    if not open_store().remove_token(provider, bucket):
        raise NotFound(f"no token is stored for {account}", "store list says what there is.")
    if style == "json":
        show_facts({"deleted": account}, style)
    say(f"{account} is deleted")


def _token_facts(store: KeyringTokenStore, account: str) -> dict[str, object]:
    from store.model import OAuthToken

    text = store.secure_store.get(account)
    if text is None:
        raise NotFound(f"no token is stored for {account}")
    token = OAuthToken.from_json(text)
    return {
        "expiry": token.expiry,
        "expires_at": moment(token.expiry),
        "expired": token.expiry <= time.time(),
        "refreshable": token.refresh_token is not None,
        "token_type": token.token_type,
        "scope": token.scope,
        "resource_url": token.resource_url,
        "other_fields": sorted(token.__pydantic_extra__ or ()),
    }


def _home(entry: IndexEntry | None) -> dict[str, object]:
    if entry is None:
        return {"place": None, "saved_at": None}
    return {"place": entry.place or None, "saved_at": moment(entry.at / 1000)}
