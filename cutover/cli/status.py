"""`cutover status`: where things stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from cutover.cli.console import Console, out
from cutover.errors import ExitCode

if TYPE_CHECKING:
    from cutover.standing import Status


@click.command("status")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def command(console: Console, form: str) -> int:
    """Say what is left and which runs there were; exit 6 if one waits, 7 if one goes on."""
    from cutover import engine
    from cutover.reports.json import pretty

    status = engine.status(console.root, console.manifest)
    busy = bool(status.pending) and engine.is_busy(console.root)
    lines = _lines(status, busy=busy)
    out(pretty(status) if form == "json" else "".join(f"{line}\n" for line in lines))
    if busy:
        return ExitCode.LOCKED
    return ExitCode.RECOVERY if status.pending else ExitCode.CLEAN


_ENDED = {"committed": "undone", "restored": "restored", "interrupted": "interrupted"}


def _lines(status: Status, *, busy: bool) -> Iterator[str]:
    from cutover.reports.text import count

    yield f"manifest: {status.manifest or 'none'}"
    if status.problem:
        yield status.problem
    for symbol in status.symbols:
        stands = f"defined in {', '.join(symbol.defined)}" if symbol.defined else "not defined"
        left = f"{count(symbol.sites, 'site')} left in {count(symbol.files, 'file')}"
        kept = f", {symbol.kept} kept" if symbol.kept else ""
        yield f"{symbol.legacy} -> {symbol.replacement}: {stands}, {left}{kept}"
    for run in status.runs:
        effect = "in effect" if run.in_effect else _ENDED[run.state]
        undoes = f" of {run.reverses}" if run.reverses else ""
        yield f"run {run.run}: {run.direction}{undoes}, {count(run.files, 'file')}, {effect}"
    if busy:
        yield f"run {status.pending} is going on"
    elif status.pending:
        yield f"run {status.pending} was interrupted: run `cutover recover`"
    elif not status.runs:
        yield "no runs"
