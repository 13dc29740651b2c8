"""The Python adapter: what the neutral half asks of a language, answered for Python."""

from __future__ import annotations

from collections.abc import Sequence

from cutover.languages.base import FileFacts, Hit
from cutover.languages.embedding import Block
from cutover.languages.python.callables import signature_of
from cutover.languages.python.definitions import definition_kind, definitions
from cutover.languages.python.hits import block_hits, file_facts
from cutover.languages.python.layout import PythonLayout
from cutover.languages.python.parsing import Parsed, Trees
from cutover.languages.python.signatures import Signature
from cutover.model import What


class PythonAdapter:
    """Reads Python files; keeps the latest trees for whoever rewrites the same file next."""

    suffixes = (".py", ".pyi", ".pyw")

    def __init__(self) -> None:
        self._trees = Trees()

    def reads(self, path: str, data: bytes) -> bool:
        """Whether a file is Python: by its suffix, or as a script by its first line."""
        if "." in path.rpartition("/")[2]:
            return path.endswith(self.suffixes)
        return data.startswith(b"#!") and b"python" in data.split(b"\n", 1)[0]

    def layout(self, paths: Sequence[str], roots: Sequence[str]) -> PythonLayout:
        """Where the modules of these files are imported from."""
        return PythonLayout(paths, roots)

    def parsed(self, path: str, data: bytes) -> Parsed:
        """The syntax tree of a file."""
        return self._trees.get(path, data)

    def facts(self, path: str, data: bytes, names: Sequence[str]) -> FileFacts:
        """The hits of ``names`` in one file, and what it exports."""
        return file_facts(self.parsed(path, data), path, names)

    def block_hits(self, block: Block, names: Sequence[str]) -> Sequence[Hit]:
        """The hits in Python code that some other file embeds."""
        return block_hits(block, names)

    def is_broken(self, path: str, data: bytes) -> bool:
        """Whether a file holds something that is no Python."""
        return self.parsed(path, data).root.has_error

    def kind(self, path: str, data: bytes, name: str) -> What:
        """Whether a file defines a name as a class, a function or a constant."""
        found = definitions(self.parsed(path, data), name)
        return next((definition_kind(node) for node in found), "constant")

    def spans(self, path: str, data: bytes, name: str) -> tuple[tuple[int, int], ...]:
        """The bytes of the definitions of a name in one file, decorators included."""
        return tuple(
            (node.start_byte, node.end_byte) for node in definitions(self.parsed(path, data), name)
        )

    def signature(self, path: str, data: bytes, name: str) -> Signature | None:
        """How the definition of a name in one file is called; None if it cannot be known."""
        for node in definitions(self.parsed(path, data), name):
            return signature_of(node)
        return None
