"""The packages of a repository: every package.json or deno.json outside node_modules."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from cutover.languages.typescript.resolution.jsonc import parse_object, table, texts
from cutover.languages.typescript.resolution.module_files import FileTree
from cutover.languages.typescript.resolution.package_exports import match, subpaths, targets
from cutover.languages.typescript.resolution.paths import folder_of, shared_depth, upwards
from cutover.model import Unanalysed

_FILES = ("package.json", "deno.json", "deno.jsonc", "jsr.json")
_MAINS = ("source", "main", "module", "types", "typings", "browser")
_DEPENDENCIES = (
    "dependencies",
    "devDependencies",
    "peerDependencies",
    "optionalDependencies",
)
BUILTINS = frozenset(
    [
        "assert",
        "async_hooks",
        "buffer",
        "child_process",
        "cluster",
        "console",
        "constants",
        "crypto",
        "dgram",
        "diagnostics_channel",
        "dns",
        "domain",
        "events",
        "fs",
        "http",
        "http2",
        "https",
        "inspector",
        "module",
        "net",
        "os",
        "path",
        "perf_hooks",
        "process",
        "punycode",
        "querystring",
        "readline",
        "repl",
        "stream",
        "string_decoder",
        "sys",
        "timers",
        "tls",
        "trace_events",
        "tty",
        "url",
        "util",
        "v8",
        "vm",
        "wasi",
        "worker_threads",
        "zlib",
    ]
)


class Package(Struct, frozen=True):
    """One package: its folder, its name and what its file says."""

    folder: str
    name: str
    data: dict[str, object]

    @property
    def is_closed(self) -> bool:
        """Whether the package lists the subpaths that others may import."""
        return "exports" in self.data and self.data["exports"] is not None

    def entries(self, subpath: str) -> tuple[str, ...] | None:
        """The files that a subpath can mean; empty if closed, None if nothing is said."""
        if self.is_closed:
            return match(subpaths(self.data["exports"]), subpath)
        return tuple(self.mains()) or None if subpath == "." else None

    def mains(self) -> Iterator[str]:
        """The files named as the package itself, outside ``exports``."""
        return (v for field in _MAINS if isinstance(v := self.data.get(field), str))

    def named_files(self) -> Iterator[str]:
        """Every single file that the package names: entries, types, programs."""
        yield from self.mains()
        for pattern, value in subpaths(self.data.get("exports")).items():
            if "*" not in pattern and not pattern.endswith("/"):
                yield from targets(value)
        programs = self.data.get("bin")
        yield from texts(programs)
        yield from (v for v in table(programs).values() if isinstance(v, str))


class Packages:
    """Finds packages by name and by place; ``problems`` are the files nobody could read."""

    def __init__(self, files: FileTree, problems: list[Unanalysed]) -> None:
        self._files = files
        self._problems = problems
        self._read: dict[str, Package | None] = {}
        self._homes: dict[str, Package | None] = {}

    @cached_property
    def folders(self) -> tuple[str, ...]:
        """The folders that hold a package.json or its like."""
        held = (p for p in self._files.named(*_FILES) if p.rpartition("/")[2] in _FILES)
        return tuple(dict.fromkeys(map(folder_of, held)))

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        named: dict[str, list[str]] = {}
        for folder in self.folders:
            package = self.at(folder)
            if package is not None and package.name:
                named.setdefault(package.name, []).append(folder)
        return named

    @cached_property
    def dependencies(self) -> frozenset[str]:
        """The names of all packages that the repository's packages depend on."""
        found = (self.at(folder) for folder in self.folders)
        return frozenset(
            name for p in found if p for field in _DEPENDENCIES for name in table(p.data.get(field))
        )

    def at(self, folder: str) -> Package | None:
        """The package whose folder this is."""
        if folder not in self._read:
            self._read[folder] = self._load(folder)
        return self._read[folder]

    def _load(self, folder: str) -> Package | None:
        package = None
        for name in _FILES:
            path = f"{folder}/{name}" if folder else name
            if path not in self._files:
                continue
            try:
                data = parse_object(self._files.tree.read(path))
            except ValueError as error:
                self._problems.append(Unanalysed(path, f"unreadable as configuration: {error}"))
                continue
            called = data.get("name")
            found = Package(folder, called if isinstance(called, str) else "", data)
            if package is None or (found.name and not package.name):
                package = found
        return package

    def home(self, folder: str) -> Package | None:
        """The package that a folder belongs to: the nearest with a name, else the nearest."""
        if folder not in self._homes:
            found = [package for up in upwards(folder) if (package := self.at(up)) is not None]
            named = (package for package in found if package.name)
            self._homes[folder] = next(named, found[0] if found else None)
        return self._homes[folder]

    def named(self, name: str, folder: str) -> Package | None:
        """The package of a name; of several, the one nearest to ``folder``."""
        folders = self._named.get(name)
        if not folders:
            return None
        return self.at(min(folders, key=lambda f: (-shared_depth(folder, f), f.count("/"), f)))

    def names(self) -> frozenset[str]:
        """The names of all packages."""
        return frozenset(self._named)


def split_package(spec: str) -> tuple[str, str]:
    """The name of a package and the subpath (``.`` or ``./…``) that an import spells."""
    parts = spec.split("/", 2 if spec.startswith("@") else 1)
    size = 2 if spec.startswith("@") else 1
    name, rest = "/".join(parts[:size]), "/".join(parts[size:])
    return name, f"./{rest}" if rest else "."
