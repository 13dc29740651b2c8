"""The manifest that a scan writes, or brings up to date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from cutover.manifest import Manifest
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
    roots: Sequence[str],
    exclude: Sequence[str],
) -> str:
    """The text of a new manifest for ``sites``, or of ``update`` corrected by them."""
    from cutover.drafts import Draft
    from cutover.manifest_writer import update_manifest, write_manifest

    draft = Draft(symbols=manifest.symbol, sites=tuple(_drafts(sites, declared)))
    if update is not None:
        return update_manifest(update.text.decode(), draft, update.name)
    return _with_layout(write_manifest(draft), roots, exclude)


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


def _with_layout(text: str, roots: Sequence[str], exclude: Sequence[str]) -> str:
    """A new manifest with the import roots and exclusions it was made with."""
    lines = [
        f"{key} = {msgspec.json.encode(list(values)).decode()}\n"
        for key, values in (("roots", roots), ("exclude", exclude))
        if values
    ]
    if not lines:
        return text
    stub = '# roots = ["src"]\n'
    kept = "" if roots else stub
    return text.replace(stub, kept + "".join(lines), 1)
