"""`cutover show`: print a plan file as `cutover plan` did."""

from __future__ import annotations

import click

from cutover.cli.console import Console, out


@click.command("show")
@click.argument("plan")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("-v", "--verbose", is_flag=True, help="Name every site and file.")
@click.pass_obj
def command(console: Console, plan: str, form: str, verbose: bool) -> int:
    """Show the plan in the file PLAN."""
    from cutover import plan_files

    read = plan_files.read_plan(console.path(plan))
    texts = plan_files.texts(console.root, read) if form == "text" else {}
    out(console.report(form, verbose=verbose).plan(read, texts))
    return 0
