"""``store rekey``."""

from __future__ import annotations

import click

from store.cli.console import format_option, say, show_facts
from store.cli.opening import current_settings


@click.command()
@format_option
def rekey(style: str) -> None:
    """Encrypt every entry anew under a new key, and drop the old key.

    It can be interrupted or killed at any point, and is then simply run again.
    """
    from store.backends.encrypted_file import EncryptedFile
    from store.deadlines import Deadline
    from store.wiring import build_secure_store

    settings = current_settings()
    store = build_secure_store(settings)
    places = [place for place in store.places if isinstance(place, EncryptedFile)]
    done = {place.name: place.rekey(settings.service, Deadline.after(600.0)) for place in places}
    show_facts({"rekeyed": done} if style == "json" else done, style)
    if not places:
        say("nothing to do: the entries lie in the operating system's keyring, under its own key")
