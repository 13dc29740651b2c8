"""What the user declares: the TOML manifest as typed values.

The tables below are the format: the parser, the error messages and the JSON schema all come from
them. See `manifest_toml` for reading and locating, `manifest_writer` for writing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct, field

from cutover.model import Action, Check, SymbolKind

# Python's `$` also matches before a final newline, hence `(?!\n)`; the patterns are ECMA-262 too.
_SEGMENT = r"(?!\.{1,2}(?:/|$))[^/\\\x00-\x1f\x7f]+"
_DOTTED = r"[^\W\d]\w*(\.[^\W\d]\w*)*"


def _checked(pattern: str, must: str) -> Meta:
    """A pattern, with the words that complete "… must be" in an error message."""
    return Meta(pattern=pattern, extra={"must": must})


def _says(description: str) -> Meta:
    """What the JSON schema, and so an editor, says about a key."""
    return Meta(description=description)


Name = Annotated[str, Meta(min_length=1), _checked(r"\S", "text that is not empty")]
Count = Annotated[int, Meta(ge=1, le=1_000_000, extra={"must": "a whole number of at least 1"})]
Seconds = Annotated[
    float, Meta(gt=0, le=86_400, extra={"must": "seconds, more than 0 and at most 86400"})
]
_FILLED = Meta(min_length=1, extra={"must": "an array that is not empty"})
Command = Annotated[tuple[str, ...], _FILLED]
_JS_DOTTED = r"[A-Za-z_$\u0080-\uffff][\w$]*(\.[A-Za-z_$\u0080-\uffff][\w$]*)*"
_JS_MODULE = r"(?!/)(?!(?:[^#]*/)?\.{1,2}/)[^\s#:\\]+(:[^\s#:\\]+)?"
SymbolText = Annotated[
    str,
    _checked(
        rf"^(?:{_DOTTED}:{_DOTTED}|{_JS_MODULE}#{_JS_DOTTED})$(?!\n)",
        "a symbol written package.module:Name, path/to/file.ts#Name or package#Name",
    ),
]
RelativePath = Annotated[
    str,
    _checked(
        rf"^(?![A-Za-z]:){_SEGMENT}(?:/{_SEGMENT})*$(?!\n)",
        "a path relative to the root, with '/' and without '..'",
    ),
]
Glob = Annotated[
    str,
    _checked(
        r"^(?!/)(?![A-Za-z]:)(?!(?:.*/)?\.\.(?:/|$))[^\\\x00-\x1f\x7f]+$(?!\n)",
        "a pattern relative to the root, with '/' and without '..'",
    ),
]
Template = Annotated[
    str,
    _checked(
        r"^(?:[^{}]|\{\{|\}\}|\{[^\W\d]\w*(?:\.[^\W\d]\w*)?\})*$",
        "text whose {parameter} braces are closed ('{{' and '}}' for real braces)",
    ),
]
SiteKind = Literal[
    "import",
    "export",
    "call",
    "subclass",
    "annotation",
    "use",
    "string",
    "mention",
    "dynamic",
    "unparsed",
]
AllowKind = Literal[SiteKind, "leftover"]
SiteCounts = Annotated[
    Mapping[SiteKind, Count],
    Meta(extra_json_schema={"propertyNames": {"enum": list(get_args(SiteKind))}}),
]


class Table(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the manifest: unknown keys are errors."""


class CutoverTable(Table, frozen=True, kw_only=True):
    """What this cutover is, and where its code lives."""

    id: Annotated[Name, _says("Short name of this cutover.")]
    owner: Annotated[str, _says("Who answers for it.")] = ""
    description: Annotated[str, _says("Why it is done.")] = ""
    roots: Annotated[tuple[Glob, ...], _says("Import roots, such as 'src'.")] = ()
    aliases: Annotated[
        Mapping[Name, Annotated[tuple[Glob, ...], _FILLED]],
        _says("What bundlers call modules, as paths of tsconfig do: '@/*' = ['src/*']."),
    ] = {}
    exclude: Annotated[tuple[Glob, ...], _says("Globs of files that are not analysed.")] = ()


class CallTemplate(Table, frozen=True, kw_only=True):
    """How the arguments of a legacy call become those of the replacement.

    ``arguments`` is the new argument list with ``{parameter}`` where the text of a captured
    argument goes; a captured parameter that is not used must be named in ``drop``; ``imports`` are
    symbols (``module:Name`` or ``module``) that the new text needs.
    """

    arguments: Annotated[Template, _says("New argument list, with {parameter} placeholders.")]
    drop: Annotated[tuple[Name, ...], _says("Captured parameters that go.")] = ()
    imports: Annotated[tuple[Name, ...], _says("Symbols that the new text needs.")] = ()


