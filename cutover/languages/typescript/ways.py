"""The ways to name a module without a relative path: what aliases and packages offer for it.

Specs come without suffix where a star stands for a path that may have one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cutover.languages.typescript.filetree import without_suffix
from cutover.languages.typescript.finding import Finder
from cutover.languages.typescript.jsonc import table
from cutover.languages.typescript.package_exports import starred, subpaths, targets
from cutover.languages.typescript.packages import Package
from cutover.languages.typescript.places import folder_of, inside, joined
from cutover.languages.typescript.suffixes import is_index, key_of
from cutover.languages.typescript.tsconfig import Config


def bases(key: str) -> Iterator[str]:
    """What leads to a module: its path without suffix, and its folder if it answers for it."""
    yield without_suffix(key)
    if is_index(key):
        yield folder_of(key)


def alias_specs(config: Config, key: str) -> Iterator[str]:
    """What ``paths`` and ``baseUrl`` of a configuration offer for a module."""
    for alias in config.aliases:
        for target in alias.targets:
            yield from _spelled(alias.pattern, target, key)
    if config.base_url is not None:
        for base in bases(key):
            rest = inside(base, config.base_url)
            if rest:
                yield rest


def _spelled(pattern: str, target: str, key: str) -> Iterator[str]:
    stem = without_suffix(target)
    for base in bases(key):
        if "*" not in target:
            if base in {stem, target}:
                yield pattern
            continue
        star = starred(stem, base)
        if star is not None:
            yield pattern.replace("*", star)


def own_imports(package: Package, key: str) -> Iterator[str]:
    """What the ``imports`` of a package offer its own files for a module, built files apart."""
    for pattern, value in table(package.data.get("imports")).items():
        for target in targets(value):
            if pattern.endswith("/"):
                pattern, target = pattern + "*", target + "*"
            place = joined(package.folder, target)
            if place is not None:
                yield from _spelled(pattern, place, key)


def offered_specs(finder: Finder, package: Package, key: str) -> Iterator[str]:
    """What the ``exports`` of a package offer others for one of its modules."""
    if inside(key, package.folder) is None:
        return
    yield from own_imports(package, key)
    for pattern, value in _entries(package).items():
        spec = package.name + pattern[1:]
        if "*" not in pattern:
            if finder.sources.module(package, pattern) == key and package.name:
                yield spec
            continue
        for target in targets(value):
            for star in _stars(finder, package, target, key):
                yield spec.replace("*", star)


def _entries(package: Package) -> Mapping[str, object]:
    if package.is_closed:
        return subpaths(package.data["exports"])
    return {".": None}


def _stars(finder: Finder, package: Package, target: str, key: str) -> Iterator[str]:
    """What a star of a published path must be so that the module is behind it."""
    before, _, after = target.removeprefix("./").partition("*")
    for base in bases(key):
        rest = inside(base, package.folder)
        parts = rest.split("/") if rest else []
        for start in range(len(parts)):
            star = "/".join(parts[start:])
            end = without_suffix(after) if key_of("x" + after) else after
            if end and star.endswith(end):
                star = star[: -len(end)]
            published = before + star + after
            if finder.sources.behind(package.folder, published) == key:
                yield star
