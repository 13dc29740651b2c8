"""The tsconfig.json and jsconfig.json files of a tree: what they say about where modules are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from cutover.languages.typescript.resolution.jsonc import parse_object, table, texts
from cutover.languages.typescript.resolution.module_files import FileTree
from cutover.languages.typescript.resolution.paths import folder_of, joined, upwards
from cutover.model import Unanalysed

_DIR = "${configDir}"
_MAIN = ("tsconfig.json", "jsconfig.json")
_CONFIGS = ("tsconfig.", "jsconfig.")


class Alias(Struct, frozen=True):
    """One entry of ``paths``: its targets are paths from the root of the repository."""

    pattern: str
    targets: tuple[str, ...]


class Config(Struct, frozen=True, kw_only=True):
    """What one file and those it extends say; folders are paths from the root, None if not said.

    ``is_solution`` is true for a file that only refers to others.
    """

    folder: str
    base_url: str | None = None
    aliases: tuple[Alias, ...] = ()
    root_dirs: tuple[str, ...] = ()
    out_dirs: tuple[str, ...] = ()
    root_dir: str | None = None
    source_dir: str | None = None
    resolution: str = ""
    is_solution: bool = False
    references: tuple[str, ...] = ()


class _Said(Struct, frozen=True):
    """An option and the folder that its paths start from."""

    value: object
    folder: str


class Configs:
    """Reads configurations when somebody asks; ``locate`` finds one that a package offers.

    ``aliases`` are declared for the whole tree: they come last.
    """

    def __init__(
        self,
        files: FileTree,
        locate: Callable[[str, str], str | None],
        problems: list[Unanalysed],
        aliases: Mapping[str, Sequence[str]],
    ) -> None:
        self._files = files
        self._locate = locate
        self._problems = problems
        self._paths: list[str] | None = None
        self._objects: dict[str, dict[str, object]] = {}
        self._configs: dict[str, Config] = {}
        self._folders: dict[str, tuple[Config, ...]] = {}
        declared = tuple(Alias(pattern, tuple(paths)) for pattern, paths in aliases.items())
        self._declared = (Config(folder="", aliases=declared),) if declared else ()

    def nearest(self, folder: str) -> tuple[Config, ...]:
        """The configurations of the nearest folder that has any, the main one first."""
        for up in upwards(folder):
            found = self.at(up)
            if found:
                self._folders[folder] = found
                return (*found, *self._declared)
        return self._declared

    def at(self, folder: str) -> tuple[Config, ...]:
        """The configurations of one folder: main, then those it refers to, then the others."""
        if folder not in self._folders:
            self._folders[folder] = tuple(self._of(folder))
        return self._folders[folder]

    def _of(self, folder: str) -> Iterator[Config]:
        start = folder + "/" if folder else ""
        main = next((start + name for name in _MAIN if start + name in self._files), None)
        paths = list(self._files.starting(start + "tsconfig."))
        if main is not None:
            config = self.read(main)
            yield config
            near = [path for path in config.references if folder_of(path) == folder]
            paths = [path for path in dict.fromkeys([*near, *paths]) if path != main]
        for path in paths:
            if path.endswith(".json") and "/" not in path[len(start) :]:
                yield self.read(path)

    def all(self) -> Iterator[Config]:
        """Every configuration of the tree that has aliases or a base."""
        if self._paths is None:
            self._paths = [path for path in self._files.named(*_CONFIGS) if path.endswith(".json")]
        for path in self._paths:
            yield self.read(path)
        yield from self._declared

    def read(self, path: str) -> Config:
        """One configuration, with what it extends."""
        if path not in self._configs:
            self._configs[path] = self._config(path)
        return self._configs[path]

    def _object(self, path: str) -> dict[str, object]:
        if path not in self._objects:
            try:
                self._objects[path] = parse_object(self._files.tree.read(path))
            except ValueError as error:
                self._problems.append(Unanalysed(path, f"unreadable as configuration: {error}"))
                self._objects[path] = {}
        return self._objects[path]

    def _said(self, path: str, seen: tuple[str, ...] = ()) -> dict[str, _Said]:
        """All options by name, the nearest that says one first; top-level keys have a slash."""
        data, folder = self._object(path), folder_of(path)
        said: dict[str, _Said] = {}
        for spec in texts(data.get("extends")):
            base = self._extended(spec, folder)
            if base is not None and base not in seen:
                said |= self._said(base, (*seen, path))
        said |= {k: _Said(v, folder) for k, v in table(data.get("compilerOptions")).items()}
        for name in ("include", "files"):
            if name in data:
                said["/" + name] = _Said(data[name], folder)
        return said

    def _extended(self, spec: str, folder: str) -> str | None:
        if not spec.startswith("."):
            return self._locate(spec, folder)
        path = joined(folder, spec)
        for candidate in (path, f"{path}.json", f"{path}/tsconfig.json"):
            if candidate is not None and candidate in self._files:
                return candidate
        return None

    def _config(self, path: str) -> Config:
        data, folder, said = self._object(path), folder_of(path), self._said(path)
        base_url = next(_folders(said.get("baseUrl"), folder), None)
        out_dirs = (d for k in ("outDir", "declarationDir") for d in _folders(said.get(k), folder))
        resolution = said.get("moduleResolution") or said.get("module")
        references = data.get("references")
        return Config(
            folder=folder,
            base_url=base_url,
            aliases=tuple(_aliases(said.get("paths"), base_url, folder)),
            root_dirs=tuple(_folders(said.get("rootDirs"), folder)),
            out_dirs=tuple(dict.fromkeys(out_dirs)),
            root_dir=next(_folders(said.get("rootDir"), folder), None),
            source_dir=folder if said.get("composite") else _common(said, folder),
            resolution=str(resolution.value).lower() if resolution else "",
            is_solution=bool(references) and not (data.get("include") or data.get("files")),
            references=tuple(self._references(references, folder)),
        )

    def _references(self, references: object, folder: str) -> Iterator[str]:
        for entry in references if isinstance(references, list) else ():
            path = joined(folder, str(table(entry).get("path", "")))
            for candidate in (path, f"{path}/tsconfig.json"):
                if candidate is not None and candidate in self._files:
                    yield candidate


def _place(text: str, said: _Said, folder: str) -> str | None:
    """A path of a configuration; the variable stands for the folder of the one that is used."""
    if text.startswith(_DIR):
        return joined(folder, text.removeprefix(_DIR).lstrip("/"))
    return None if text.startswith("/") else joined(said.folder, text)


def _folders(said: _Said | None, folder: str) -> Iterator[str]:
    if said is not None:
        for text in texts(said.value):
            place = _place(text, said, folder)
            if place is not None:
                yield place


def _aliases(said: _Said | None, base_url: str | None, folder: str) -> Iterator[Alias]:
    if said is None:
        return
    start = said if base_url is None else _Said(None, base_url)
    for pattern, value in table(said.value).items():
        found = (_place(text, start, folder) for text in texts(value))
        yield Alias(pattern, tuple(target for target in found if target is not None))


def _common(said: dict[str, _Said], folder: str) -> str | None:
    """The folder that all included files lie in, which is where output folders begin."""
    parts: list[list[str]] = []
    for name in ("/include", "/files"):
        for place in _folders(said.get(name), folder):
            fixed = place.partition("*")[0].rstrip("/")
            is_file = "." in fixed.rpartition("/")[2] or (
                "*" in place and not place.partition("*")[0].endswith("/")
            )
            parts.append((folder_of(fixed) if is_file else fixed).split("/"))
    if not parts:
        return None
    common = parts[0]
    for other in parts[1:]:
        size = next(
            (i for i, (a, b) in enumerate(zip(common, other, strict=False)) if a != b),
            min(len(common), len(other)),
        )
        common = common[:size]
    return "/".join(common)
