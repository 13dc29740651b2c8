"""From the files that a package publishes to the sources behind them, without a build."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cutover.languages.typescript.resolution.module_files import FileTree, without_suffix
from cutover.languages.typescript.resolution.packages import Package
from cutover.languages.typescript.resolution.paths import inside, joined
from cutover.languages.typescript.resolution.suffixes import key_of
from cutover.languages.typescript.resolution.tsconfig import Configs

_OUTPUT = frozenset(
    [
        "dist",
        "lib",
        "build",
        "out",
        "output",
        "esm",
        "cjs",
        "es",
        "es6",
        "umd",
        "mjs",
        "types",
        "typings",
        "dts",
        "types-esm",
        "_esm",
        "_cjs",
        "_types",
        "dist-types",
        ".tsc",
        "bundle",
        "bundles",
        "publish",
    ]
)
_SOURCES = ("src", "", "source", "lib")
_FLAVOUR = re.compile(r"[.-](?:esm|cjs|umd|iife|min|prod|production|development|common|bundle)$")
_DEEP = 4


class Sources:
    """Finds the module that a package's published file is made from."""

    def __init__(self, files: FileTree, configs: Configs) -> None:
        self._files = files
        self._configs = configs

    def module(self, package: Package, subpath: str) -> str | None:
        """The module that a package offers at ``.`` or ``./…``."""
        named = package.entries(subpath)
        if named == ():
            return None
        for target in named or ():
            if found := self.behind(package.folder, target):
                return found
        if subpath == ".":
            return self._entry(package)
        return self._deep(package.folder, subpath[2:])

    def _entry(self, package: Package) -> str | None:
        short = package.name.rpartition("/")[2]
        for base in ("index", "src/index", "src/main", f"src/{short}", "lib/index", "mod"):
            if found := self._files.file(joined(package.folder, base) or ""):
                return found
        return None

    def _deep(self, folder: str, rest: str) -> str | None:
        """What an import of a file that no package.json mentions can only mean."""
        return self.behind(folder, rest) or self._files.module(joined(folder, f"src/{rest}"))

    def behind(self, folder: str, target: str) -> str | None:
        """The module of a file that a package names: itself, or what it was made from."""
        path = joined(folder, target)
        if path is None:
            return None
        found = self._files.module(path) if path != folder else None
        return found or self.origin(folder, path) or self._at(path)

    def origin(self, folder: str, path: str) -> str | None:
        """The module that a path in an output folder of a package is made from."""
        found = (self._at(base) for base in self._origins(folder, path))
        return next((key for key in found if key is not None), None)

    def _at(self, base: str) -> str | None:
        found = self._files.module(base)
        if found is not None or not key_of(base):
            return found
        stem = without_suffix(base)
        while found is None:
            found = self._files.module(stem)
            plain = _FLAVOUR.sub("", stem)
            if plain == stem:
                break
            stem = plain
        return found

    def _origins(self, folder: str, path: str) -> Iterator[str]:
        """The paths that a built file can have come from, the likeliest first."""
        for config in self._configs.at(folder):
            for out in config.out_dirs:
                rest = inside(path, out)
                if rest is None or out == folder:
                    continue
                for source in (config.root_dir, config.source_dir, folder, _src(folder)):
                    if source is not None:
                        yield f"{source}/{rest}" if source else rest
        rest = inside(path, folder)
        for _ in range(_DEEP):
            first, _, rest = (rest or "").partition("/")
            if not rest or first not in _OUTPUT:
                return
            for source in _SOURCES:
                place = joined(folder, f"{source}/{rest}" if source else rest)
                if place is not None:
                    yield place


def _src(folder: str) -> str:
    return f"{folder}/src" if folder else "src"
