"""``store doctor`` and ``store pin``."""

from __future__ import annotations

from dataclasses import asdict

import click

from store.cli.console import format_option, say, show_facts
from store.cli.opening import current_settings, open_store


@click.command()
@click.option("--repair", is_flag=True, help="First make the index anew from what is stored.")
@format_option
def doctor(repair: bool, style: str) -> None:
    """Say where tokens are kept and why, what a save would do, and what is wrong."""
    from store.doctor import diagnose
    from store.token_store import KeyringTokenStore

    settings = current_settings()
    tokens = KeyringTokenStore(settings=settings)
    if repair:
        tokens.secure_store.repair()
    found = diagnose(settings, tokens)
    if style == "json":
        findings = [asdict(finding) for finding in found.findings]
        show_facts(found.facts | {"findings": findings, "exit_code": found.exit_code}, style)
    else:
        show_facts(found.facts, style)
        for finding in found.findings:
            say(f"{'note: ' if finding.harmless else ''}{finding.code}: {finding.message}")
            say(f"  {finding.remedy}")
    raise SystemExit(found.exit_code)


@click.command()
@click.argument("place", type=click.Choice(["keyring", "keyring_wrapped", "file", "none"]))
def pin(place: str) -> None:
    """Keep to a place from now on: where saves go, whatever worked before.

    A token moves there when it is next saved. 'none' lets the next save decide.
    """
    store = open_store().secure_store
    store.pin(None if place == "none" else place)
    say("no place is pinned" if place == "none" else f"pinned to {place}")
