"""The code of documents: Markdown fences, reStructuredText directives, prompts in both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, structs

from cutover.language_table import BINDERS, FENCES
from cutover.languages.embedding import DOCTEST, Block, Line, block_of, split_lines
from cutover.languages.words import whole_words

_OPENING = rb"([ \t]*)(`{3,}|~{3,})[ \t]*\{?([\w.+-]*)"
_FENCE = re.compile(rb"\n" + _OPENING)
_FIRST_FENCE = re.compile(_OPENING)
_DIRECTIVE = re.compile(
    rb"^([ \t]*)(?:\.\. (?:code-block|code|sourcecode|testcode|ipython)::[ \t]*([\w.+-]*)|.*[^:]::)"
    rb"[ \t]*$"
)
_UNLABELLED = "python"


def fence_blocks(data: bytes, words: Sequence[bytes]) -> tuple[Block, ...]:
    """The code of a Markdown document, all fences of a language as one piece of code.

    Left out are languages in whose fences none of ``words`` stands, and fences that cannot say
    what the words mean: what is wrong with them spoils no other.
    """
    fences: dict[str, list[_Fence]] = {}
    for fence in _fences(data):
        fences.setdefault(fence.language, []).append(fence)
    lines: dict[str, list[tuple[Line, bytes]]] = {}
    for language, held in fences.items():
        if any(fence.holds(data, word) for fence in held for word in words):
            read = (fence.lines(data) for fence in held if fence.speaks(data, words))
            lines[language] = [line for of_one in read for line in of_one]
    return _of_languages(lines)


class _Fence(Struct, frozen=True):
    """The code between two fence lines; its margin is that of the first."""

    language: str
    start: int
    end: int
    margin: int

    def holds(self, data: bytes, word: bytes) -> bool:
        """Whether a word or a part of one stands in the code."""
        return data.find(word, self.start, self.end) >= 0

    def speaks(self, data: bytes, words: Sequence[bytes]) -> bool:
        """Whether the code can say what a name means: it names it, or it imports something."""
        binders = BINDERS[self.language]
        if not binders or any(self.holds(data, word) for word in words):
            return True
        found = (next(whole_words(data, b, self.start, self.end), None) for b in binders)
        return any(at is not None for at in found)

    def lines(self, data: bytes) -> Iterator[tuple[Line, bytes]]:
        """The lines of the code, without the margin."""
        for at, text, ending in split_lines(data, self.start, self.end):
            yield _code_line(at, text, ending, self.margin)


def _fences(data: bytes) -> Iterator[_Fence]:
    """The fences of the languages that are known, in order; one that is not closed goes on."""
    opened: bytes | None = None
    language, start, margin = "", 0, 0
    for found in _fence_lines(data):
        line_end = data.find(b"\n", found.start(1)) + 1 or len(data)
        if opened is None:
            opened, margin = found[2], len(found[1])
            language, start = FENCES.get(found[3].lower(), ""), line_end
        elif found[2].startswith(opened) and not found[3]:
            if language:
                yield _Fence(language, start, found.start(1), margin)
            opened = None
    if opened is not None and language:
        yield _Fence(language, start, len(data), margin)


def _fence_lines(data: bytes) -> Iterator[re.Match[bytes]]:
    """The lines that begin with a fence; a pattern that begins with a newline is found fastest."""
    first = _FIRST_FENCE.match(data)
    if first is not None:
        yield first
    yield from _FENCE.finditer(data)


def directive_blocks(data: bytes) -> tuple[Block, ...]:
    """The code of a reStructuredText document: code directives, and each literal block."""
    labelled: dict[str, list[tuple[Line, bytes]]] = {}
    unlabelled: list[list[tuple[Line, bytes]]] = []
    lines: list[tuple[Line, bytes]] = []
    outer, margin = -1, -1
    for at, text, ending in split_lines(data, 0, len(data)):
        indent = len(text) - len(text.lstrip())
        if outer >= 0 and text.strip():
            if indent > outer:
                margin = indent if margin < 0 else margin
                if not (text.lstrip().startswith(b":") and not _follows(lines, at)):
                    lines.append(_code_line(at, text, ending, margin))
                continue
            outer, margin = -1, -1
        elif outer >= 0:
            if margin >= 0:
                lines.append((Line(at, at + len(text) + len(ending), at, b"", ending), b""))
            continue
        found = _DIRECTIVE.match(text)
        if found is None:
            continue
        if not text.lstrip().startswith(b".. "):
            outer, lines = len(text) - len(text.lstrip()), []
            unlabelled.append(lines)
        elif language := FENCES.get(found[2], "" if found[2] else _UNLABELLED):
            outer, lines = len(found[1]), labelled.setdefault(language, [])
    loose = [structs.replace(b, certain=False) for part in unlabelled for b in _with_prompts(part)]
    return (*_of_languages(labelled), *loose)


def _of_languages(lines: Mapping[str, Sequence[tuple[Line, bytes]]]) -> tuple[Block, ...]:
    """The blocks of each language; only Python has prompts."""
    blocks: list[Block] = []
    for language, held in lines.items():
        if language == _UNLABELLED:
            blocks += _with_prompts(held)
        elif any(code.strip() for _, code in held):
            blocks.append(structs.replace(block_of(held, "source"), language=language))
    return tuple(blocks)


def _follows(lines: Sequence[tuple[Line, bytes]], at: int) -> bool:
    """Whether the line directly before ``at`` already was code."""
    return bool(lines) and lines[-1][0].end == at


def _code_line(at: int, text: bytes, ending: bytes, margin: int) -> tuple[Line, bytes]:
    cut = min(margin, len(text) - len(text.lstrip()))
    return Line(at, at + len(text) + len(ending), at + cut, text[:cut], ending), text[cut:]


def _with_prompts(lines: Sequence[tuple[Line, bytes]]) -> tuple[Block, ...]:
    """Prompted lines become a doctest block, the others a block of source."""
    plain: list[tuple[Line, bytes]] = []
    prompted: list[tuple[Line, bytes]] = []
    for line, code in lines:
        found = DOCTEST.match(code)
        if found is None:
            plain.append((line, code))
            continue
        inner = found[3] or b""
        prefix = line.prefix + (
            code[: len(code) - len(inner)] if inner else found[1] + found[2] + b" "
        )
        at = line.code + len(code) - len(inner)
        prompted.append((Line(line.start, line.end, at, prefix, line.suffix), inner))
    blocks = []
    if any(code.strip() for _, code in plain):
        blocks.append(block_of(plain, "source"))
    if prompted:
        blocks.append(block_of(prompted, "doctest"))
    return tuple(blocks)
