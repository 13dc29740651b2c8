"""What the user declares: the TOML manifest as typed values.

The tables below are the format: the parser, the error messages and the JSON schema all come from
them. See `manifest_toml` for reading and locating, `manifest_writer` for writing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from cutover.model import Action, Check, Kind, SymbolKind

Name = Annotated[str, Meta(min_length=1)]
Count = Annotated[int, Meta(ge=1)]
SymbolText = Annotated[
    str,
    Meta(
        pattern=r"^[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*$",
        description="package.module:Name",
    ),
]
SiteKind = Literal[
    "import", "export", "call", "subclass", "annotation", "use", "string", "mention", "dynamic", "unparsed"
]


class Table(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the manifest: unknown keys are errors."""


class CutoverTable(Table, frozen=True, kw_only=True):
    """What this cutover is, and where its code lives."""

    id: Name
    owner: str = ""
    description: str = ""
    roots: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class CallTemplate(Table, frozen=True, kw_only=True):
    """How the arguments of a legacy call become those of the replacement.

    ``arguments`` is the new argument list with ``{parameter}`` where the text of a captured
    argument goes; a captured parameter that is not used must be named in ``drop``; ``imports`` are
    symbols (``module:Name`` or ``module``) that the new text needs.
    """

    arguments: str
    drop: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()


class SymbolTable(Table, frozen=True, kw_only=True):
    """One legacy symbol, its replacement, and how calls change."""

    legacy: SymbolText
    replacement: SymbolText
    kind: SymbolKind = SymbolKind.REPLACE
    parameters: str | None = None
    call: tuple[CallTemplate, ...] = ()


class SiteTable(Table, frozen=True, kw_only=True):
    """Sites that do not go the default way, by path, scope and kind; None matches any."""

    path: Name
    scope: str | None = None
    kind: SiteKind | None = None
    symbol: SymbolText | None = None
    count: Count = 1
    action: Action = Action.REWRITE
    text: str | None = None
    extent: Literal["expression", "statement"] = "expression"
    imports: tuple[str, ...] = ()
    reason: str = ""


class AllowTable(Table, frozen=True, kw_only=True):
    """References that may stay for a while, by glob and kind."""

    paths: Annotated[tuple[str, ...], Meta(min_length=1)]
    kinds: tuple[SiteKind, ...] = ("mention",)
    owner: Name
    reason: Name
    expires: date


class DataTable(Table, frozen=True, kw_only=True):
    """The old plaintext files, as paths the code would spell."""

    paths: tuple[str, ...] = ()


class FormatTable(Table, frozen=True, kw_only=True):
    """A formatter for changed files: ``{files}`` becomes their names, else they are appended."""

    command: Annotated[tuple[str, ...], Meta(min_length=1)]
    files: tuple[str, ...] = ("*.py", "*.pyi")
    timeout: float = 120.0


class Manifest(Table, frozen=True, kw_only=True):
    """A whole manifest. ``sites`` counts, by file, the sites that go the default way."""

    version: Literal[1]
    cutover: CutoverTable
    symbol: Annotated[tuple[SymbolTable, ...], Meta(min_length=1)]
    sites: Mapping[str, Mapping[SiteKind, Count]] = field(default_factory=dict)
    site: tuple[SiteTable, ...] = ()
    allow: tuple[AllowTable, ...] = ()
    data: DataTable = DataTable()
    format: FormatTable | None = None
    check: tuple[Check, ...] = ()
