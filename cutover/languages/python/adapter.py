"""The Python adapter: what the neutral half asks of a language, answered for Python."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterator, Mapping, Sequence

from cutover.languages.base import FileFacts, Hit, Layout, SearchPath, Term
from cutover.languages.editing import Calls
from cutover.languages.embedding import Block
from cutover.languages.language import Editor, Source
from cutover.languages.python.call_sites import CallMapping
from cutover.languages.python.callables import signature_of
from cutover.languages.python.definitions import definition_kind, definitions
from cutover.languages.python.emptied import is_empty
from cutover.languages.python.hits import block_hits, file_facts
from cutover.languages.python.layout import PythonLayout
from cutover.languages.python.parsing import Parsed, Trees, parse
from cutover.languages.python.signatures import Signature, parse_signature
from cutover.languages.python.templates import check_template, parse_template
from cutover.manifest import SymbolTable
from cutover.model import SymbolKind, Tree, What

_NAME = re.compile(r"(?<![.\w'\"])[^\W\d]\w*(?![\w'\"]|\s*=[^=])")
_BUILTINS = frozenset({*dir(builtins), *keyword.kwlist})


class PythonAdapter:
    """Reads Python files; keeps the latest trees for whoever rewrites the same file next."""

    name = "python"
    suffixes: tuple[str, ...] = (".py", ".pyi", ".pyw")
    star_exports: tuple[bytes, ...] = ()

    def __init__(self) -> None:
        self._trees = Trees(parse)

    def reads(self, path: str, data: bytes) -> bool:
        """Whether a file is Python: by its suffix, or as a script by its first line."""
        if "." in path.rpartition("/")[2]:
            return path.endswith(self.suffixes)
        return data.startswith(b"#!") and b"python" in data.split(b"\n", 1)[0]

    def layout(self, tree: Tree, search_path: SearchPath) -> PythonLayout:
        """Where the modules of a tree are imported from; Python has no aliases."""
        return PythonLayout(tree.paths(), search_path.roots)

    def parsed(self, path: str, data: bytes) -> Parsed:
        """The syntax tree of a file."""
        return self._trees.get(path, data)

    def facts(self, path: str, data: bytes, names: Sequence[str]) -> FileFacts:
        """The hits of ``names`` in one file, and what it exports."""
        return file_facts(self.parsed(path, data), path, names)

    def block_hits(self, block: Block, names: Sequence[str]) -> Sequence[Hit]:
        """The hits in Python code that some other file embeds."""
        return block_hits(block, names)

    def passes_on(self, data: bytes) -> bool:
        """Never: a star import binds names of its own file."""
        return False

    def star_hits(self, path: str, data: bytes) -> Sequence[Hit]:
        """None: a star import binds names, and is found where they are used."""
        return ()

    def imports(self, path: str, data: bytes, stem: str) -> Iterator[tuple[Term, int]]:
        """The imports that name a module called ``stem``, with the offset of each."""
        for hit in self.facts(path, data, [stem]).hits:
            if hit.where == "code" and hit.rule == "import":
                for term in hit.terms:
                    yield term, hit.start

    def is_broken(self, path: str, data: bytes) -> bool:
        """Whether a file holds something that is no Python."""
        return self.parsed(path, data).root.has_error

    def is_empty(self, path: str, data: bytes) -> bool:
        """Whether a file holds comments, a docstring and future imports at most."""
        parsed = self.parsed(path, data)
        return not parsed.root.has_error and is_empty(parsed, {}, {})

    def hollow(self, path: str, data: bytes, left: bytes) -> bytes:
        """What is left: an empty file is a module."""
        return left

    def kind(self, path: str, data: bytes, name: str) -> What:
        """Whether a file defines a name as a class, a function or a constant."""
        found = definitions(self.parsed(path, data), name)
        return next((definition_kind(node) for node in found), "constant")

    def spans(self, path: str, data: bytes, name: str) -> tuple[tuple[int, int], ...]:
        """The bytes of the definitions of a name in one file, decorators included."""
        return tuple(
            (node.start_byte, node.end_byte) for node in definitions(self.parsed(path, data), name)
        )

    def is_reserved(self, word: str) -> bool:
        """Whether a word is a keyword."""
        return keyword.iskeyword(word)

    def free_names(self, text: str) -> frozenset[str]:
        """The names that an expression reads, without built-in ones."""
        return frozenset(_NAME.findall(text)) - _BUILTINS

    def calls(
        self, table: SymbolTable, legacy: Source | None, replacement: Source | None
    ) -> CallMapping | None:
        """How calls of a symbol change; arguments stay as they are where nothing is declared.

        Raises ValueError for a call template or parameter list that cannot be read.
        """
        templates = tuple(parse_template(call) for call in table.call)
        if table.kind is not SymbolKind.REPLACE and not templates:
            return None
        if table.parameters is not None:
            text = table.parameters.strip().removeprefix("(").removesuffix(")")
            return CallMapping(parse_signature(text), templates, self._signature(replacement))
        return CallMapping(self._signature(legacy), templates, self._signature(replacement))

    def check_calls(self, calls: Calls) -> Sequence[str]:
        """What is wrong with the templates, whatever the calls look like."""
        assert isinstance(calls, CallMapping)
        return [
            problem
            for template in calls.templates
            for problem in check_template(template, calls.legacy, calls.replacement)
        ]

    def editor(self, layout: Layout, calls: Mapping[str, Calls]) -> Editor:
        """The editor of Python files."""
        from cutover.languages.python.editor import PythonEditor

        return PythonEditor(self, layout, calls)

    def _signature(self, source: Source | None) -> Signature | None:
        """How a definition is called; None if it cannot be known."""
        if source is None:
            return None
        for node in definitions(self.parsed(source.path, source.data), source.name):
            return signature_of(node)
        return None
