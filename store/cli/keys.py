"""``store rekey``."""

from __future__ import annotations

import click

from store.cli.console import format_option, say, show_facts, steps
from store.cli.opening import current_settings
from store.errors import ExitCode, StoreError

_SECONDS = 600.0


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
    done: dict[str, int] = {}
    kept: list[StoreError] = []
    for place in places:
        with steps(f"rekeying {place.name}") as show:

            def progress(count: int, total: int, problem: StoreError | None) -> None:
                show(count, total)
                if problem is not None:
                    kept.append(problem)

            done[place.name] = place.rekey(settings.service, Deadline.after(_SECONDS), progress)
    facts = {f"entries_in_{name}": count for name, count in done.items()}
    show_facts(facts | {"kept_as_they_were": len(kept)}, style)
    if not places:
        say("nothing to do: the entries lie in the operating system's keyring, under its own key")
    for problem in kept:
        say(f"{problem.code}: {problem.message}")
    if kept:
        say("These entries stay under their old key. Delete them, or bring their key back.")
        raise SystemExit(ExitCode.CORRUPT)
