"""`cutover scan`: find every reference, write the manifest or bring it up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import TYPE_CHECKING

import click

from cutover.cli.console import Console, out
from cutover.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from cutover.engine import ScanReport
    from cutover.manifest import SymbolTable
    from cutover.sources import Loaded


@click.command("scan")
@click.option(
    "--legacy",
    multiple=True,
    metavar="SYMBOL",
    help="What goes: package.module:Name, or path/to/file.ts#Name.",
)
@click.option(
    "--replacement", multiple=True, metavar="SYMBOL", help="What comes; one for each --legacy."
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(["replace", "rename", "move"]),
    help="How it gives way [replace]; one for all or one for each.",
)
@click.option("-o", "--output", metavar="FILE", help="Write there instead of to stdout.")
@click.option("--force", is_flag=True, help="Overwrite FILE.")
@click.option("--format", "form", type=click.Choice(["toml", "json", "text"]), default="toml")
@click.option(
    "--update",
    is_flag=False,
    flag_value="",
    metavar="[FILE]",
    help="Merge into the manifest, keeping all that people wrote.",
)
@click.option("--check", is_flag=True, help="Exit 1 if the manifest would change; write nothing.")
@click.option("--root", "roots", multiple=True, metavar="DIR", help="Import root, such as src.")
@click.option(
    "--alias", "aliases", multiple=True, metavar="PATTERN=PATH", help="Import alias, @/*=src/*."
)
@click.option("--exclude", multiple=True, metavar="GLOB", help="Files not to analyse.")
@click.option("--strict", is_flag=True, help="Exit 4 if a file could not be analysed.")
@click.option("-v", "--verbose", is_flag=True, help="Name all files that were left out.")
@click.pass_obj
def command(
    console: Console,
    legacy: tuple[str, ...],
    replacement: tuple[str, ...],
    kinds: tuple[str, ...],
    output: str | None,
    force: bool,
    form: str,
    update: str | None,
    check: bool,
    roots: tuple[str, ...],
    aliases: tuple[str, ...],
    exclude: tuple[str, ...],
    strict: bool,
    verbose: bool,
) -> int:
    """Find every reference to a symbol and write the manifest that lists them.

    Without --legacy, the symbols are those of the manifest.
    """
    from cutover import engine, verifier
    from cutover.languages.base import SearchPath

    if legacy and (update is not None or check):
        raise UsageError(
            "--legacy does not go with --update or --check",
            "the manifest names its symbols; add a [[symbol]] to it for another",
        )
    if not legacy and (roots or aliases or exclude or replacement or kinds):
        raise UsageError(
            "--root, --alias, --exclude, --replacement and --kind go with --legacy",
            "the manifest has its own: roots, aliases and exclude in [cutover], [[symbol]]",
        )
    loaded = None if legacy else _manifest(console, update)
    symbols = pairs(legacy, replacement, kinds) if legacy else ()
    path = SearchPath(roots, _aliases(aliases))
    report = engine.scan(console.root, symbols, search_path=path, exclude=exclude, update=loaded)
    code = _deliver(
        console, report, loaded if update is not None else None, check, form, output, force
    )
    if form != "toml":
        out(console.report(form, verbose=verbose).scan(report.references, report.ledger))
    if strict and verifier.doubtful(report.ledger):
        console.say("files could not be analysed; `cutover scan --format text` names them")
        return ExitCode.BLOCKED
    return code


def _aliases(given: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """The paths of each pattern, in the order in which they were given."""
    found: dict[str, tuple[str, ...]] = {}
    for each in given:
        pattern, mark, path = each.partition("=")
        if not pattern or not mark or not path:
            raise UsageError(f"--alias {each}: not PATTERN=PATH", "write it as --alias '@/*=src/*'")
        found[pattern] = (*found.get(pattern, ()), path)
    return found


def _manifest(console: Console, update: str | None) -> Loaded:
    from cutover import sources

    return sources.load(console.root, console.path(update)) if update else console.load()


def _deliver(
    console: Console,
    report: ScanReport,
    updated: Loaded | None,
    check: bool,
    form: str,
    output: str | None,
    force: bool,
) -> int:
    from cutover import user_files

    data = report.manifest.encode()
    if check:
        if report.changed:
            console.say("the manifest is not up to date; `cutover scan --update` mends it")
        return ExitCode.FINDINGS if report.changed else ExitCode.CLEAN
    if updated is not None and updated.path is not None:
        if report.changed:
            user_files.write_file(updated.path, data)
        console.say(f"{updated.name}: " + ("updated" if report.changed else "up to date"))
    elif output is not None and output != "-":
        console.save(output, data, force=force)
        console.say(f"{output}: written")
    elif form == "toml":
        out(report.manifest)
    return ExitCode.CLEAN


def pairs(
    legacy: tuple[str, ...], replacement: tuple[str, ...], kinds: tuple[str, ...]
) -> tuple[SymbolTable, ...]:
    """The symbols that repeated options name, pair by pair."""
    from cutover.manifest import SymbolTable

    if len(legacy) != len(replacement):
        raise UsageError(
            f"--legacy is given {len(legacy)} times, --replacement {len(replacement)} times",
            "give them in pairs",
        )
    if len(kinds) not in {0, 1, len(legacy)}:
        raise UsageError(
            f"--kind is given {len(kinds)} times", "give it once, or once for each pair"
        )
    ways = kinds if len(kinds) == len(legacy) else repeat(kinds[0] if kinds else "replace")
    rows = zip(legacy, replacement, ways, strict=False)
    return tuple(_table(SymbolTable, *row) for row in rows)


def _table(table: type[SymbolTable], legacy: str, replacement: str, kind: str) -> SymbolTable:
    from msgspec import ValidationError, convert

    row = {"legacy": legacy, "replacement": replacement, "kind": kind}
    try:
        return convert(row, table)
    except ValidationError:
        raise UsageError(
            f"--legacy {legacy} --replacement {replacement}: not symbols",
            "write package.module:Name, path/to/file.ts#Name or package#Name",
        ) from None
