"""What the use cases start from: a manifest, and the tree without what cutover wrote into it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from cutover.disk_tree import DiskTree
from cutover.errors import ManifestError, UsageError
from cutover.language_table import SUFFIXES
from cutover.languages.base import SearchPath
from cutover.manifest import CutoverTable, Manifest, SymbolTable
from cutover.manifest_toml import PLACES, find_manifest, parse_manifest
from cutover.model import Tree, Unanalysed
from cutover.plan_files import PLAN_HEAD
from cutover.text import sha256
from cutover.user_files import read_file
from cutover.verifier import OWN
from cutover.workspace import Workspace

CODE = (*SUFFIXES, ".ipynb")


class Loaded(Struct, frozen=True):
    """A manifest with the bytes it came from.

    ``name`` is what messages call it, ``path`` where it stands (None: nowhere).
    """

    manifest: Manifest
    text: bytes
    sha256: str
    name: str
    path: Path | None


def load(root: Path, manifest: Path | None = None) -> Loaded:
    """Read the manifest named, or the one in a default place."""
    workspace = Workspace(root)
    path = manifest if manifest is not None else _default(workspace)
    text = read_file(path)
    name = path_in_tree(workspace, path) or str(path)
    return Loaded(parse_manifest(text, name), text, sha256(text), name, path)


def _default(workspace: Workspace) -> Path:
    name = find_manifest(lambda place: workspace.lstat(place) is not None)
    if name is None:
        raise ManifestError(
            (f"there is no manifest: neither {' nor '.join(PLACES)}",),
            _above(workspace)
            or "write one with `cutover scan --legacy a.b:Old --replacement c.d:New "
            "-o cutover.toml`, or name one with -f",
        )
    return workspace.root / name


def _above(workspace: Workspace) -> str:
    """What to do when a folder further up has the manifest."""
    for folder in workspace.root.parents:
        if any((folder / place).is_file() for place in PLACES):
            return f"there is one above: run `cutover -C {folder} ...`"
    return ""


def named(symbols: Sequence[SymbolTable]) -> Loaded:
    """A manifest in memory that declares symbols and nothing else."""
    return Loaded(draft_manifest(symbols, SearchPath(), ()), b"", "", "the command line", None)


def draft_manifest(
    symbols: Sequence[SymbolTable], search_path: SearchPath, exclude: Sequence[str]
) -> Manifest:
    """A manifest that declares symbols and nothing else."""
    roots, aliases = search_path.roots, search_path.aliases
    table = CutoverTable(id="scan", roots=roots, aliases=aliases, exclude=tuple(exclude))
    return Manifest(version=1, cutover=table, symbol=tuple(symbols))


def path_in_tree(workspace: Workspace, path: Path | None) -> str:
    """A path as the tree calls it; empty outside."""
    if path is None:
        return ""
    real = path.resolve()
    return (
        real.relative_to(workspace.root).as_posix() if real.is_relative_to(workspace.root) else ""
    )


def tree_of(workspace: Workspace, loaded: Loaded) -> Sources:
    """The tree that a manifest is about."""
    own = path_in_tree(workspace, loaded.path)
    return Sources(DiskTree(workspace, loaded.manifest.cutover.exclude), own)


class Sources:
    """A tree without manifests and plans of cutover, which name what they replace."""

    def __init__(self, tree: Tree, own: str = "") -> None:
        self._tree = tree
        self._own = {own: "the manifest"} if own else {}
        self._asked: set[str] = set(self._own)

    def paths(self) -> Sequence[str]:
        """Every file to analyse, sorted."""
        paths = list(self._tree.paths())
        for own in self._own:
            at = bisect_left(paths, own)
            if paths[at : at + 1] == [own]:
                del paths[at]
        return paths

    def read(self, path: str) -> bytes:
        """The bytes of one file of `paths`."""
        return self._tree.read(path)

    def search(
        self, needles: Sequence[bytes], code: Sequence[bytes] = ()
    ) -> Mapping[str, frozenset[bytes]]:
        """The files that hold at least one needle as a substring, with the needles they hold."""
        found = self._tree.search(needles, code)
        return {path: held for path, held in found.items() if not self._is_own(path)}

    def unanalysed(self) -> Sequence[Unanalysed]:
        """The ledger, without plans: a plan must not depend on whether it was written here."""
        own = (Unanalysed(p, OWN + what) for p, what in self._own.items() if what != "a plan")
        return sorted((*self._tree.unanalysed(), *own))

    def _is_own(self, path: str) -> bool:
        if path not in self._asked and not path.endswith(CODE):
            self._asked.add(path)
            if what := _own_kind(path, self._tree.read(path)):
                self._own[path] = what
        return path in self._own


def _own_kind(path: str, data: bytes) -> str:
    if data.startswith(PLAN_HEAD):
        return "a plan"
    if path.endswith(".toml") and b"[[symbol]]" in data and b"[cutover]" in data:
        return "a manifest"
    return ""


def existing_targets(tree: Tree, targets: Sequence[str]) -> tuple[str, ...]:
    """The targets, each of which must name something in the tree."""
    cleaned = tuple(sorted({target.removeprefix("./").strip("/") for target in targets}))
    if not cleaned:
        return ()
    paths = tree.paths()
    for target in cleaned:
        inside = target in {"", "."} or any(
            path == target or path.startswith(f"{target}/") for path in paths
        )
        if not inside:
            raise UsageError(
                f"--target {target}: no such file or directory in the tree",
                "name a path relative to the root",
            )
    return () if {"", "."} & set(cleaned) else cleaned
