"""The Python adapter: what the neutral half asks of a language, answered for Python."""

from __future__ import annotations

from collections.abc import Sequence

from cutover.languages.base import FileFacts, Hit
from cutover.languages.embedding import Block
from cutover.languages.python.hits import block_hits, file_facts
from cutover.languages.python.layout import PythonLayout
from cutover.languages.python.parsing import Parsed, Trees


class PythonAdapter:
    """Reads Python files; keeps the latest trees for whoever rewrites the same file next."""

    suffixes = (".py", ".pyi")

    def __init__(self) -> None:
        self._trees = Trees()

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
