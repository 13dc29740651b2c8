"""What is wrong with a manifest once it meets the tree, at its lines in the text."""

from __future__ import annotations

import re
from datetime import date

from msgspec import structs

from cutover import planner
from cutover.errors import ManifestError
from cutover.model import Finding, Tree
from cutover.planner import Survey
from cutover.sources import Loaded
from cutover.toml_places import Places

_ABOUT = re.compile(r"(?P<key>legacy|replacement|call) (?:template of )?'(?P<symbol>[^']*)'")


def surveyed(tree: Tree, loaded: Loaded, today: date | None) -> Survey:
    """The tree as found and the manifest as matched with it; problems name their lines."""
    try:
        return planner.survey(tree, loaded.manifest, today or date.today(), loaded.name)
    except ManifestError as error:
        raise located(error, loaded) from None


def located(error: ManifestError, loaded: Loaded) -> ManifestError:
    """The same error with the line of the symbol that each problem is about."""
    places = Places(loaded.text.decode().removeprefix("\ufeff"))
    lines = (_with_line(problem, loaded, places) for problem in error.problems)
    return ManifestError(tuple(lines), error.remedy)


def _with_line(problem: str, loaded: Loaded, places: Places) -> str:
    head = f"{loaded.name}: "
    about = _ABOUT.match(problem, len(head)) if problem.startswith(head) else None
    if about is None:
        return problem
    key = about["key"]
    field = "replacement" if key == "replacement" else "legacy"
    for index, table in enumerate(loaded.manifest.symbol):
        if getattr(table, field) == about["symbol"]:
            line = places.line(("symbol", index, key))
            return f"{loaded.name}:{line}: {problem[len(head) :]}"
    return problem


def placed(finding: Finding, loaded: Loaded) -> Finding:
    """A finding about an allowance, at the place of the allowance."""
    for index, allow in enumerate(loaded.manifest.allow):
        if finding.rule.endswith("-allowance") and finding.path == allow.paths[0]:
            places = Places(loaded.text.decode().removeprefix("\ufeff"))
            return structs.replace(finding, path=loaded.name, line=places.line(("allow", index)))
    return finding
