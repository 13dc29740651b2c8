"""How a file writes the modules it imports: with which suffix, and whether it says ``/index``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct

from cutover.languages.typescript.resolution.finder import is_relative
from cutover.languages.typescript.resolution.layout import TypeScriptLayout
from cutover.languages.typescript.resolution.paths import folder_of
from cutover.languages.typescript.resolution.suffixes import FAMILIES, RUNTIME, is_index, split

_SPECS = re.compile(rb"""(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*["']([^"'\n]+)["']""")
_SOURCES = frozenset({".ts", ".tsx", ".mts", ".cts"})
_NODE = ("node16", "node18", "node20", "nodenext")

Suffix = Literal["", "js", "ts"]


class Habit(Struct, frozen=True):
    """``suffix`` is none, that of the compiled file or of the source; ``jsx`` if one says so."""

    suffix: Suffix = ""
    says_index: bool = False
    jsx: bool = False


def habit_of(
    layout: TypeScriptLayout, key: str, importer: str, spec: str, neighbours: Sequence[str]
) -> Habit:
    """The habit that ``spec`` shows, or the neighbours, or the file, or its surroundings."""
    suffix = next(_told(layout, importer, [spec]), None)
    if suffix is None:
        others = neighbours or _specs(layout, importer)
        suffix = _commonest([*_told(layout, importer, others)])
    if suffix is None:
        suffix = _expected(layout, key, importer)
    index = [s for s in (spec, *neighbours) if _is_local(layout, importer, s)]
    return Habit(suffix, any(split(s)[0].endswith("/index") for s in index), spec.endswith(".jsx"))


def _told(layout: TypeScriptLayout, importer: str, specs: Iterable[str]) -> Iterator[Suffix]:
    for spec in specs:
        suffix = split(spec)[1]
        found = layout.find(spec, importer)
        if not _is_local(layout, importer, spec) or (found is None and not suffix):
            continue
        if not suffix or (found is not None and not _ends_so(found, spec)):
            yield ""
        else:
            yield "ts" if suffix in _SOURCES else "js"


def _ends_so(key: str, spec: str) -> bool:
    """Whether the suffix of a spec is one of its file, not a part of the name before it."""
    stem = split(key)[0]
    return split(spec)[0].rpartition("/")[2] == stem.rpartition("/")[2]


def _is_local(layout: TypeScriptLayout, importer: str, spec: str) -> bool:
    """Whether a spec is a path, plain or by an alias, rather than a package."""
    if is_relative(spec):
        return True
    folder = folder_of(importer)
    if layout.find(spec, importer) is None:
        return False
    return layout.finder.package(spec, folder) is None


def _commonest(found: Sequence[Suffix]) -> Suffix | None:
    return Counter(found).most_common(1)[0][0] if found else None


def _specs(layout: TypeScriptLayout, path: str) -> list[str]:
    if path not in layout.tree_files:
        return []
    data = layout.tree_files.tree.read(path)
    return [found.decode("utf-8", "replace") for found in _SPECS.findall(data)]


def _expected(layout: TypeScriptLayout, key: str, importer: str) -> Suffix:
    """What a file must or would write that shows no habit: as its tools say, or its target."""
    for config in layout.finder.configs.nearest(folder_of(importer))[:1]:
        if config.resolution in _NODE:
            return "js"
    home = layout.finder.packages.home(folder_of(importer))
    if importer.endswith(".mjs") or (
        importer.endswith(".js") and home is not None and home.data.get("type") == "module"
    ):
        return "js"
    for path in layout.files(key)[:1]:
        found = _commonest([*_told(layout, path, _specs(layout, path))])
        if found is not None:
            return found
    return ""


def suffix_for(layout: TypeScriptLayout, key: str, habit: Habit) -> str:
    """The suffix that an import of a module gets."""
    real = split(next(iter(layout.files(key)), key))[1]
    if habit.suffix == "ts" and real in _SOURCES:
        return real
    if habit.suffix == "" and split(key)[1] == next(iter(FAMILIES)):
        return ""
    return ".jsx" if habit.jsx and real == ".tsx" else RUNTIME.get(real, real)


def endings(layout: TypeScriptLayout, key: str, habit: Habit) -> Iterator[str]:
    """What follows the folder of a module in an import, the best first; empty: the folder."""
    name = split(key)[0].rpartition("/")[2]
    suffix = suffix_for(layout, key, habit)
    if is_index(key) and not suffix and not habit.says_index:
        yield ""
    yield name + suffix
    if not suffix:
        yield name + suffix_for(layout, key, Habit("js"))
