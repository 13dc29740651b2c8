"""What a scan found, and which table of a manifest each of its sites belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct, ValidationError, convert

from cutover.errors import ManifestError
from cutover.manifest import RelativePath, SiteTable, SymbolTable
from cutover.manifest_words import shown
from cutover.model import Action, Kind

KIND_ORDER = {str(kind): place for place, kind in enumerate(Kind)}
_UNCERTAIN = (Kind.DYNAMIC, Kind.UNPARSED)


class DraftSite(Struct, frozen=True, kw_only=True):
    """References of one kind in one scope that a scan found; `REWRITE` is the default way."""

    path: str
    kind: Kind
    scope: str = ""
    count: int = 1
    action: Action = Action.REWRITE
    reason: str = ""
    symbol: str = ""


class Draft(Struct, frozen=True, kw_only=True):
    """What a scan found: the symbols it looked for, and their sites in any order."""

    symbols: tuple[SymbolTable, ...]
    sites: tuple[DraftSite, ...] = ()


def selector_of(site: SiteTable) -> tuple[str | None, ...]:
    """What a ``[[site]]`` table claims references by."""
    return (site.path, site.scope, site.kind, site.symbol)


def claims(
    selectors: Sequence[tuple[str | None, ...]], sites: Iterable[DraftSite]
) -> tuple[list[int], list[DraftSite]]:
    """How many references each selector claims, and who is left; the most specific claims first."""
    ranked = sorted(range(len(selectors)), key=lambda i: selectors[i].count(None))
    by_path: dict[str | None, list[int]] = {}
    for index in ranked:
        by_path.setdefault(selectors[index][0], []).append(index)
    counts, left = [0] * len(selectors), []
    for site in sites:
        candidates = by_path.get(site.path, ())
        owner = next((i for i in candidates if _matches(selectors[i], site)), None)
        if owner is None:
            left.append(site)
        else:
            counts[owner] += site.count
    return counts, left


def _matches(selector: tuple[str | None, ...], site: DraftSite) -> bool:
    _, scope, kind, symbol = selector
    return (
        scope in (None, site.scope) and kind in (None, site.kind) and symbol in (None, site.symbol)
    )


def needs_person(site: DraftSite) -> bool:
    """Whether the default way cannot be taken without a decision."""
    return site.action is not Action.REWRITE or site.kind in _UNCERTAIN


def decided(site: DraftSite, *, named: bool = False) -> SiteTable:
    """The table for a reference that needs a person; keeping needs a reason, else it is manual."""
    keeps = site.action is Action.KEEP and site.reason.strip()
    return SiteTable(
        path=site.path,
        scope=site.scope,
        kind=site.kind.value,  # type: ignore[arg-type]  # definitions were left out
        symbol=site.symbol if named and site.symbol else None,
        action=Action.KEEP if keeps else Action.MANUAL,
        reason=site.reason,
    )


def new_entries(sites: Iterable[DraftSite], *, named: bool) -> list[SiteTable]:
    """New ``[[site]]`` tables, one for each selector, in reading order."""
    tables = [decided(site, named=named) for site in sites if needs_person(site)]
    unique = {selector_of(table): table for table in reversed(tables)}
    return sorted(
        unique.values(),
        key=lambda t: (t.path, t.scope or "", KIND_ORDER[t.kind or ""], t.symbol or ""),
    )


def writable(sites: Iterable[DraftSite]) -> list[DraftSite]:
    """The sites a manifest lists, sorted (definitions go with their symbol)."""
    listed = [site for site in sites if site.kind is not Kind.DEFINITION and site.count > 0]
    for path in sorted({site.path for site in listed}):
        try:
            convert(path.encode().decode(), RelativePath)
        except (ValidationError, UnicodeError):
            problem = f"{shown(path)} cannot be named in a manifest"
            raise ManifestError((problem,), "Rename the file, or exclude it.") from None
    return sorted(
        listed,
        key=lambda s: (s.path, s.scope, KIND_ORDER[s.kind], s.symbol, s.action, s.reason, s.count),
    )
