"""The manifest that a scan writes, or brings up to date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from cutover.manifest import CutoverTable, Manifest
from cutover.model import Action, Kind, Verdict
from cutover.references import Located
from cutover.sites import Declared, undecided_reason
from cutover.sources import Loaded

_HISTORY = re.compile(
    r"(?:^|/)(?:changes|changelog|history|news|release[-_]?notes)(?:\.\w+|\.d/.*|/.*)?$",
    re.IGNORECASE,
)

if TYPE_CHECKING:
    from cutover.drafts import DraftSite


def scanned_manifest(
    manifest: Manifest,
    sites: Sequence[Located],
    declared: Declared,
    update: Loaded | None,
) -> str:
    """The text of a new manifest for ``sites``, or of ``update`` corrected by them."""
    from cutover.drafts import Draft
    from cutover.manifest_writer import update_manifest, write_manifest

    draft = Draft(symbols=manifest.symbol, sites=tuple(_drafts(sites, declared)))
    if update is not None:
        return update_manifest(update.text.decode(), draft, update.name)
    return _with_layout(write_manifest(draft), manifest.cutover)


def _drafts(sites: Sequence[Located], declared: Declared) -> Iterator[DraftSite]:
    from cutover.drafts import DraftSite

    for x in sites:
        reference = x.reference
        decision = declared.decisions.get((reference.path, reference.start))
        if decision is not None and decision.allowed is not None:
            continue
        undecided = reference.verdict in {Verdict.DYNAMIC, Verdict.UNPARSED}
        if decision is None and reference.kind is Kind.MENTION and _HISTORY.search(reference.path):
            yield DraftSite(
                path=reference.path,
                kind=reference.kind,
                scope=reference.scope,
                action=Action.KEEP,
                reason="history: it says what was true then",
                symbol=reference.symbol,
            )
            continue
        yield DraftSite(
            path=reference.path,
            kind=reference.kind,
            scope=reference.scope,
            action=Action.MANUAL if undecided else Action.REWRITE,
            reason=undecided_reason(reference) if undecided else "",
            symbol=reference.symbol,
        )


def _with_layout(text: str, made_with: CutoverTable) -> str:
    """A new manifest with the import roots, aliases and exclusions it was made with."""
    roots = made_with.roots
    aliases = [f"{_toml(name)} = {_toml(paths)}" for name, paths in made_with.aliases.items()]
    lines = [f"roots = {_toml(roots)}\n"] if roots else []
    lines += [f"aliases = {{ {', '.join(aliases)} }}\n"] if aliases else []
    lines += [f"exclude = {_toml(made_with.exclude)}\n"] if made_with.exclude else []
    if not lines:
        return text
    stub = '# roots = ["src"]\n'
    kept = "" if roots else stub
    return text.replace(stub, kept + "".join(lines), 1)


def _toml(value: str | Sequence[str]) -> str:
    return msgspec.json.encode(value).decode()
