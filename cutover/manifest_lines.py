"""How the tables of a manifest are spelled in TOML."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cutover.drafts import KIND_ORDER, DraftSite
from cutover.language_table import parse_symbol
from cutover.manifest import SiteTable, SymbolTable
from cutover.model import Kind, SymbolKind

COMMENT_WIDTH = 80


def quoted(text: str) -> str:
    """A basic string; JSON's escapes are TOML's, but for DEL and what has no UTF-8."""
    whole = text.encode(errors="replace").decode()
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")


def _strings(items: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, items))}]"


def inline_table(counts: Mapping[str, int]) -> str:
    """Counts as an inline table, in the order of the kinds."""
    pairs = (f"{kind} = {counts[kind]}" for kind in sorted(counts, key=KIND_ORDER.__getitem__))
    return "{ " + ", ".join(pairs) + " }"


def table_text(header: str, lines: Iterable[str]) -> str:
    """A table with its header, as whole lines."""
    return "\n".join([header, *lines]) + "\n"


def counts_by_kind(sites: Iterable[DraftSite]) -> dict[str, int]:
    """How many references of each kind there are, in the order of the kinds."""
    counts: Counter[str] = Counter()
    for site in sites:
        counts[str(site.kind)] += site.count
    return {kind: counts[kind] for kind in sorted(counts, key=KIND_ORDER.__getitem__)}


def file_line(file: str, sites: Sequence[DraftSite]) -> str:
    """The line of a file, with a comment on where its references are."""
    return f"{quoted(file)} = {inline_table(counts_by_kind(sites))}{_where(sites)}"


def _where(sites: Sequence[DraftSite]) -> str:
    """A comment such as ``# login (call), logout (call, use)``; imports at the top go without."""
    kinds: dict[str, list[str]] = {}
    for site in sites:
        if site.scope or site.kind not in (Kind.IMPORT, Kind.EXPORT):
            kinds.setdefault(site.scope or "<module>", []).append(str(site.kind))
    parts = [f"{scope} ({', '.join(dict.fromkeys(held))})" for scope, held in kinds.items()]
    if not parts:
        return ""
    comment = "".join(c if c.isprintable() else "?" for c in ", ".join(parts))
    if len(comment) > COMMENT_WIDTH:
        comment = comment[: COMMENT_WIDTH - 2].rsplit(", ", 1)[0] + " …"
    return f"  # {comment}"


def site_lines(site: SiteTable, count: int) -> list[str]:
    """A ``[[site]]`` table for a person to decide."""
    optional = {"scope": site.scope, "kind": site.kind, "symbol": site.symbol}
    named = [f"{key} = {quoted(text)}" for key, text in optional.items() if text is not None]
    reason = [f"reason = {quoted(site.reason)}"] if site.reason else []
    path, action = f"path = {quoted(site.path)}", f"action = {quoted(site.action)}"
    return ["[[site]]", path, *named, f"count = {count}", action, *reason]


def symbol_lines(symbol: SymbolTable) -> Iterator[str]:
    """The lines of a ``[[symbol]]`` table and its call templates."""
    yield f"legacy = {quoted(symbol.legacy)}"
    yield f"replacement = {quoted(symbol.replacement)}"
    if symbol.kind is not SymbolKind.REPLACE:
        yield f"kind = {quoted(symbol.kind)}"
    if symbol.parameters is not None:
        yield f"parameters = {quoted(symbol.parameters)}"
    for call in symbol.call:
        yield "\n[[symbol.call]]"
        yield f"arguments = {quoted(call.arguments)}"
        for key, items in (("drop", call.drop), ("imports", call.imports)):
            if items:
                yield f"{key} = {_strings(items)}"


def slug(symbols: Sequence[SymbolTable]) -> str:
    """``acme.auth:TokenStore``, or ``src/auth.ts#TokenStore``, as ``token-store``."""
    name = parse_symbol(symbols[0].legacy).name if symbols else ""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_.]+", "-", name)
    return words.strip("-").lower() or "cutover"
