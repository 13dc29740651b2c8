"""Import roots, and where a module as written is found under them.

A module key is a file's path without suffix, a package's is its folder: the key of
``src/acme/auth/__init__.py`` and of its stub is ``src/acme/auth``.
"""

from __future__ import annotations

from collections.abc import Sequence

from cutover.model import Unanalysed

_SOURCES = ("src", "lib", "python")
_PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg")


class PythonLayout:
    """The modules of a repository, found from the paths of its files alone.

    Roots are the declared ones or else: the repository, every project folder (one with a
    pyproject.toml, setup.py or setup.cfg) and its ``src``, ``lib`` and ``python``, and the folder
    above every outermost package. The importing file's own folder is its last root.
    """

    def __init__(self, paths: Sequence[str], roots: Sequence[str] = ()) -> None:
        self._files: dict[str, list[str]] = {}
        self._folders: set[str] = {""}
        packages: set[str] = set()
        projects = {""}
        for path in paths:
            folder, _, name = path.rpartition("/")
            if name.endswith((".py", ".pyi")):
                self._files.setdefault(self.key(path), []).append(path)
                self._folders.add(folder)
                if name.startswith("__init__.py"):
                    packages.add(folder)
            elif name in _PROJECT_FILES:
                projects.add(folder)
        for folder in list(self._folders):
            while folder := folder.rpartition("/")[0]:
                self._folders.add(folder)
        self._packages = packages
        self.roots = tuple(
            root.strip("/").removeprefix("./") if root != "." else "" for root in roots
        )
        if not roots:
            self.roots = self._detected(projects)
        self._found: dict[tuple[str, str], str | None] = {}
        self._ordered: dict[str, tuple[str, ...]] = {}

    def _detected(self, projects: set[str]) -> tuple[str, ...]:
        roots = set(projects)
        roots |= {join(p, s) for p in projects for s in _SOURCES if join(p, s) in self._folders}
        for folder in self._packages:
            outer = folder.rpartition("/")[0]
            if outer not in self._packages:
                roots.add(outer)
        return tuple(sorted(roots))

    def key(self, path: str) -> str:
        """The module key of a file."""
        stem = path.rpartition(".")[0]
        return stem.removesuffix("__init__").rstrip("/") if stem.endswith("__init__") else stem

    def files(self, key: str) -> Sequence[str]:
        """The files of a module: source first, then stub; empty for a namespace package."""
        return sorted(self._files.get(key, ()))

    def exists(self, key: str) -> bool:
        """Whether a key is a module, a package or a folder that can be a namespace package."""
        return key in self._files or key in self._folders

    def find(self, spec: str, importer: str) -> str | None:
        """The module key that ``spec`` means in ``importer``; None outside the repository."""
        folder = importer.rpartition("/")[0]
        cached = self._found.get((spec, folder), "?")
        if cached != "?":
            return cached
        found = (
            self._relative(spec, folder) if spec.startswith(".") else self._absolute(spec, folder)
        )
        self._found[(spec, folder)] = found
        return found

    def absolute(self, spec: str, importer: str) -> str:
        """A relative module as a dotted path from its root, whether or not it exists."""
        rest = spec.lstrip(".")
        dots = len(spec) - len(rest)
        if not dots:
            return spec
        name = self.name(importer)
        package = (name if self.stays(importer) else name.rpartition(".")[0]).split(".")
        kept = package[: len(package) - dots + 1]
        return ".".join([*kept, rest] if rest else kept)

    def _relative(self, spec: str, folder: str) -> str | None:
        rest = spec.lstrip(".")
        for _ in range(len(spec) - len(rest) - 1):
            if not folder:
                return None
            folder = folder.rpartition("/")[0]
        key = join(folder, rest.replace(".", "/"))
        return key if self.exists(key) else None

    def _absolute(self, spec: str, folder: str) -> str | None:
        tail = spec.replace(".", "/")
        folders: str | None = None
        for root in self._nearest(folder):
            key = join(root, tail)
            if key in self._files:
                return key
            if folders is None and key in self._folders and key:
                folders = key
        return folders

    def _nearest(self, folder: str) -> tuple[str, ...]:
        """The roots in the order an importer of ``folder`` tries them."""
        if folder not in self._ordered:
            parts = folder.split("/")

            def distance(root: str) -> tuple[int, str]:
                shared = 0
                for mine, theirs in zip(parts, root.split("/") if root else (), strict=False):
                    if mine != theirs:
                        break
                    shared += 1
                inside = root == "" or folder == root or folder.startswith(root + "/")
                return (-2 * shared - (1 if inside else 0), root)

            own = () if folder in self._packages else (folder,)
            ordered = sorted(self.roots, key=distance)
            self._ordered[folder] = tuple(dict.fromkeys([*ordered, *own]))
        return self._ordered[folder]

    def name(self, path: str) -> str:
        """The dotted name of a module key or file, from the longest root that leads to it."""
        key = self.key(path) if path.endswith((".py", ".pyi")) else path
        inside = [root for root in self.roots if root == "" or key.startswith(root + "/")]
        root = max(inside, key=len, default="")
        return key[len(root) :].strip("/").replace("/", ".")

    def names(self) -> list[str]:
        """The dotted names of all modules."""
        return sorted({self.name(paths[0]) for paths in self._files.values()})

    def is_lost(self, spec: str, importer: str, key: str = "") -> bool:
        """Never: a package is found wherever it is, whatever the search path is."""
        return False

    def owns(self, module: str) -> bool:
        """Whether a module's top-level package is in the repository."""
        return self.find(module.split(".")[0], "") is not None

    def stems(self, key: str) -> Sequence[str]:
        """The last part of the module's name."""
        return (key.rpartition("/")[2],)

    @property
    def default_export(self) -> str:
        """None: whoever imports a name spells it."""
        return ""

    @property
    def problems(self) -> Sequence[Unanalysed]:
        """None: the paths tell all."""
        return ()

    def said(self, spec: str, name: str) -> str:
        """An import statement."""
        return f"from {spec} import {name}" if name else f"import {spec}"

    def starred(self, name: str) -> bool:
        """Whether ``from module import *`` takes a name along when there is no ``__all__``."""
        return not name.startswith("_")

    def stays(self, path: str) -> bool:
        """Whether a file is the ``__init__`` of a package, which stays when it is emptied."""
        return path.rpartition("/")[2].startswith("__init__.")

    def new_key(self, module: str, beside: str) -> str:
        """The key of a new module, in the deepest package that exists."""
        parts = module.split(".")
        for size in range(len(parts) - 1, 0, -1):
            found = self.find(".".join(parts[:size]), "")
            if found is not None:
                return "/".join([found, *parts[size:]])
        return join(beside.rpartition("/")[0], parts[-1])

    def no_home(self, module: str) -> str:
        """Why a module cannot be created where its name says."""
        package = module.rpartition(".")[0]
        if not package:
            return ""
        key = self.find(package, "")
        if key is None:
            return f"there is no package '{package}'; make it first"
        files = self.files(key)
        if files and not any(self.stays(path) for path in files):
            return f"'{package}' is a module, not a package ({files[0]})"
        return ""


def join(folder: str, rest: str) -> str:
    """Two path parts, either of which may be empty."""
    return f"{folder}/{rest}" if folder and rest else folder or rest
