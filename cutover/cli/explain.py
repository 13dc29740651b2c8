"""`cutover explain`: why a place is, or is not, a reference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from cutover.cli.console import Console, out
from cutover.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from cutover.sources import Loaded
    from cutover.standing import Explanation


@click.command("explain")
@click.argument("place", metavar="FILE:LINE[:COLUMN]")
@click.option("--legacy", multiple=True, metavar="SYMBOL", help="Instead of those of the manifest.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def command(console: Console, place: str, legacy: tuple[str, ...], form: str) -> int:
    """Print each hit of a line: its class, the rule that decided, and the chain that proves it."""
    from cutover import engine
    from cutover.reports.json import pretty

    path, line, column = _parsed(place)
    if engine.pending(console.root):
        console.say("warning: an interrupted run waits for `cutover recover`")
    found = engine.explain(console.root, _symbols(console, legacy), path, line, column)
    out(pretty(found) if form == "json" else "".join(f"{text}\n" for text in _lines(place, found)))
    return ExitCode.CLEAN if found else ExitCode.FINDINGS


def _symbols(console: Console, legacy: tuple[str, ...]) -> Loaded:
    from msgspec import structs

    from cutover import sources
    from cutover.cli.scan import pairs
    from cutover.language_table import parse_symbol

    if not legacy:
        return console.load()
    nowhere = tuple(str(structs.replace(parse_symbol(t), module="nowhere")) for t in legacy)
    return sources.named(pairs(legacy, nowhere, ()))


def _parsed(place: str) -> tuple[str, int, int | None]:
    path, _, last = place.rpartition(":")
    front, _, middle = path.rpartition(":")
    if front and middle.isdigit() and last.isdigit():
        return front.removeprefix("./"), int(middle), int(last)
    if path and last.isdigit():
        return path.removeprefix("./"), int(last), None
    raise UsageError(f"{place}: not a place", "write FILE:LINE or FILE:LINE:COLUMN")


def _lines(place: str, found: tuple[Explanation, ...]) -> Iterator[str]:
    if not found:
        yield f"{place}: none of the names stands here as a whole word"
    for explanation in found:
        r = explanation.reference
        yield f"{r.path}:{r.line}:{r.column}: {r.text}"
        yield f"  class: {r.verdict.value}, kind: {r.kind.value}" + (
            f", in {r.scope}" if r.scope else ""
        )
        yield f"  rule: {r.rule}" + (f", refers to {r.symbol}" if r.symbol else "")
        for step in r.chain:
            yield f"    {step}"
        yield f"  manifest: {explanation.said}"
