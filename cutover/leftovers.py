"""What no search for the name finds: paths of the old files, and the name broken by white space.

A path is found however the code spells it: whole, or joined from its parts. A broken name is the
legacy name with one gap between two of its words, where the longer rest is no name of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from cutover.globs import matches
from cutover.languages.words import whole_words
from cutover.manifest import AllowTable, Manifest
from cutover.model import Finding, Kind, Tree
from cutover.project import Target
from cutover.text import line_column

DATA_PATH = "data-path"
LEFTOVER = "leftover"
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[A-Z]")
_GAP = rb"(?:[ \t]+|[ \t]*\r?\n[ \t]*(?:[*#/]+[ \t]*)?)"
_JOINT = rb"(?:[\"'`)\]}]{0,2}\s*[,/+\\]{1,2}\s*[\"'`]?[/\\]?)"


class Leftovers(Struct, frozen=True):
    """What is left, what is left with leave, and the allowances that give it."""

    findings: tuple[Finding, ...] = ()
    allowed: tuple[Finding, ...] = ()
    used: tuple[AllowTable, ...] = ()


def leftovers(tree: Tree, targets: Sequence[Target], manifest: Manifest) -> Leftovers:
    """Everything of the kind that is left in the tree."""
    tree.search([*_needles(manifest), *(rest for t in targets for rest, _ in _cuts(t.word))])
    findings: list[Finding] = []
    allowed: list[Finding] = []
    used: list[AllowTable] = []
    for finding in (*_data_paths(tree, manifest), *_broken_names(tree, targets)):
        leave = next((a for a in manifest.allow if _permits(a, finding.path)), None)
        if leave is None:
            findings.append(finding)
        else:
            allowed.append(finding)
            used.append(leave)
    return Leftovers(tuple(findings), tuple(allowed), tuple(dict.fromkeys(used)))


def _permits(allow: AllowTable, path: str) -> bool:
    return bool({LEFTOVER, Kind.MENTION.value} & set(allow.kinds)) and matches(path, allow.paths)


def _data_paths(tree: Tree, manifest: Manifest) -> Iterator[Finding]:
    """The places that name the old files."""
    seen: set[tuple[str, int]] = set()
    for shown in manifest.data.paths:
        literal = _literal(shown)
        parts = [re.escape(part.encode()) for part in literal.split("/") if part]
        if not parts:
            continue
        spelled = re.compile(_JOINT.join(parts) + rb"(?!\w)")
        for path in tree.search([_needle(literal)]):
            data = tree.read(path)
            for match in spelled.finditer(data):
                if (path, match.start()) not in seen:
                    seen.add((path, match.start()))
                    message = f"the old data '{shown}' is still named"
                    yield _finding(DATA_PATH, path, data, match.start(), message, "remove it")


def _needles(manifest: Manifest) -> Iterator[bytes]:
    """What all places that name the old files hold, to be searched for at once."""
    literals = (_literal(path) for path in manifest.data.paths)
    return (_needle(literal) for literal in literals if literal)


def _needle(literal: str) -> bytes:
    return max(literal.split("/"), key=len).encode()


def _literal(path: str) -> str:
    """The part of a data path that every spelling of it contains."""
    path = path.replace("${HOME}", "~").replace("$HOME", "~").removeprefix("~")
    literal = path.partition("*")[0].partition("?")[0].partition("[")[0]
    if literal != path:
        literal = literal.rpartition("/")[0]
    return literal.strip("/")


def _broken_names(tree: Tree, targets: Sequence[Target]) -> Iterator[Finding]:
    """The places where the legacy name stands with a gap in it."""
    for target in targets:
        for rest, parts in _cuts(target.word):
            yield from _broken_at(tree, target.word, parts, rest)


def _cuts(word: str) -> Iterator[tuple[bytes, tuple[bytes, bytes]]]:
    """The ways to cut a name in two between its words, each with the part that is no word alone."""
    words = _WORDS.findall(word)
    for cut in range(1, len(words) if "".join(words) == word else 0):
        head, tail = "".join(words[:cut]), "".join(words[cut:])
        rest = max(head, tail, key=len)
        if len(_WORDS.findall(rest)) > 1:
            yield rest.encode(), (head.encode(), tail.encode())


def _broken_at(tree: Tree, word: str, parts: tuple[bytes, bytes], rest: bytes) -> Iterator[Finding]:
    head, tail = parts
    broken = re.compile(rb"(?<!\w)" + head + _GAP + tail + rb"(?!\w)")
    found: list[Finding] = []
    for path in tree.search([rest]):
        data = tree.read(path)
        spans = [match.span() for match in broken.finditer(data)]
        if any(not any(a <= at < b for a, b in spans) for at in whole_words(data, rest)):
            return
        message = f"{word} is still mentioned, with white space in it"
        found += (_finding("legacy-mention", path, data, s, message, "reword it") for s, _ in spans)
    yield from found


def _finding(rule: str, path: str, data: bytes, offset: int, message: str, remedy: str) -> Finding:
    line, column = line_column(data, offset)
    return Finding(
        rule=rule,
        level="error",
        path=path,
        line=line,
        column=column,
        message=message,
        remedy=f'{remedy}, or allow it: [[allow]] paths = ["{path}"], kinds = ["leftover"]',
    )
