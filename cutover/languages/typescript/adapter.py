"""The TypeScript adapter: what the neutral half asks of a language, for both of its spellings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from cutover.languages.base import FileFacts, Hit, Layout, SearchPath, Term
from cutover.languages.editing import Calls
from cutover.languages.embedding import Block
from cutover.languages.language import Editor, Source
from cutover.languages.typescript.deletion.emptied import is_empty
from cutover.languages.typescript.facts.hits import block_hits, file_facts
from cutover.languages.typescript.syntax.definitions import definition_kind, definitions
from cutover.languages.typescript.syntax.module_references import module_imports, star_hits
from cutover.languages.typescript.syntax.parsing import Parsed, Trees, is_broken, parse
from cutover.languages.typescript.syntax.reserved_words import GLOBALS, RESERVED
from cutover.manifest import SymbolTable
from cutover.model import Tree, What

_STAR = re.compile(rb"export(?:\s+type)?\s*\*")
# The word as code has it: prose goes on with another word or a colon.
_EXPORTS = re.compile(
    rb"exports(?<![\w$-]exports)"
    rb"(?![\w$:]|[ \t]+(?!(?:as|satisfies|in|of|instanceof)\b)\w)"
)
_STRINGS = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|//[^\n]*|/\*.*?\*/", re.DOTALL)
_NAME = re.compile(r"(?<![\w$.#])[^\W\d][\w$]*(?![\w$]|\s*:(?!:))|(?<=\.\.\.)[^\W\d][\w$]*")


class TypeScriptAdapter:
    """Reads TypeScript and JavaScript; keeps the latest trees for whoever rewrites a file next."""

    name = "typescript"
    suffixes: tuple[str, ...] = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
    star_exports: tuple[bytes, ...] = (b"export *", b"export*", b"export type *", b"export type*")

    def __init__(self) -> None:
        self._trees = Trees(parse)

    def reads(self, path: str, data: bytes) -> bool:
        """Whether a file is of this language: by its suffix, or as a script of Node."""
        if "." in path.rpartition("/")[2]:
            return path.endswith(self.suffixes)
        first = data.split(b"\n", 1)[0]
        return (
            first.startswith(b"#!") and re.search(rb"\b(?:node|tsx|bun|deno)\b", first) is not None
        )

    def layout(self, tree: Tree, search_path: SearchPath) -> Layout:
        """Where the modules of a tree are, by its packages and configurations."""
        from cutover.languages.typescript.resolution.layout import TypeScriptLayout

        return TypeScriptLayout(tree, search_path)

    def parsed(self, path: str, data: bytes) -> Parsed:
        """The syntax tree of a file."""
        return self._trees.get(path, data)

    def facts(self, path: str, data: bytes, names: Sequence[str]) -> FileFacts:
        """The hits of ``names`` in one file, and what it exports."""
        return file_facts(self.parsed(path, data), names)

    def block_hits(self, block: Block, names: Sequence[str]) -> Sequence[Hit]:
        """The hits in code that some other file embeds."""
        return block_hits(block, names)

    def passes_on(self, data: bytes) -> bool:
        """Whether there is an ``export *``, or what it takes for one in CommonJS."""
        if _STAR.search(data) is not None:
            return True
        if not any(word in data for word in (b"require", b"import", b"...")):
            return False
        return _EXPORTS.search(data) is not None

    def star_hits(self, path: str, data: bytes) -> Sequence[Hit]:
        """The ``export *`` of a file that bind no name."""
        return star_hits(self.parsed(path, data))

    def imports(self, path: str, data: bytes, stem: str) -> Iterator[tuple[Term, int]]:
        """The modules that a file names by a text with ``stem`` in it, with where the text is."""
        return module_imports(self.parsed(path, data), stem)

    def is_broken(self, path: str, data: bytes) -> bool:
        """Whether a file holds something that the grammar does not know."""
        return is_broken(self.parsed(path, data))

    def is_empty(self, path: str, data: bytes) -> bool:
        """Whether a file holds comments, directives, imports and empty exports at most."""
        parsed = self.parsed(path, data)
        return not parsed.root.has_error and is_empty(parsed)

    def hollow(self, path: str, data: bytes, left: bytes) -> bytes:
        """What is left, with an empty export if the file was an ECMAScript module."""
        exported = any(n.type == "export_statement" for n in self.parsed(path, data).root.children)
        newline = b"\r\n" if b"\r\n" in data else b"\n"
        return left + b"export {};" + newline if exported and b"export" not in left else left

    def kind(self, path: str, data: bytes, name: str) -> What:
        """Whether a file defines a name as a class, a function or a constant."""
        found = [definition_kind(node) for node in definitions(self.parsed(path, data), name)]
        return "class" if "class" in found else found[0] if found else "constant"

    def spans(self, path: str, data: bytes, name: str) -> tuple[tuple[int, int], ...]:
        """The bytes of the definitions of a name in one file, with ``export`` and decorators."""
        return tuple(
            (node.start_byte, node.end_byte) for node in definitions(self.parsed(path, data), name)
        )

    def is_reserved(self, word: str) -> bool:
        """Whether a word is a keyword; ``default`` names a default export."""
        return word in RESERVED

    def free_names(self, text: str) -> frozenset[str]:
        """The names that an expression reads, without those every program has."""
        return frozenset(_NAME.findall(_STRINGS.sub("''", text))) - GLOBALS - RESERVED

    def calls(
        self, table: SymbolTable, legacy: Source | None, replacement: Source | None
    ) -> Calls | None:
        """How calls of a symbol change; None if they stay as they are.

        Raises ValueError for a call template or parameter list that cannot be read.
        """
        from cutover.languages.typescript.calls.mapping import call_mapping

        return call_mapping(self, table, legacy, replacement)

    def check_calls(self, calls: Calls) -> Sequence[str]:
        """What is wrong with the templates, whatever the calls look like."""
        from cutover.languages.typescript.calls.mapping import CallMapping, check

        assert isinstance(calls, CallMapping)
        return check(calls)

    def editor(self, layout: Layout, calls: Mapping[str, Calls]) -> Editor:
        """The editor of this language."""
        from cutover.languages.typescript.editor import TypeScriptEditor

        return TypeScriptEditor(self, layout, calls)
