"""Where the modules of TypeScript and JavaScript are, and how a manifest spells them.

The key of a module is the path of its file with the canonical suffix of the family (`suffixes`).
Nothing is read before somebody asks for a module that paths alone do not tell.
"""

from __future__ import annotations

from collections.abc import Sequence

from cutover.languages.base import UNSAID, SearchPath
from cutover.languages.typescript.resolution import import_stems
from cutover.languages.typescript.resolution.finder import Finder, aliased, is_relative
from cutover.languages.typescript.resolution.module_files import FileTree
from cutover.languages.typescript.resolution.packages import split_package
from cutover.languages.typescript.resolution.paths import folder_of, joined, upwards
from cutover.languages.typescript.resolution.suffixes import is_index, key_of, members, split
from cutover.model import Tree, Unanalysed


class TypeScriptLayout:
    """The modules of a tree, found by relative paths, tsconfig aliases and package.json files."""

    def __init__(self, tree: Tree, search_path: SearchPath = UNSAID) -> None:
        roots = search_path.roots
        self.roots = tuple(r.strip("/").removeprefix("./") if r != "." else "" for r in roots)
        self.tree_files = FileTree(tree)
        self.finder = Finder(self.tree_files, self.roots, search_path.aliases)
        self._stems: dict[str, Sequence[str]] = {}
        self._found: dict[tuple[str, str | None], str | None] = {}

    def said(self, spec: str, name: str) -> str:
        """An import, or the export of all that another module exports."""
        if name == "*":
            return f"export * from '{spec}'"
        return f"import {{ {name} }} from '{spec}'" if name else f"import '{spec}'"

    @property
    def default_export(self) -> str:
        """What importers of a default export call as they like."""
        return "default"

    @property
    def problems(self) -> Sequence[Unanalysed]:
        """The configuration files met so far that nobody could read, with the reason."""
        return self.finder.problems

    def find(self, spec: str, importer: str) -> str | None:
        """The key that ``spec`` means in ``importer``; None if it is no module of the tree."""
        asked = (spec, folder_of(importer) if importer else None)
        if asked not in self._found:
            found = self.finder.find(spec, asked[1]) if asked[1] is not None else self._named(spec)
            self._found[asked] = found
        return self._found[asked]

    def _named(self, spec: str) -> str | None:
        """What a manifest means: a path from the root, or a package."""
        path = joined("", spec)
        if path is None:
            return None
        key = key_of(path)
        if key and self.tree_files.has(key):
            return key
        return self.finder.package(spec, "") if ":" not in spec else None

    def absolute(self, spec: str, importer: str) -> str:
        """The path of the module that is meant, there or not; a package as it is written."""
        found = self.find(spec, importer)
        if found is not None:
            return found if importer or key_of(spec) else spec
        if not importer:
            return key_of(joined("", spec) or "") if self.owns(spec) and key_of(spec) else spec
        if is_relative(spec):
            path = joined(folder_of(importer), spec)
            return spec if path is None else key_of(path) or f"{path}.ts"
        for config in self.finder.configs.nearest(folder_of(importer)):
            for path in aliased(spec, config):
                return key_of(path) or f"{path}.ts"
        return spec

    def files(self, key: str) -> Sequence[str]:
        """The files of a module: source first, then its types."""
        return [path for path in members(key) if path in self.tree_files]

    def key(self, path: str) -> str:
        """The module key of a file; empty for a file that is no module."""
        return key_of(path)

    def exists(self, key: str) -> bool:
        """Whether a module has a file."""
        return self.tree_files.has(key)

    def is_lost(self, spec: str, importer: str, key: str = "") -> bool:
        """Whether an import that leads nowhere may be an alias that nothing declares."""
        if not key_of(importer) or self.find(spec, importer) is not None:
            return False
        return self.finder.is_lost(spec, key)

    def owns(self, module: str) -> bool:
        """Whether a module must be in this repository: a path, or one of its packages."""
        name = split_package(module)[0]
        packages = self.finder.packages
        if name in packages.names():
            return True
        if not split(module)[1]:
            return False
        return "/" not in module or (not name.startswith("@") and name not in packages.dependencies)

    def name(self, path: str) -> str:
        """A module as a manifest spells it: the path of its first file."""
        return next(iter(self.files(key_of(path))), path)

    def names(self) -> Sequence[str]:
        """The path of every module outside node_modules."""
        keys = {key_of(path) for path in self.tree_files if "node_modules/" not in path} - {""}
        return sorted(self.name(key) for key in keys)

    def stems(self, key: str) -> Sequence[str]:
        """Texts, some with a closing quote, of which every import of a module holds one."""
        known = self._stems.get(key)
        if known is None:
            known = import_stems.stems(self.finder, key, is_entry=self._is_entry(key))
            self._stems[key] = known
        return known

    def starred(self, name: str) -> bool:
        """Whether ``export *`` takes a name along: all but the default."""
        return name != "default"

    def stays(self, path: str) -> bool:
        """Whether something other than an import may need a file: a package, or its types."""
        key = key_of(path)
        ambient = bool(key) and all(split(p)[1].startswith(".d.") for p in self.files(key))
        return ambient or self._is_entry(key)

    def _is_entry(self, key: str) -> bool:
        """Whether a package names a module: as itself, a subpath, types or a program."""
        for folder in upwards(folder_of(key)):
            package = self.finder.packages.at(folder)
            if package is None:
                continue
            if any(self.finder.sources.behind(folder, f) == key for f in package.named_files()):
                return True
            if is_index(key) and self.finder.sources.module(package, ".") == key:
                return True
        return False

    def new_key(self, module: str, beside: str) -> str:
        """The key of the module that a move makes; its name is its path."""
        return self.find(module, "") or key_of(joined("", module) or "")

    def no_home(self, module: str) -> str:
        """Why a module cannot be created where its name says."""
        path = joined("", module)
        if path is None or module.startswith("/"):
            return f"'{module}' lies outside the repository"
        if not split(path)[1]:
            return f"'{module}' is no path to a module; end it in '.ts' or its like"
        folder = folder_of(path)
        for up in upwards(folder):
            if up in self.tree_files:
                return f"'{up}' is a file, not a folder"
        if "node_modules" in folder.split("/"):
            return "node_modules is not part of the repository's sources"
        if not self.tree_files.is_folder(folder_of(folder)):
            return f"there is no folder '{folder_of(folder)}'; make it first"
        return ""
