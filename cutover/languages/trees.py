"""Syntax trees of any language, with as few of them alive as memory allows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator

from tree_sitter import Node, Tree

_TREE_BUDGET = 700_000


class Parsed:
    """One file's bytes and syntax tree; trees tolerate broken, old and newer syntax."""

    __slots__ = ("_memo", "data", "tree")

    def __init__(self, data: bytes, tree: Tree) -> None:
        self.data = data
        self.tree = tree
        self._memo: dict[str, object] = {}

    @property
    def root(self) -> Node:
        """The node of the whole file."""
        return self.tree.root_node

    def node_at(self, start: int, end: int) -> Node:
        """The smallest node that spans ``start:end``."""
        found = self.root.descendant_for_byte_range(start, end)
        return self.root if found is None else found

    def text(self, node: Node) -> str:
        """The source of a node."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def memo(self) -> dict[str, object]:
        """A place for an adapter to remember what it found in this tree."""
        return self._memo


class Trees:
    """The most recently parsed files; a tree costs about twenty times its source."""

    def __init__(self, parse: Callable[[bytes, str], Parsed], budget: int = _TREE_BUDGET) -> None:
        self._parse = parse
        self._budget = budget
        self._held: OrderedDict[str, Parsed] = OrderedDict()
        self._size = 0

    def get(self, path: str, data: bytes) -> Parsed:
        """The tree of ``data``, parsed again only if it was let go or the bytes differ."""
        held = self._held.get(path)
        if held is not None and held.data == data:
            self._held.move_to_end(path)
            return held
        if held is not None:
            self._size -= len(held.data)
        self._held[path] = parsed = self._parse(data, path)
        self._size += len(data)
        while self._size > self._budget and len(self._held) > 1:
            _, old = self._held.popitem(last=False)
            self._size -= len(old.data)
        return parsed


def ancestors(node: Node) -> Iterator[Node]:
    """The parents of a node, nearest first."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent
