"""The modules that moved text names by where it stood, spelled from where it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tree_sitter import Node

from cutover.languages.nodes import descendants
from cutover.languages.patch import Patch
from cutover.languages.typescript.imports.statements import IMPORT_TYPE
from cutover.languages.typescript.syntax.module_references import names_module
from cutover.languages.typescript.syntax.parsing import Parsed, string_value

Respelled = Callable[[str], str]
_FOLDERS = frozenset({"__dirname", "__filename"})


def spec_patches(parsed: Parsed, start: int, end: int, respelled: Respelled) -> Iterator[Patch]:
    """The names of modules in a span that its new place writes another way."""
    found = {
        (node.start_byte + 1, node.end_byte - 1): string_value(parsed, node)
        for node in _within(parsed, start, end)
        if names_module(parsed, node)
    }
    for match in IMPORT_TYPE.finditer(parsed.data, start, end):
        around = parsed.node_at(match.start(), match.start() + 1)
        if around.type not in {"string_fragment", "string", "template_string"}:
            found.setdefault(match.span(2), match[2].decode("utf-8", "replace"))
    for (first, last), spec in sorted(found.items()):
        new = respelled(spec) if spec else spec
        if spec and new and new != spec:
            yield Patch(first, last, new.encode())


def place_bound(parsed: Parsed, start: int, end: int) -> str:
    """What in a span says where its file is, or loads a module by a computed relative path."""
    for node in _within(parsed, start, end):
        if node.type == "identifier" and parsed.text(node) in _FOLDERS:
            return parsed.text(node)
        if node.type == "call_expression" and _is_computed(parsed, node):
            return parsed.text(node)
        relative = parsed.data[node.start_byte + 1 : node.start_byte + 2] == b"."
        if relative and names_module(parsed, node) and string_value(parsed, node) is None:
            return parsed.text(node)
    return ""


def _is_computed(parsed: Parsed, call: Node) -> bool:
    """Whether a call loads a module by a relative path that is put together."""
    function, given = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or given is None or parsed.text(function) not in {"require", "import"}:
        return False
    first = given.named_children[0] if given.named_children else given
    return first.type == "binary_expression" and parsed.text(first)[1:2] == "."


def _within(parsed: Parsed, start: int, end: int) -> Iterator[Node]:
    for node in descendants(parsed.root):
        if start <= node.start_byte and node.end_byte <= end:
            yield node
