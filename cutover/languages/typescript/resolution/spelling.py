"""How a file names a module that it did not import before, in the style of what it wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from cutover.languages.base import Layout
from cutover.languages.editing import Destination
from cutover.languages.typescript.resolution.finder import is_relative
from cutover.languages.typescript.resolution.layout import TypeScriptLayout
from cutover.languages.typescript.resolution.package_exports import starred
from cutover.languages.typescript.resolution.packages import Package, split_package
from cutover.languages.typescript.resolution.paths import folder_of, inside, joined, relative
from cutover.languages.typescript.resolution.specifier_style import (
    Habit,
    endings,
    habit_of,
    suffix_for,
)
from cutover.languages.typescript.resolution.specifiers import (
    alias_specs,
    offered_specs,
    offering_subpaths,
    own_imports,
    pattern_specs,
)
from cutover.languages.typescript.resolution.suffixes import FAMILIES, key_of, split


class _Wanted(Struct, frozen=True):
    """A module to name: its key, who names it, what stood there, and what else may be named."""

    layout: TypeScriptLayout
    key: str
    importer: str
    old: str
    habit: Habit
    offers: Callable[[str], bool]
    module: str = ""

    @property
    def folder(self) -> str:
        return folder_of(self.importer)

    @property
    def suffix(self) -> str:
        return suffix_for(self.layout, self.key, self.habit)

    @property
    def is_deep(self) -> bool:
        """Whether the old spec reaches into a package of the repository."""
        name, subpath = split_package(self.old)
        return subpath != "." and name in self.layout.finder.packages.names()

    def leads(self, spec: str) -> bool:
        """Whether an import of ``spec`` brings what is wanted; a module to come is believed."""
        found = self.layout.find(spec, self.importer)
        if found is None:
            return not self.layout.exists(self.key)
        return found == self.key or self.offers(found)

    def leads_there(self, spec: str) -> bool:
        """The same for a module that the package must know."""
        found = self.layout.find(spec, self.importer)
        return found is not None and (found == self.key or self.offers(found))


def spelled(
    destination: Destination, importer: str, old_spec: str, neighbours: Sequence[str] = ()
) -> str:
    """How ``importer`` imports the replacement's module; empty in that module itself.

    ``old_spec`` is what it imports the legacy from, ``neighbours`` its other imports.
    """
    if not destination.key:
        return destination.module
    layout, key = _layout(destination.layout), destination.key
    habit = habit_of(layout, key, importer, old_spec, neighbours)
    offers, module = destination.offers, destination.module
    wanted = _Wanted(layout, key, importer, old_spec, habit, offers, module)
    return _spelled(wanted, neighbours)


def spell_symbol(
    layout: Layout, module: str, importer: str, old_spec: str, neighbours: Sequence[str] = ()
) -> str:
    """How ``importer`` imports a module that the manifest spells: a path or a package."""
    places = _layout(layout)
    key = layout.find(module, "")
    if key is None:
        key = key_of(module) if layout.owns(module) else ""
        if not key:
            return module
    if key_of(module) != key and not _same_package(places, key, importer):
        return module
    habit = habit_of(places, key, importer, old_spec, neighbours)
    wanted = _Wanted(places, key, importer, old_spec, habit, lambda found: found == key)
    return _spelled(wanted, neighbours)


def _layout(layout: Layout) -> TypeScriptLayout:
    if not isinstance(layout, TypeScriptLayout):
        raise TypeError("the layout is of another language")
    return layout


def _spelled(wanted: _Wanted, neighbours: Sequence[str]) -> str:
    if key_of(wanted.importer) == wanted.key:
        return ""
    return next(_specs(wanted, neighbours), "") or next(_relative(wanted, certain=False))


def _specs(wanted: _Wanted, neighbours: Sequence[str]) -> Iterator[str]:
    """What names the module, in the order that the old spec and the packages give."""
    layout, old = wanted.layout, wanted.old
    same = _same_package(layout, wanted.key, wanted.importer)
    at = layout.find(old, wanted.importer)
    if is_relative(old):
        if not same and (at is None or _same_package(layout, at, wanted.importer)):
            yield from _packaged(wanted)
        yield from _built(wanted)
        yield from _relative(wanted)
        return
    if split_package(old)[0] not in layout.finder.packages.names():
        yield from _by_alias(wanted, old)
    if same and at is None and not any(is_relative(spec) for spec in neighbours):
        for spec in neighbours:
            yield from _by_alias(wanted, spec)
    if not same:
        yield from _packaged(wanted)
    yield from _relative(wanted)


def _same_package(layout: TypeScriptLayout, path: str, importer: str) -> bool:
    packages = layout.finder.packages
    return packages.home(folder_of(path)) is packages.home(folder_of(importer))


def _relative(wanted: _Wanted, *, certain: bool = True) -> Iterator[str]:
    folder = folder_of(wanted.key)
    for ending in endings(wanted.layout, wanted.key, wanted.habit):
        if ending:
            spec = relative(f"{folder}/{ending}" if folder else ending, wanted.folder)
        else:
            spec = _folder(folder, wanted.folder)
        found = wanted.layout.find(spec, wanted.importer)
        if not certain or found == wanted.key or not wanted.layout.exists(wanted.key):
            yield spec


def _built(wanted: _Wanted) -> Iterator[str]:
    """The file that the module is built to, where the old spec names a built file, too."""
    layout = wanted.layout
    path = joined(wanted.folder, wanted.old)
    package = layout.finder.packages.home(folder_of(wanted.key))
    if path is None or package is None or layout.tree_files.module(path) is not None:
        return
    if layout.finder.built(path) is None:
        return
    first, _, published = (inside(path, package.folder) or "").partition("/")
    for tail in _tails(wanted, package, published):
        place = joined(package.folder, f"{first}/{tail}{wanted.suffix}")
        if place is not None and wanted.leads_there(spec := relative(place, wanted.folder)):
            yield spec


def _tails(wanted: _Wanted, package: Package, published: str) -> Iterator[str]:
    """What a module's path can be below an output folder where the old one's is ``published``."""
    rest = inside(split(wanted.key)[0], package.folder) or ""
    old = wanted.layout.find(wanted.old, wanted.importer) or ""
    source = inside(split(old)[0], package.folder) or ""
    before = source.removesuffix(split(published)[0])
    if before != source and rest.startswith(before):
        yield rest.removeprefix(before)
    parts = rest.split("/")
    yield from ("/".join(parts[start:]) for start in range(len(parts)))


def _folder(target: str, folder: str) -> str:
    """A folder as an import writes it: dots alone where the importer is inside."""
    rest = inside(folder, target) if folder != target else ""
    if rest is None:
        return relative(target, folder)
    return "/".join([".."] * len(rest.split("/"))) if rest else "."


def _by_alias(wanted: _Wanted, like: str) -> Iterator[str]:
    """The module by the same alias that ``like`` uses."""
    finder, folder = wanted.layout.finder, wanted.folder
    for config in finder.configs.nearest(folder):
        for alias in config.aliases:
            if alias.pattern == like or starred(alias.pattern, like) is not None:
                for target in alias.targets:
                    yield from _ended(wanted, pattern_specs(alias.pattern, target, wanted.key))
        if config.base_url is not None and not like.startswith(("@", "#", "~")):
            yield from _ended(wanted, alias_specs(config, wanted.key))
    for package in finder.importing(folder) if like.startswith(("#", "@", "~", "$")) else ():
        first = like.partition("/")[0]
        specs = (s for s in own_imports(package, wanted.key) if s.partition("/")[0] == first)
        yield from _ended(wanted, specs)


def _ended(wanted: _Wanted, specs: Iterator[str]) -> Iterator[str]:
    """Specs without suffix, ended as the file ends them, that lead to the module."""
    suffix, name = wanted.suffix, split(wanted.key)[0].rpartition("/")[2]
    says_name = bool(suffix) or wanted.habit.says_index
    ordered = sorted(specs, key=lambda spec: (spec.rpartition("/")[2] == name) != says_name)
    for spec in ordered:
        for candidate in (spec + suffix, spec, f"{spec}.js"):
            if wanted.leads(candidate):
                yield candidate


def _packaged(wanted: _Wanted) -> Iterator[str]:
    """The module by the package that it belongs to, as this package lets others have it."""
    finder = wanted.layout.finder
    package = finder.packages.home(folder_of(wanted.key))
    if wanted.module and not split(wanted.module)[1] and wanted.leads_there(wanted.module):
        yield wanted.module
    if package is None or not package.name:
        return
    if wanted.leads_there(package.name):
        yield package.name
    found = _subpaths(wanted, package)
    if wanted.is_deep:
        first = split_package(wanted.old)[1].split("/")[1]
        found = iter(sorted(found, key=lambda s: split_package(s)[1].split("/")[1:2] != [first]))
    yield from found


def _subpaths(wanted: _Wanted, package: Package) -> Iterator[str]:
    finder = wanted.layout.finder
    offered = (
        *offered_specs(finder, package, wanted.key),
        *offering_subpaths(finder, package, wanted.offers),
    )
    yield from filter(wanted.leads_there, offered)
    named = package.name + "/"
    for config in finder.configs.nearest(wanted.folder):
        specs = (s for s in alias_specs(config, wanted.key) if s.startswith(named))
        yield from _ended(wanted, specs)
    if wanted.is_deep and not package.is_closed:
        yield from _deep(wanted, package)


def _deep(wanted: _Wanted, package: Package) -> Iterator[str]:
    """A file of a package that closes nothing, in the folder where the old spec was."""
    rest = inside(split(wanted.key)[0], package.folder) or ""
    written = split(wanted.old)[1]
    style = Habit("ts" if written in FAMILIES or written == ".tsx" else "js")
    suffix = written and suffix_for(wanted.layout, wanted.key, style)
    first, _, published = split_package(wanted.old)[1][2:].partition("/")
    paths = [f"{first}/{tail}" for tail in _tails(wanted, package, published)]
    if rest.partition("/")[0] == first:
        paths.insert(0, rest)
    for path in (*paths, rest):
        yield from filter(wanted.leads_there, [f"{package.name}/{path}{suffix}"])
