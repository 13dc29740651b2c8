"""The command ``store``: look after stored tokens without ever showing one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from store.errors import StoreError

if TYPE_CHECKING:
    from store.token_store import KeyringTokenStore

_format = click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
_bucket = click.option("--bucket", default=None, help="The bucket; 'default' when left out.")


class _OneDoor(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StoreError as error:
            click.echo(f"{error.code}: {error.message}", err=True)
            if error.remedy:
                click.echo(error.remedy, err=True)
            ctx.exit(2)


@click.group(name="store", cls=_OneDoor)
def main() -> None:
    """Look after stored OAuth tokens; a secret is never shown."""


@main.command()
@_format
def doctor(style: str) -> None:
    """Say where tokens would be kept and whether the keyring answers."""
    from store.backends.os_keyring import OSKeyring
    from store.settings import StoreSettings

    settings = StoreSettings()
    facts: dict[str, object] = settings.model_dump(mode="json")
    try:
        facts["keyring"] = OSKeyring(settings.directory / "index").description
    except StoreError as error:
        facts["keyring"] = error.code
        click.echo(f"{error.message}. {error.remedy}", err=True)
    healthy = settings.backend == "file" or facts["keyring"] != "UNAVAILABLE"
    facts["usable"] = healthy or (settings.backend == "auto" and settings.fallback == "allow")
    _print(facts, style)
    if not facts["usable"]:
        raise SystemExit(1)


@main.command(name="list")
@_format
def list_(style: str) -> None:
    """List providers and their buckets."""
    store = _store()
    tokens = {provider: list(store.list_buckets(provider)) for provider in store.list_providers()}
    if style == "json":
        click.echo(json.dumps(tokens))
        return
    for provider, buckets in tokens.items():
        for bucket in buckets:
            click.echo(f"{provider}\t{bucket}")


@main.command()
@click.argument("provider")
@_bucket
@_format
def show(provider: str, bucket: str | None, style: str) -> None:
    """Show what is known about one token, except its secrets."""
    token = _store().get_token(provider, bucket)
    if token is None:
        raise click.ClickException(f"no readable token for {provider}")
    facts: dict[str, object] = {
        "provider": provider,
        "bucket": bucket or "default",
        "expiry": token.expiry,
        "scope": token.scope,
        "refreshable": token.refresh_token is not None,
    }
    _print(facts, style)


@main.command()
@click.argument("provider")
@_bucket
def delete(provider: str, bucket: str | None) -> None:
    """Delete one token; fails when the token may still be stored."""
    if not _store().remove_token(provider, bucket):
        raise click.ClickException(f"the token for {provider} may still be stored")
    click.echo(f"{provider} is deleted", err=True)


def _store() -> KeyringTokenStore:
    from store.token_store import KeyringTokenStore

    return KeyringTokenStore()


def _print(facts: dict[str, object], style: str) -> None:
    if style == "json":
        click.echo(json.dumps(facts))
        return
    for name, value in facts.items():
        click.echo(f"{name}: {value}")
