"""Small questions to syntax trees."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.python.parsing import parse


def syntax(source: bytes) -> Node:
    """The root of the syntax tree of a piece of Python."""
    return parse(source).root


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
