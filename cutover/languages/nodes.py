"""Small questions to syntax trees."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node


def descendants(node: Node) -> Iterator[Node]:
    """The node and everything under it, in the order of the text."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(current.children))


def text_of(node: Node | None) -> str:
    """The source of a node, '' for None."""
    return (node.text or b"").decode(errors="surrogateescape") if node is not None else ""
