"""How an import finds its module: relative paths, aliases, packages, in the order of the tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from cutover.languages.typescript.resolution.build_sources import Sources
from cutover.languages.typescript.resolution.jsonc import table
from cutover.languages.typescript.resolution.module_files import FileTree, without_suffix
from cutover.languages.typescript.resolution.package_exports import match, starred
from cutover.languages.typescript.resolution.packages import (
    BUILTINS,
    Package,
    Packages,
    split_package,
)
from cutover.languages.typescript.resolution.paths import folder_of, inside, joined, upwards
from cutover.languages.typescript.resolution.suffixes import is_index
from cutover.languages.typescript.resolution.tsconfig import Alias, Config, Configs
from cutover.model import Unanalysed

_MARKS = "@~#$/"


def _ends(spec: str) -> Iterator[str]:
    """What of an import can be the end of a path: without marks, package or first part."""
    rest = split_package(spec)[1].removeprefix("./")
    for end in (spec.lstrip(_MARKS), rest, spec.partition("/")[2]):
        if end.strip("./"):
            yield end


def _is_end(end: str, key: str) -> bool:
    base = without_suffix(key)
    bases = (base, folder_of(base)) if is_index(key) else (base,)
    return any(f"/{each}".endswith(f"/{without_suffix(end)}") for each in bases)


def is_relative(spec: str) -> bool:
    """Whether a module is named from the importing file."""
    return spec in {".", ".."} or spec.startswith(("./", "../"))


class Finder:
    """Finds modules from what an import in a folder spells.

    ``roots`` are declared base folders, ``aliases`` what the manifest adds to the configurations.
    """

    def __init__(
        self, files: FileTree, roots: Sequence[str], aliases: Mapping[str, Sequence[str]]
    ) -> None:
        self.problems: list[Unanalysed] = []
        self.files = files
        self.packages = Packages(files, self.problems)
        self.configs = Configs(files, self._config_file, self.problems, aliases)
        self.sources = Sources(files, self.configs)
        self._roots = roots
        self._entries: dict[str, str | None] = {}
        self._lost: dict[str, bool] = {}
        files.entry = self.entry

    def entry(self, folder: str) -> str | None:
        """The module that the package in a folder is, if its package.json names one."""
        if folder not in self._entries:
            self._entries[folder] = None
            package = self.packages.at(folder)
            if package is not None and (package.is_closed or any(package.mains())):
                self._entries[folder] = self.sources.module(package, ".")
        return self._entries[folder]

    def find(self, spec: str, folder: str) -> str | None:
        """The key of the module that ``spec`` means in a folder."""
        if not spec or "?" in spec or "\\" in spec or spec.endswith("!"):
            return None
        if is_relative(spec):
            return self._relative(spec, folder)
        if spec.startswith("/"):
            home = self.packages.home(folder)
            return self.files.module(joined(home.folder if home else "", spec.lstrip("/")))
        configs = self.configs.nearest(folder)
        solution = bool(configs) and configs[0].is_solution
        first = configs if solution else configs[:1]
        found = self._aliased(spec, first) or self._own_import(spec, folder)
        if found is None and ":" not in spec and spec not in BUILTINS:
            found = self.package(spec, folder)
        if found is None and not solution:
            found = self._aliased(spec, configs[1:])
        return found or self._rooted(spec)

    def _relative(self, spec: str, folder: str) -> str | None:
        path = joined(folder, spec)
        if path is None:
            return None
        bare = spec.endswith(("/", "/.", "/..")) or spec in {".", ".."}
        found = self.files.folder(path) if bare else self.files.module(path)
        if found is not None:
            return found
        for config in self.configs.nearest(folder):
            for mine in config.root_dirs:
                rest = inside(path, mine)
                for other in config.root_dirs if rest is not None else ():
                    if found := self.files.module(joined(other, rest or "")):
                        return found
        return self.built(path)

    def built(self, path: str) -> str | None:
        """The source of a file that a package builds, by the path it is built to."""
        home = self.packages.home(folder_of(path))
        rest = inside(path, home.folder) if home is not None else None
        return self.sources.origin(home.folder, path) if home is not None and rest else None

    def _aliased(self, spec: str, configs: Sequence[Config]) -> str | None:
        for config in configs:
            for target in aliased(spec, config):
                if found := self.files.module(target):
                    return found
            if config.base_url is not None and (
                found := self.files.module(joined(config.base_url, spec))
            ):
                return found
        return None

    def _rooted(self, spec: str) -> str | None:
        for root in self._roots:
            if root and (found := self.files.file(f"{root}/{spec}")):
                return found
        return None

    def package(self, spec: str, folder: str) -> str | None:
        """The module that a package offers, of the repository's own packages."""
        name, subpath = split_package(spec)
        home = self.packages.home(folder)
        package = home if home and home.name == name else self.packages.named(name, folder)
        return self.sources.module(package, subpath) if package is not None else None

    def is_lost(self, spec: str, key: str = "") -> bool:
        """Whether something that is no package on record ends as the path of a module does.

        With ``key``, of that one.
        """
        if is_relative(spec) or ":" in spec or not spec.strip(_MARKS):
            return False
        if spec not in self._lost:
            name = split_package(spec)[0]
            unknown = {name, f"@types/{name}"}.isdisjoint(self._known_packages)
            self._lost[spec] = unknown and any(map(self.files.ending, _ends(spec)))
        return self._lost[spec] and (not key or any(_is_end(end, key) for end in _ends(spec)))

    @cached_property
    def _known_packages(self) -> frozenset[str]:
        return self.packages.dependencies | self.packages.names() | BUILTINS

    def _own_import(self, spec: str, folder: str) -> str | None:
        """What the importer's own package maps: ``imports`` of package.json or deno.json."""
        for package in self.importing(folder):
            for target in match(table(package.data["imports"]), spec) or ():
                if not target.startswith("."):
                    found = self.package(target, folder) if ":" not in target else None
                else:
                    found = self.sources.behind(package.folder, target)
                if found is not None:
                    return found
        return None

    def importing(self, folder: str) -> Iterator[Package]:
        """The packages above a folder that map specs of their own."""
        for up in upwards(folder):
            package = self.packages.at(up)
            if package is not None and isinstance(package.data.get("imports"), dict):
                yield package

    def _config_file(self, spec: str, folder: str) -> str | None:
        """The file of a configuration that another package offers."""
        name, subpath = split_package(spec)
        package = self.packages.named(name, folder)
        if package is None:
            return None
        said = package.data.get("tsconfig")
        named = [said] if isinstance(said, str) and subpath == "." else []
        rest = subpath if subpath != "." else "tsconfig.json"
        for target in (*named, *(package.entries(subpath) or ()), rest, f"{rest}.json"):
            path = joined(package.folder, target)
            for candidate in (path or "", f"{path}/tsconfig.json"):
                if candidate in self.files and candidate.endswith(".json"):
                    return candidate
        return None


def aliased(spec: str, config: Config) -> Iterator[str]:
    """The paths that an alias stands for in ``spec``: of the exact one, else the longest."""
    best: Alias | None = None
    star = ""
    for alias in config.aliases:
        if alias.pattern == spec:
            yield from alias.targets
            return
        found = starred(alias.pattern, spec) if "*" in alias.pattern else None
        if found is not None and (best is None or _length(alias) > _length(best)):
            best, star = alias, found
    for target in best.targets if best is not None else ():
        path = joined("", target.replace("*", star, 1))
        if path is not None:
            yield path


def _length(alias: Alias) -> int:
    return len(alias.pattern.partition("*")[0])
