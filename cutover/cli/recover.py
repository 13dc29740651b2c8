"""`cutover recover`: take back what an interrupted run wrote."""

from __future__ import annotations

import click

from cutover.cli.console import Console, out


@click.command("recover")
@click.pass_obj
def command(console: Console) -> int:
    """Bring the tree back to what it was before the run that was interrupted."""
    from cutover import engine

    reports = engine.recover(console.root)
    for report in reports:
        for note in report.notes:
            out(f"{note}\n")
        out(f"Restored {len(report.files)} files of run {report.run}.\n")
    if not reports:
        out("Nothing to recover.\n")
    return 0
