"""`cutover verify`: the gate that says whether the cutover is complete."""

from __future__ import annotations

import click

from cutover.cli.console import Console, out


@click.command("verify")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--strict", is_flag=True, help="A file that cannot be analysed is a finding.")
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Name all files that were left out, and all leftovers that may stay.",
)
@click.pass_obj
def command(console: Console, form: str, strict: bool, verbose: bool) -> int:
    """Check that no reference, definition, export, file or overdue allowance is left."""
    from cutover import engine, verifier

    report = engine.verify(console.root, console.load(), strict=strict, within=console.within)
    code = verifier.exit_code(report.findings)
    out(console.report(form, verbose=verbose).verify(report, code))
    return code
