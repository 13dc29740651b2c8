"""TypeScript and JavaScript source to syntax trees."""

from __future__ import annotations

import re

import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

from cutover.languages.trees import Parsed, Trees, ancestors
from cutover.languages.typescript.syntax.tagged_templates import as_calls

__all__ = [
    "TRANSPARENT",
    "Parsed",
    "Trees",
    "ancestors",
    "is_broken",
    "parse",
    "string_value",
    "type_import",
    "unwrap",
]

TRANSPARENT = frozenset(
    {
        "parenthesized_expression",
        "as_expression",
        "satisfies_expression",
        "non_null_expression",
        "type_assertion",
    }
)

_TYPESCRIPT = Parser(Language(tree_sitter_typescript.language_typescript()))
_TSX = Parser(Language(tree_sitter_typescript.language_tsx()))
_PLAIN = (".ts", ".mts", ".cts")
_BLANKED = "blanked imports"
# Patterns begin with their letters: what stands before is looked at only where those are met.
_CALL = rb"(?P<import>import(?<![\w$.]import)\s*\(\s*(['\"])(?P<spec>[^'\"\\\n]+)\2\s*,?\s*\))"
_IMPORT = re.compile(_CALL)
_TYPE_ARGUMENT = re.compile(rb"<\s*typeof\s+" + _CALL)
_AWAITED = re.compile(rb"\bawait\s*$")
_NO_ENTRY = re.compile(rb"[{,]\s*(?P<comma>,)")
_OBJECTS = frozenset({"object", "object_pattern", "named_imports", "export_clause"})
_GENERIC = re.compile(rb"<(?<=[ \t]<)[\s\w$]")
_ENDS_MEMBER = re.compile(rb"[\w$>)\]}'\"`]\Z")
_VARIED = rb"(?=[ ]+[A-Z_$][\w$]*\s*(?:[,>=]|\bextends\b))"
_MODIFIERS = (
    re.compile(rb"in(?<=[<,\s]in)(?:[ ]+out)?" + _VARIED),
    re.compile(rb"out(?<=[<,\s]out)" + _VARIED),
    re.compile(rb"override(?<=\babstract override)(?= )"),
)
_NOT_PLAIN = frozenset({"escape_sequence", "template_substitution"})
_TYPE_STAR = re.compile(rb"type(?=\s*\*)")
_STAR_TYPE = re.compile(rb"(?m)^([ \t]*export\s+)type(?=\s*\*)")


def parse(data: bytes, path: str = "") -> Parsed:
    """Parse one file; never fails. Files that may hold JSX are read by the grammar with JSX.

    The grammar takes ``f<typeof import('x')>(y)`` for comparisons and errs on other import types,
    on ``export type *``, on ``in`` and ``out`` of type parameters, on ``abstract override``, on
    members that end with their line above a ``<`` and on templates behind some type arguments.
    These are read with other bytes of the same length in their place; `Parsed.data` and all offsets
    stay as they are.
    """
    parser = _TYPESCRIPT if path.endswith(_PLAIN) else _TSX
    specs: dict[int, str] = {}
    source = _blanked(_TYPE_ARGUMENT, data, specs) if b"typeof import" in data else data
    tree = parser.parse(source)
    if tree.root_node.has_error:
        blanked = _blanked(_IMPORT, source, specs)
        if _TYPE_STAR.search(blanked) is not None:
            blanked = _STAR_TYPE.sub(rb"\1    ", blanked)
        tree = tree if blanked == source else parser.parse(blanked)
        for remedy in (_unmodified, _ended, as_calls):
            cured = remedy(blanked) if tree.root_node.has_error else blanked
            if cured != blanked:
                other = parser.parse(cured)
                if _unread(other.root_node) < _unread(tree.root_node):
                    tree, blanked = other, cured
    parsed = Parsed(data, tree)
    if specs:
        parsed.memo()[_BLANKED] = specs
    return parsed


def is_broken(parsed: Parsed) -> bool:
    """Whether a file holds a syntax error; also one that the grammar lets pass (``{ , name }``)."""
    if parsed.root.has_error:
        return True
    for found in _NO_ENTRY.finditer(parsed.data):
        comma = parsed.node_at(found.start("comma"), found.end("comma"))
        if comma.type == "," and comma.parent is not None and comma.parent.type in _OBJECTS:
            return True
    return False


def type_import(parsed: Parsed, node: Node) -> str:
    """The module of an ``import('x')`` that the tree holds as a mere name; empty for others."""
    specs = parsed.memo().get(_BLANKED)
    if not isinstance(specs, dict):
        return ""
    spec = specs.get(node.start_byte, "")
    return spec if isinstance(spec, str) else ""


def _blanked(pattern: re.Pattern[bytes], data: bytes, specs: dict[int, str]) -> bytes:
    """``data`` with the imports that ``pattern`` finds as mere names; ``specs`` gets their modules.

    Lines stay where they are: of an import over several lines the first is the name.
    """

    def name(found: re.Match[bytes]) -> bytes:
        start, text = found.start("import"), found["import"]
        if _AWAITED.search(data, max(0, start - 20), start):
            return found[0]
        specs[start] = found["spec"].decode("utf-8", "replace")
        first, newline, rest = text.partition(b"\n")
        blank = bytes(byte if byte in b"\r\n" else 0x20 for byte in newline + rest)
        held = first.rstrip()
        word = b"_" * len(held) + b" " * (len(first) - len(held)) + blank
        return data[found.start() : start] + word

    return pattern.sub(name, data)


def _ended(data: bytes) -> bytes:
    """``data`` with a semicolon for the space before each ``<T>(…)`` that begins a member."""
    text = bytearray(data)
    for found in _GENERIC.finditer(data):
        start = data.rfind(b"\n", 0, found.start()) + 1
        begins = not data[start : found.start()].strip(b" \t")
        if begins and _ENDS_MEMBER.search(_line_above(data, start)):
            text[found.start() - 1] = ord(";")
    return bytes(text)


def _line_above(data: bytes, start: int) -> bytes:
    """The nearest line of code above a line, without the comment at its end."""
    while start > 0:
        begin = data.rfind(b"\n", 0, start - 1) + 1
        line = data[begin : start - 1].strip()
        if line and not line.startswith((b"//", b"/*", b"*")):
            return line.partition(b" //")[0].rstrip()
        start = begin
    return b""


def _unmodified(data: bytes) -> bytes:
    """``data`` without modifiers that the grammar does not know where they stand."""
    for pattern in _MODIFIERS:
        data = pattern.sub(lambda found: b" " * len(found[0]), data)
    return data


def _unread(node: Node) -> int:
    """How much of the source is in errors."""
    if node.type == "ERROR" or node.is_missing:
        return node.end_byte - node.start_byte + 1
    return sum(_unread(child) for child in node.children if child.has_error)


def unwrap(node: Node) -> Node:
    """What an expression is worth: without parentheses and without what is said of its type."""
    while node.type in TRANSPARENT:
        inner = [child for child in node.named_children if child.type != "comment"]
        if not inner:
            break
        node = inner[-1 if node.type == "type_assertion" else 0]
    return node


def string_value(parsed: Parsed, node: Node | None) -> str | None:
    """The text of a plain string or template; None for anything else, and for one with escapes."""
    if node is None or node.type not in {"string", "template_string"}:
        return None
    text = parsed.data[node.start_byte + 1 : node.end_byte - 1]
    if (b"\\" in text or b"${" in text) and any(
        child.type in _NOT_PLAIN for child in node.children
    ):
        return None
    return text.decode("utf-8", "replace")
