"""`cutover apply`: execute a reviewed plan, or show one and ask."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cutover.cli.console import Console, out, whisper
from cutover.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from cutover.model import Plan
    from cutover.sources import Loaded


@click.command("apply")
@click.argument("plan", required=False)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--keep", is_flag=True, help="Keep the changes even if a check fails.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def command(console: Console, plan: str | None, yes: bool, keep: bool, form: str) -> int:
    """Execute PLAN to the letter, or plan now, show it and ask; then run the checks."""
    from cutover import engine, plan_files

    if plan is None and not yes and not sys.stdin.isatty():
        raise UsageError(
            "there is no plan file, and no terminal to ask on",
            "review a plan (`cutover plan -o FILE`) and apply that, or say --yes",
        )
    console.recover()
    loaded = console.load()
    if plan is not None:
        chosen: Plan | None = plan_files.read_plan(console.path(plan))
    else:
        chosen = _reviewed(console, loaded, form, yes=yes)
    if chosen is None:
        console.say("nothing was written")
        return ExitCode.FINDINGS
    report = engine.apply(console.root, chosen, loaded, keep=keep, progress=console.progress())
    if report is None:
        console.say("nothing to do")
        return ExitCode.CLEAN
    out(console.report(form).run(report))
    return ExitCode.FINDINGS if report.check else ExitCode.CLEAN


def _reviewed(console: Console, loaded: Loaded, form: str, *, yes: bool) -> Plan | None:
    """A plan made now; None if the user looked at it and did not say yes."""
    from cutover import engine
    from cutover.cli.plan import shown

    planning = engine.plan(console.root, loaded)
    text = shown(console, loaded, planning, "text")
    if form == "text":
        out(text)
    elif not yes:
        whisper(text)
    if planning.plan.blocked or not planning.plan.changes or yes:
        return planning.plan
    whisper("Apply this plan? Only 'yes' is taken for yes:")
    return planning.plan if sys.stdin.readline().strip() == "yes" else None
