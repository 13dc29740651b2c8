"""``store lock status`` and ``store lock release``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from store.cli.console import bucket_option, format_option, moment, say, show_facts, show_rows
from store.cli.opening import open_store
from store.errors import ExitCode
from store.names import account_of

if TYPE_CHECKING:
    from store.locks import LockState


@click.group()
def lock() -> None:
    """Look at refresh locks, and release one that nobody lives to release."""


@lock.command()
@format_option
def status(style: str) -> None:
    """List the refresh locks and their owners."""
    from store.locks import lock_states

    states = lock_states(open_store().lock_directory)
    show_rows([_facts(state) for state in states], style)
    if not states:
        say("no refresh lock is held")


@lock.command()
@click.argument("provider")
@bucket_option
@click.option("--force", is_flag=True, help="Also when its owner may be alive; stop it first.")
@format_option
def release(provider: str, bucket: str | None, force: bool, style: str) -> None:
    """Release one lock whose owner is dead; exits with 10 when it may be alive."""
    from store.deadlines import Deadline
    from store.locks import break_lock

    account = account_of(provider, bucket)
    store = open_store()
    deadline = Deadline.after(5.0)
    state = break_lock(store.lock_directory, account, deadline, force=force)
    if state is None:
        say(f"no refresh lock is held for {account}")
        if style == "json":
            show_facts({"account": account, "released": False}, style)
        return
    if style == "json":
        show_facts(_facts(state) | {"released": not state.held}, style)
    if state.held:
        say(f"BUSY: the lock of {account} belongs to process {state.pid} on {state.host}")
        say("Stop that process, or use --force when it is certain that it does not refresh.")
        raise SystemExit(ExitCode.BUSY)
    say(f"the refresh lock of {account} is released")


def _facts(state: LockState) -> dict[str, object]:
    return {
        "account": state.account,
        "owner": "damaged" if state.damaged else state.owner,
        "pid": state.pid,
        "host": state.host,
        "since": moment(state.claimed_at),
        "heartbeat_age": None if state.heartbeat_age is None else round(state.heartbeat_age, 1),
        "stale_after": state.stale,
    }
