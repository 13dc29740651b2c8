"""What the commands print: data to stdout, messages to stderr, and no secret anywhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

_F = TypeVar("_F", bound=Callable[..., Any])


def format_option(command: _F) -> _F:
    """Add ``--format text|json`` to a command, as the argument ``style``."""
    kinds = click.Choice(["text", "json"])
    return click.option("--format", "style", type=kinds, default="text", show_default=True)(command)


def bucket_option(command: _F) -> _F:
    """Add ``--bucket NAME`` to a command."""
    return click.option("--bucket", default=None, help="The bucket; 'default' when left out.")(
        command
    )


def say(message: str) -> None:
    """Print a message for a person."""
    click.echo(printable(message), err=True)


def show_facts(facts: Mapping[str, object], style: str) -> None:
    """Print named facts, one a line or as one JSON object."""
    if style == "json":
        click.echo(json.dumps(facts, indent=2))
        return
    width = max(map(len, facts), default=0)
    for name, value in facts.items():
        click.echo(f"{name.replace('_', ' '):<{width}}  {_text(value)}")


def show_rows(rows: Sequence[Mapping[str, object]], style: str) -> None:
    """Print rows of equal fields, in columns under their names or as a JSON array."""
    if style == "json":
        click.echo(json.dumps(list(rows), indent=2))
        return
    head = [name.replace("_", " ").upper() for name in rows[0]] if rows else []
    cells = [head, *([_text(value) for value in row.values()] for row in rows)] if rows else []
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        padded = (f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(padded).rstrip())


@contextmanager
def steps(label: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function of (done, total) that shows a bar on stderr while a terminal watches."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield show


def moment(seconds: float | None) -> str | None:
    """Return unix seconds as UTC in ISO 8601, None for none or for what no calendar has."""
    try:
        return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC).isoformat()
    except (OverflowError, ValueError, OSError):
        return None


def _text(value: object) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case [*parts]:
            return ", ".join(map(str, parts)) or "-"
        case _:
            return printable(str(value))


def printable(text: str) -> str:
    """Return the text with what a terminal would obey written out."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)
