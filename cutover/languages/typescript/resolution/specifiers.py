"""The ways to name a module without a relative path: what aliases and packages offer for it.

Specs of aliases come without suffix: the file that imports them adds what it uses to add.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from cutover.languages.typescript.resolution.finder import Finder
from cutover.languages.typescript.resolution.jsonc import table
from cutover.languages.typescript.resolution.module_files import without_suffix
from cutover.languages.typescript.resolution.package_exports import starred, subpaths, targets
from cutover.languages.typescript.resolution.packages import Package
from cutover.languages.typescript.resolution.paths import folder_of, inside, joined
from cutover.languages.typescript.resolution.suffixes import RUNTIME, is_index, key_of, split
from cutover.languages.typescript.resolution.tsconfig import Config


def bases(key: str) -> Iterator[str]:
    """What leads to a module: its path without suffix, and its folder if it answers for it."""
    yield without_suffix(key)
    if is_index(key):
        yield folder_of(key)


def alias_specs(config: Config, key: str) -> Iterator[str]:
    """What ``paths`` and ``baseUrl`` of a configuration offer for a module."""
    for alias in config.aliases:
        for target in alias.targets:
            yield from pattern_specs(alias.pattern, target, key)
    if config.base_url is not None:
        for base in bases(key):
            rest = inside(base, config.base_url)
            if rest:
                yield rest


def pattern_specs(pattern: str, target: str, key: str) -> Iterator[str]:
    """What a pattern with one target offers for a module."""
    stem = without_suffix(target)
    for base in bases(key):
        if "*" not in target:
            if base in {stem, target}:
                yield pattern
            continue
        star = starred(stem, base)
        if star is not None:
            yield pattern.replace("*", star)
        elif stem == f"{base}/*":
            yield pattern.replace("*", "")


def own_imports(package: Package, key: str) -> Iterator[str]:
    """What the ``imports`` of a package offer its own files for a module, built files apart."""
    for pattern, value in table(package.data.get("imports")).items():
        for target in targets(value):
            if pattern.endswith("/"):
                pattern, target = pattern + "*", target + "*"
            place = joined(package.folder, target)
            if place is not None:
                yield from pattern_specs(pattern, place, key)


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


def offering_subpaths(
    finder: Finder, package: Package, offers: Callable[[str], bool]
) -> Iterator[str]:
    """The single subpaths of a package whose modules offer what is looked for."""
    for pattern in _entries(package):
        if "*" not in pattern and not pattern.endswith("/"):
            found = finder.sources.module(package, pattern)
            if found is not None and offers(found):
                yield package.name + pattern[1:]


def _entries(package: Package) -> Mapping[str, object]:
    if package.is_closed:
        return subpaths(package.data["exports"])
    return {".": None}


def _stars(finder: Finder, package: Package, target: str, key: str) -> Iterator[str]:
    """What a star of a published path must be so that the module is behind it."""
    before, _, after = target.removeprefix("./").partition("*")
    ending = after if key_of("x" + after) else ""
    tail = without_suffix(after) if ending else after
    suffix = "" if ending else RUNTIME.get(split(key)[1], "")
    for base in bases(key):
        for path in _published(finder, package, before, base):
            star = path[: -len(tail)] if tail and path.endswith(tail) else path
            if finder.sources.behind(package.folder, before + star + tail + ending) == key:
                yield star + suffix
                break


def _published(finder: Finder, package: Package, before: str, base: str) -> Iterator[str]:
    """The paths below ``before`` at which a source may be published, the likeliest first."""
    rest = inside(base, package.folder)
    if rest is None:
        return
    if rest.startswith(before):
        yield rest[len(before) :]
    for config in finder.configs.at(package.folder):
        for root in (config.root_dir, config.source_dir) if config.out_dirs else ():
            below = inside(base, root) if root is not None else None
            if below is not None:
                yield below
    yield rest.removeprefix("src/")
    parts = rest.split("/")
    yield from ("/".join(parts[start:]) for start in range(len(parts)))
