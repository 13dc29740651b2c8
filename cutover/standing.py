"""Where a cutover stands: what is left of each symbol, and what the manifest says of a hit."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from cutover.history import RunInfo
from cutover.model import Action, Reference, Tree
from cutover.placing import surveyed
from cutover.project import Target
from cutover.sites import Declared, is_site, sites_of
from cutover.sources import Loaded
from cutover.survey import Survey


class Explanation(Struct, frozen=True):
    """A reference and what the manifest says about it."""

    reference: Reference
    said: str


class SymbolStatus(Struct, frozen=True):
    """Where one replacement stands; ``defined`` names the files that still define the legacy."""

    legacy: str
    replacement: str
    defined: tuple[str, ...]
    sites: int
    files: int
    kept: int


class Status(Struct, frozen=True, kw_only=True):
    """Where things stand in a tree; ``pending`` is the run that waits for `recover`, if any."""

    manifest: str
    problem: str
    pending: str
    symbols: tuple[SymbolStatus, ...]
    runs: tuple[RunInfo, ...]


def what_is_said(reference: Reference, declared: Declared) -> str:
    """What becomes of a reference, in the words of the manifest."""
    decision = declared.decisions.get((reference.path, reference.start))
    if decision is not None and decision.allowed is not None:
        allow = decision.allowed
        return f"allowed until {allow.expires} by {allow.owner}: {allow.reason}"
    if decision is not None:
        by = "[[site]]" if decision.table is not None else "[sites]"
        return f"{decision.action.value}, by {by}" + (
            f": {decision.reason}" if decision.reason else ""
        )
    return "not listed" if is_site(reference) else "need not be listed"


def standing_of(tree: Tree, loaded: Loaded, today: date | None) -> tuple[SymbolStatus, ...]:
    """Where every replacement of the manifest stands."""
    seen = surveyed(tree, loaded, today)
    return tuple(_stands(target, seen) for target in seen.targets)


def _stands(target: Target, seen: Survey) -> SymbolStatus:
    name = str(target.legacy)
    sites = [x.reference for x in sites_of(seen.found) if x.reference.symbol == name]
    kept = [r for r in sites if _keeps(r, seen.declared)]
    left = [r for r in sites if r not in kept]
    files = len({r.path for r in left})
    return SymbolStatus(name, str(target.replacement), target.paths, len(left), files, len(kept))


def _keeps(reference: Reference, declared: Declared) -> bool:
    decision = declared.decisions.get((reference.path, reference.start))
    return decision is not None and decision.action is Action.KEEP
