"""`cutover schema`: the JSON schema of the manifest, for editors."""

from __future__ import annotations

import click

from cutover.cli.console import out


@click.command("schema")
def command() -> int:
    """Print the JSON schema of the manifest."""
    import json

    from cutover.schema import json_schema

    out(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
    return 0
