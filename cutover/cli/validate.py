"""`cutover validate`: check the manifest without looking at the tree."""

from __future__ import annotations

import click

from cutover.cli.console import Console, out


@click.command("validate")
@click.pass_obj
def command(console: Console) -> int:
    """Check the manifest: keys, types, and rules that span keys; the tree is not read."""
    loaded = console.load()
    out(f"{loaded.name}: valid\n")
    return 0