class SymbolTable(Table, frozen=True, kw_only=True):
    """One legacy symbol, its replacement, and how calls change."""

    legacy: Annotated[
        SymbolText, _says("The symbol that goes, package.module:Name or path/to/file.ts#Name.")
    ]
    replacement: Annotated[SymbolText, _says("The symbol that comes, spelled like legacy.")]
    kind: Annotated[SymbolKind, _says("How the legacy symbol gives way.")] = SymbolKind.REPLACE
    parameters: Annotated[str | None, _says("Parameter list of the legacy class.")] = None
    call: Annotated[tuple[CallTemplate, ...], _says("Call templates, the first that fits.")] = ()


class SiteTable(Table, frozen=True, kw_only=True):
    """Sites that do not go the default way, by path, scope and kind; None matches any."""

    path: Annotated[RelativePath, _says("File, relative to the root.")]
    scope: Annotated[str | None, _says("Dotted enclosing definitions; '' is the module.")] = None
    kind: Annotated[SiteKind | None, _says("Kind of reference.")] = None
    symbol: Annotated[SymbolText | None, _says("Legacy symbol, where there are several.")] = None
    count: Annotated[Count, _says("How many sites this is.")] = 1
    action: Annotated[Action, _says("What becomes of them.")] = Action.REWRITE
    text: Annotated[str | None, _says("The new text, for action rewrite.")] = None
    extent: Annotated[
        Literal["expression", "statement"], _says("What the text takes the place of.")
    ] = "expression"
    imports: Annotated[tuple[Name, ...], _says("Symbols that the new text needs.")] = ()
    reason: Annotated[str, _says("Why; required for action keep.")] = ""


class AllowTable(Table, frozen=True, kw_only=True):
    """References that may stay for a while, by glob and kind.

    ``leftover`` is what names the old files, or the legacy with white space in it.
    """

    paths: Annotated[tuple[Glob, ...], _FILLED, _says("Globs of files.")]
    kinds: Annotated[tuple[AllowKind, ...], _says("Kinds that may stay.")] = ("mention",)
    owner: Annotated[Name, _says("Who removes them.")]
    reason: Annotated[Name, _says("Why they may stay.")]
    expires: Annotated[date, _says("The last day, a TOML date without quotes.")]


class DataTable(Table, frozen=True, kw_only=True):
    """The old plaintext files, as paths the code would spell."""

    paths: Annotated[tuple[Name, ...], _says("Such as '~/.acme/tokens.json'.")] = ()


class FormatTable(Table, frozen=True, kw_only=True):
    """A formatter for changed files: ``{files}`` becomes their names, else they are appended.

    ``files`` left out means all code files in the languages of the symbols.
    """

    command: Annotated[Command, _says("Program and arguments; no shell.")]
    files: Annotated[tuple[Name, ...], _says("Globs of files it formats.")] = ()
    timeout: Annotated[Seconds, _says("Seconds.")] = 120.0


class CheckTable(Check, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A command that must pass after apply; no shell is involved."""

    name: Annotated[Name, _says("What messages call it.")]
    command: Annotated[Command, _says("Program and arguments; no shell.")]
    timeout: Annotated[Seconds, _says("Seconds.")] = 1800.0


class Manifest(Table, frozen=True, kw_only=True):
    """A whole manifest. ``sites`` counts, by file, the sites that go the default way."""

    version: Annotated[Literal[1], _says("Version of this format.")]
    cutover: CutoverTable
    symbol: Annotated[tuple[SymbolTable, ...], Meta(min_length=1), _says("What is replaced.")]
    sites: Annotated[
        Mapping[RelativePath, SiteCounts], _says("By file: how many sites of which kind.")
    ] = field(default_factory=dict)
    site: Annotated[tuple[SiteTable, ...], _says("Sites that need their own word.")] = ()
    allow: Annotated[tuple[AllowTable, ...], _says("References that may stay.")] = ()
    data: DataTable = DataTable()
    format: Annotated[tuple[FormatTable, ...], _says("Formatters, run in this order.")] = ()
    check: Annotated[tuple[CheckTable, ...], _says("Commands that must pass.")] = ()
