"""Rewrite files that are no code: the names in their text, and the code that they embed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import structs

from cutover.language_table import BINDERS
from cutover.languages.base import Hit
from cutover.languages.editing import Problem, Rewritten, Site
from cutover.languages.embedding import Block
from cutover.languages.language import Editor
from cutover.languages.patch import Patch
from cutover.languages.plain import blocks_of
from cutover.languages.words import whole_words
from cutover.model import Kind


def rewrite_text(
    path: str,
    data: bytes,
    sites: Sequence[Site],
    editors: Callable[[str], Editor],
    editor_of: Callable[[Site], Editor],
) -> Rewritten:
    """The patches of a document or configuration file.

    ``editors`` gives the editor of a language by its name, ``editor_of`` that of a site's symbol.
    """
    patches: list[Patch] = []
    problems: list[Problem] = []
    for site in sites:
        if site.hit.block >= 0:
            continue
        if site.text is not None:
            patches.append(Patch(site.hit.start, site.hit.end, site.text.encode()))
        else:
            patches += editor_of(site).rewrite_prose(path, data, site).patches
    words = sorted({site.hit.text for site in sites if site.hit.block >= 0})
    blocks = blocks_of(path, data, words)
    for inner in by_block(sites):
        at = inner[0].hit.start
        block = next((block for block in blocks if block.code(at) is not None), None)
        if block is None:
            problems += unreadable(inner)
            continue
        for part, mine in _parts(block, inner):
            done = editors(block.language).rewrite_block(path, part, mine)
            patches += done.patches
            problems += done.problems
    changed = (p for p in dict.fromkeys(patches) if data[p.start : p.end] != p.after)
    return Rewritten(tuple(sorted(changed)), tuple(problems))


def _parts(block: Block, sites: Sequence[Site]) -> Iterator[tuple[Block, Sequence[Site]]]:
    """The fences that import for themselves, each alone; the others as one with all of them."""
    left = list(sites)
    for piece in block.pieces() if block.style == "source" else ():
        mine = [site for site in left if piece.code(site.hit.start) is not None]
        words = (next(whole_words(piece.data, b), None) for b in BINDERS[block.language])
        imports = any(site.hit.kind is Kind.IMPORT for site in mine)
        if mine and (imports or any(at is not None for at in words)):
            left = [site for site in left if site not in mine]
            yield piece, mine
    if left:
        yield block, left


def by_block(sites: Iterable[Site]) -> list[list[Site]]:
    """The sites in embedded code, those of one block together."""
    grouped: dict[int, list[Site]] = {}
    for site in sites:
        if site.hit.block >= 0:
            grouped.setdefault(site.hit.block, []).append(site)
    return list(grouped.values())


def unreadable(sites: Iterable[Site]) -> list[Problem]:
    """The problems of sites whose block is not there any more."""
    return [Problem(site.hit, "embedded code that cannot be read") for site in sites]


def inner_sites(block: Block, sites: Iterable[Site]) -> tuple[list[Site], Mapping[int, Hit]]:
    """The sites of a block at their offsets in it, and the hit in the host behind each offset."""
    shifted: list[Site] = []
    original: dict[int, Hit] = {}
    for site in sites:
        start = block.code(site.hit.start)
        if start is None:
            continue
        original[start] = site.hit
        end = start + len(site.hit.text.encode())
        hit = structs.replace(site.hit, start=start, end=end, block=-1)
        shifted.append(structs.replace(site, hit=hit))
    return shifted, original
