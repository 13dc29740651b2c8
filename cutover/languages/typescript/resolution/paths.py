"""Paths relative to the root of the repository, joined, normalised and told from one another."""

from __future__ import annotations

from collections.abc import Iterator


def normalised(path: str) -> str | None:
    """A path without ``.`` and ``..``; None if it leaves the repository."""
    if "./" not in path and "//" not in path and not path.endswith(("/", "/.", "/..")):
        return "" if path == "." else None if path == ".." else path
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def joined(folder: str, rest: str) -> str | None:
    """``rest`` seen from ``folder``; None if it leaves the repository."""
    return normalised(f"{folder}/{rest}" if folder else rest)


def folder_of(path: str) -> str:
    """The folder of a path, empty for the root."""
    return path.rpartition("/")[0]


def upwards(folder: str) -> Iterator[str]:
    """A folder and all above it, the root last."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""


def inside(path: str, folder: str) -> str | None:
    """What of ``path`` lies below ``folder``; None if it lies elsewhere."""
    if not folder:
        return path
    return path[len(folder) + 1 :] if path.startswith(folder + "/") else None


def relative(path: str, folder: str) -> str:
    """``path`` as an import in ``folder`` writes it: with ``./`` or ``../`` in front."""
    theirs, ours = path.split("/"), folder.split("/") if folder else []
    shared = 0
    for mine, other in zip(ours, theirs[:-1], strict=False):
        if mine != other:
            break
        shared += 1
    up = len(ours) - shared
    return "/".join([*([".."] * up or ["."]), *theirs[shared:]])


def shared_depth(folder: str, other: str) -> int:
    """How many folders two paths have in common, from the root."""
    count = 0
    for mine, theirs in zip(folder.split("/"), other.split("/"), strict=False):
        if mine != theirs:
            break
        count += 1
    return count
