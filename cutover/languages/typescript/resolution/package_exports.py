"""The ``exports`` and ``imports`` of a package.json: which files a subpath can mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cutover.languages.typescript.resolution.jsonc import table

_ELSEWHERE = frozenset(
    {"browser", "bun", "deno", "edge-light", "electron", "module-sync", "production"}
    | {"react-native", "react-server", "worker", "workerd"}
)


def subpaths(exports: object) -> Mapping[str, object]:
    """The subpaths that ``exports`` opens, whatever its form; ``.`` is the package itself."""
    found = table(exports)
    if found and all(key.startswith(".") for key in found):
        return found
    return {".": exports} if exports is not None else {}


def match(entries: Mapping[str, object], wanted: str) -> tuple[str, ...] | None:
    """The files that ``wanted`` can mean, best first; empty if closed, None if not mentioned."""
    if wanted in entries and "*" not in wanted:
        return tuple(targets(entries[wanted]))
    best, star = "", ""
    for pattern in entries:
        found = starred(pattern, wanted)
        if found is not None and _specific(pattern) > _specific(best):
            best, star = pattern, found
    if not best:
        return None
    if best.endswith("/"):
        return tuple(target + star for target in targets(entries[best]))
    return tuple(target.replace("*", star) for target in targets(entries[best]))


def starred(pattern: str, text: str) -> str | None:
    """What the star of a pattern stands for in ``text``; None if it does not match."""
    before, mark, after = pattern.partition("*")
    if not mark and not pattern.endswith("/"):
        return None
    if len(text) < len(before) + len(after):
        return None
    if not text.startswith(before) or not text.endswith(after):
        return None
    return text[len(before) : len(text) - len(after)]


def _specific(pattern: str) -> tuple[int, int]:
    return (len(pattern.partition("*")[0]), len(pattern))


def targets(value: object) -> Iterator[str]:
    """The files behind conditions nested in any order, those of other run times last."""
    yield from _leaves(value, elsewhere=False)
    yield from _leaves(value, elsewhere=True)


def _leaves(value: object, *, elsewhere: bool, within: bool = False) -> Iterator[str]:
    if isinstance(value, str):
        if within == elsewhere:
            yield value
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, elsewhere=elsewhere, within=within)
    elif isinstance(value, dict):
        for condition, item in value.items():
            away = within or condition in _ELSEWHERE
            yield from _leaves(item, elsewhere=elsewhere, within=away)
