"""The suffixes of TypeScript and JavaScript files, and the one that stands for each family.

`a.ts`, `a.js` and `a.d.ts` are one module: source, what it is compiled to, and its types. The key
of a module is its path with the canonical suffix of the family: ``.ts``, ``.mts`` or ``.cts``.
"""

from __future__ import annotations

from collections.abc import Iterator

FAMILIES = {
    ".ts": (".ts", ".tsx", ".js", ".jsx", ".d.ts"),
    ".mts": (".mts", ".mjs", ".d.mts"),
    ".cts": (".cts", ".cjs", ".d.cts"),
}
RUNTIME = {
    ".ts": ".js",
    ".tsx": ".js",
    ".d.ts": ".js",
    ".mts": ".mjs",
    ".d.mts": ".mjs",
    ".cts": ".cjs",
    ".d.cts": ".cjs",
}
_CANONICAL = {suffix: family for family, members in FAMILIES.items() for suffix in members}


def split(path: str) -> tuple[str, str]:
    """A path without its suffix, and the suffix (``.d.ts`` whole); empty if of no module."""
    stem, dot, last = path.rpartition(".")
    suffix = dot + last
    if suffix not in _CANONICAL or not stem or stem.endswith("/"):
        return path, ""
    if stem.endswith(".d") and suffix in FAMILIES and not stem.endswith("/.d"):
        return stem[:-2], ".d" + suffix
    return stem, suffix


def key_of(path: str) -> str:
    """The key of the module that a file belongs to; empty for a file that is none."""
    stem, suffix = split(path)
    return stem + _CANONICAL[suffix] if suffix else ""


def members(key: str) -> Iterator[str]:
    """The paths that a module's files can have: source first, then its types."""
    stem, suffix = split(key)
    return (stem + member for member in FAMILIES.get(suffix, ()))


def is_index(key: str) -> bool:
    """Whether a module answers for its folder."""
    return split(key)[0].rpartition("/")[2] == "index"
