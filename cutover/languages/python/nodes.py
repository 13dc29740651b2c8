"""Small questions to syntax trees."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.nodes import descendants, text_of
from cutover.languages.python.parsing import parse

__all__ = ["descendants", "syntax", "text_of"]


def syntax(source: bytes) -> Node:
    """The root of the syntax tree of a piece of Python."""
    return parse(source).root
