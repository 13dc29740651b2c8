"""TypeScript and JavaScript source to syntax trees."""

from __future__ import annotations

import re

import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

from cutover.languages.trees import Parsed, Trees, ancestors

__all__ = ["Parsed", "Trees", "ancestors", "parse", "string_value", "type_import"]

_TYPESCRIPT = Parser(Language(tree_sitter_typescript.language_typescript()))
_TSX = Parser(Language(tree_sitter_typescript.language_tsx()))
_PLAIN = (".ts", ".mts", ".cts")
_BLANKED = "blanked imports"
_IMPORT = re.compile(rb"(?<![\w$.])import\s*\(\s*(['\"])([^'\"\\\n]+)\1\s*,?\s*\)")
_AWAITED = re.compile(rb"\bawait\s*$")
_STAR_TYPE = re.compile(rb"(?m)^([ \t]*export\s+)type(?=\s*\*)")


def parse(data: bytes, path: str = "") -> Parsed:
    """Parse one file; never fails. Files that may hold JSX are read by the grammar with JSX.

    The grammar errs on import types in some places and on ``export type *``. Where it errs, these
    are read again with other bytes of the same length in their place; `Parsed.data` and all
    offsets stay as they are.
    """
    parser = _TYPESCRIPT if path.endswith(_PLAIN) else _TSX
    tree = parser.parse(data)
    if not tree.root_node.has_error:
        return Parsed(data, tree)
    blanked, specs = _without_gaps(data)
    if blanked == data:
        return Parsed(data, tree)
    parsed = Parsed(data, parser.parse(blanked))
    parsed.memo()[_BLANKED] = specs
    return parsed


def type_import(parsed: Parsed, node: Node) -> str:
    """The module of an ``import('x')`` that the tree holds as a mere name; empty for others."""
    specs = parsed.memo().get(_BLANKED)
    if not isinstance(specs, dict):
        return ""
    spec = specs.get(node.start_byte, "")
    return spec if isinstance(spec, str) else ""


def _without_gaps(data: bytes) -> tuple[bytes, dict[int, str]]:
    specs: dict[int, str] = {}

    def name(found: re.Match[bytes]) -> bytes:
        if _AWAITED.search(data, max(0, found.start() - 20), found.start()):
            return found[0]
        specs[found.start()] = found[2].decode("utf-8", "replace")
        first, newline, rest = found[0].partition(b"\n")
        blank = bytes(byte if byte in b"\r\n" else 0x20 for byte in newline + rest)
        return b"_" * len(first.rstrip()) + b" " * (len(first) - len(first.rstrip())) + blank

    text = _IMPORT.sub(name, data)
    return _STAR_TYPE.sub(rb"\1    ", text), specs


def string_value(parsed: Parsed, node: Node | None) -> str | None:
    """The text of a plain string or template; None for anything else, and for one with escapes."""
    if node is None or node.type not in {"string", "template_string"}:
        return None
    if any(child.type in {"escape_sequence", "template_substitution"} for child in node.children):
        return None
    return parsed.data[node.start_byte + 1 : node.end_byte - 1].decode("utf-8", "replace")
