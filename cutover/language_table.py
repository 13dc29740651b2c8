"""The languages there are, one entry each: how their files, symbols and code samples are known.

Nothing here needs a grammar; `languages.registry` opens a language when its first file is met.
"""

from __future__ import annotations

import re

from msgspec import Struct

from cutover.model import Symbol


class Entry(Struct, frozen=True):
    """One language.

    ``mark`` stands between module and name where a manifest spells a symbol; ``fences`` are the
    names that documents give to its code; ``interpreters`` are the programs of a ``#!`` line,
    whatever version they have; ``binders`` are the words of which every statement has one that
    brings a module into a sample (none: each sample is read, whatever it says).
    """

    name: str
    suffixes: tuple[str, ...]
    mark: str
    fences: frozenset[bytes]
    interpreters: tuple[bytes, ...]
    binders: tuple[bytes, ...] = ()


LANGUAGES = (
    Entry(
        "python",
        (".py", ".pyi", ".pyw"),
        ":",
        frozenset(
            {b"python", b"py", b"python3", b"pycon", b"py3", b"ipython", b"pyi", b"testcode"}
        ),
        (b"python",),
    ),
    Entry(
        "typescript",
        (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"),
        "#",
        frozenset(
            {b"ts", b"typescript", b"tsx", b"mts", b"cts"}
            | {b"js", b"javascript", b"jsx", b"mjs", b"cjs", b"node"}
        ),
        (b"node", b"deno", b"bun", b"tsx"),
        (b"import", b"require"),
    ),
)
SUFFIXES = tuple(suffix for entry in LANGUAGES for suffix in entry.suffixes)
_VERSION = re.compile(rb"[\d.]+\Z")
_BY_SUFFIX = {suffix: entry.name for entry in LANGUAGES for suffix in entry.suffixes}
BINDERS = {entry.name: entry.binders for entry in LANGUAGES}
FENCES = {fence: entry.name for entry in LANGUAGES for fence in entry.fences}


def language_of(path: str) -> str:
    """The language of a file by its suffix; empty for any other file."""
    return _BY_SUFFIX.get(path[path.rfind(".") :], "")


def language_of_symbol(text: str) -> str:
    """The language of a symbol, by the mark that stands in it."""
    marked = (entry.name for entry in reversed(LANGUAGES) if entry.mark in text)
    return next(marked, LANGUAGES[0].name)


def language_of_script(data: bytes) -> str:
    """The language of a file by its ``#!`` line; empty if it has none that is known."""
    first = data.split(b"\n", 1)[0] if data.startswith(b"#!") else b""
    programs = {_VERSION.sub(b"", word.rpartition(b"/")[2]) for word in first[2:].split()}
    known = (entry.name for entry in LANGUAGES if programs & set(entry.interpreters))
    return next(known, "")


def parse_symbol(text: str) -> Symbol:
    """A symbol as a manifest spells it."""
    mark = mark_of(language_of_symbol(text))
    module, _, name = text.partition(mark)
    return Symbol(module, name, mark)


def mark_of(language: str) -> str:
    """What stands between module and name in the symbols of a language."""
    return next(entry.mark for entry in LANGUAGES if entry.name == language)
