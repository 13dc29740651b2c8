"""`cutover plan`: show what would change, and keep it in a file for `cutover apply`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cutover.cli.console import Console, complain, out
from cutover.errors import CutoverError, ExitCode

if TYPE_CHECKING:
    from cutover.model import Plan
    from cutover.planner import Planning
    from cutover.sources import Loaded


@click.command("plan")
@click.option("-o", "--output", metavar="FILE", help="Write the plan there too.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--target", "targets", multiple=True, metavar="PATH", help="Plan only what is there.")
@click.option("--check", is_flag=True, help="Exit 1 if changes are pending.")
@click.option("--detailed-exitcode", is_flag=True, help="0 nothing to do, 1 error, 2 changes.")
@click.option("--strict", is_flag=True, help="Exit 4 if a file could not be analysed.")
@click.option("-v", "--verbose", is_flag=True, help="Name every site and file.")
@click.pass_obj
def command(
    console: Console,
    output: str | None,
    form: str,
    targets: tuple[str, ...],
    check: bool,
    detailed_exitcode: bool,
    strict: bool,
    verbose: bool,
) -> int:
    """Show the diff of the cutover, what needs a person, and what goes; write nothing."""
    try:
        loaded, planning = _planned(console, targets)
        out(shown(console, loaded, planning, form, verbose=verbose))
        if output is not None:
            from cutover import plan_files

            plan_files.write_plan(console.path(output), planning.plan)
            console.say(f"{output}: written; {_next_step(planning.plan, output)}")
    except CutoverError as error:
        if not detailed_exitcode:
            raise
        complain(error)
        return 1
    return exit_code(planning.plan, check=check, detailed=detailed_exitcode, strict=strict)


def _next_step(plan: Plan, output: str) -> str:
    if plan.blocked:
        return "blocked: settle what it says above, then plan again"
    return f"apply it with `cutover apply {output}`"


def _planned(console: Console, targets: tuple[str, ...]) -> tuple[Loaded, Planning]:
    from cutover import engine

    loaded = console.load()
    return loaded, engine.plan(console.root, loaded, targets=targets, within=console.within)


def shown(
    console: Console, loaded: Loaded, planning: Planning, form: str, *, verbose: bool = False
) -> str:
    """A plan that was just made, as it is printed."""
    texts = {path: (planning.before.get(path), after) for path, after in planning.after.items()}
    symbols = tuple(table.legacy for table in loaded.manifest.symbol)
    findings = planning.declared.allowances
    return console.report(form, verbose=verbose).plan(planning.plan, texts, symbols, findings)


def exit_code(plan: Plan, *, check: bool, detailed: bool, strict: bool) -> int:
    """What a plan means for the caller."""
    from cutover.verifier import doubtful

    blocked = plan.blocked or (strict and bool(doubtful(plan.ledger)))
    if detailed:
        return 1 if blocked else 2 if plan.changes else 0
    if blocked:
        return ExitCode.BLOCKED
    return ExitCode.FINDINGS if check and plan.changes else ExitCode.CLEAN
