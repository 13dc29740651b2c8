"""Python source to syntax trees."""

from __future__ import annotations

import tree_sitter_python
from tree_sitter import Language, Node, Parser

from cutover.languages.trees import Parsed, Trees, ancestors

__all__ = ["Parsed", "Trees", "ancestors", "parse", "string_value"]

_LANGUAGE = Language(tree_sitter_python.language())
_PARSER = Parser(_LANGUAGE)


def parse(data: bytes, path: str = "") -> Parsed:
    """Parse one file; never fails."""
    return Parsed(data, _PARSER.parse(data))


def string_value(parsed: Parsed, node: Node | None) -> str | None:
    """The text of a plain string literal without prefix tricks; None for anything else."""
    if node is None or node.type != "string":
        return None
    inner = [child for child in node.children if child.type == "string_content"]
    if any(child.type == "interpolation" for child in node.children) or len(inner) > 1:
        return None
    return parsed.text(inner[0]) if inner else ""
