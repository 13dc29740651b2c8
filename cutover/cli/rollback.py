"""`cutover rollback`: undo a run, unless newer work stands on it."""

from __future__ import annotations

import click

from cutover.cli.console import Console, out


@click.command("rollback")
@click.argument("run", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def command(console: Console, run: str | None, form: str) -> int:
    """Undo RUN (the newest in effect unless named); a rollback can be rolled back too."""
    from cutover import engine

    console.recover()
    out(console.report(form).run(engine.rollback(console.root, run, progress=console.progress())))
    return 0
