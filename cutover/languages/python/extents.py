"""How far a name reaches in the syntax: its call, its entry of a list, the module beside it."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.python.parsing import Parsed, ancestors
from cutover.model import Kind

IMPORT_STATEMENTS = frozenset({"import_from_statement", "import_statement"})


def literal_extent(node: Node, kind: Kind, extent: str) -> Node:
    """The node a person's text stands for: the call, import or expression, or its statement."""
    if extent == "statement" or (kind in {Kind.IMPORT, Kind.EXPORT} and node.type == "identifier"):
        for parent in ancestors(node):
            if parent.type.endswith("_statement"):
                return parent
    if node.type != "identifier":
        return next((n for n in (node, *ancestors(node)) if n.type == "string"), node)
    outer, above = node, node.parent
    if (
        above is not None
        and above.type == "attribute"
        and above.child_by_field_name("attribute") == node
    ):
        outer = above
    call = outer.parent
    if call is not None and call.type == "call" and call.child_by_field_name("function") == outer:
        return call
    return outer


def import_entry(node: Node) -> Node | None:
    """The imported name (dotted_name or aliased_import) an identifier belongs to."""
    parent = node.parent
    if parent is None or parent.type not in {"dotted_name", "aliased_import"}:
        return None
    entry = parent.parent if parent.type == "dotted_name" and parent.parent is not None and (
        parent.parent.type == "aliased_import"
    ) else parent  # fmt: skip
    statement = entry.parent
    return entry if statement is not None and statement.type in IMPORT_STATEMENTS else None


def module_literal(parsed: Parsed, node: Node) -> Node | None:
    """The string that names the module in ``import_module("m")`` or ``sys.modules["m"]``."""
    if node.type == "call":
        function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        name = parsed.text(function).rpartition(".")[2] if function is not None else ""
        if (
            name in {"import_module", "__import__"}
            and arguments is not None
            and arguments.named_children
        ):
            first = arguments.named_children[0]
            return first if first.type == "string" else None
        if name == "vars" and arguments is not None and arguments.named_children:
            return module_literal(parsed, arguments.named_children[0])
    if node.type == "subscript":
        key = node.child_by_field_name("subscript")
        return key if key is not None and key.type == "string" else None
    if node.type == "attribute":
        owner = node.child_by_field_name("object")
        return module_literal(parsed, owner) if owner is not None else None
    return None


def owner_argument(parsed: Parsed, literal: Node) -> Node | None:
    """The object whose attribute a string names: a first argument, or what is subscripted."""
    for parent in ancestors(literal):
        if parent.type == "call":
            arguments = parent.child_by_field_name("arguments")
            return arguments.named_children[0] if arguments is not None else None
        if parent.type == "subscript":
            value = parent.child_by_field_name("value")
            if value is None:
                return None
            if value.type == "call":
                inner = value.child_by_field_name("arguments")
                return (
                    inner.named_children[0] if inner is not None and inner.named_children else None
                )
            return value.child_by_field_name("object")
    return None


def content(literal: Node) -> tuple[int, int]:
    """The bytes between the quotes of a string literal."""
    opening, closing = literal.children[0], literal.children[-1]
    return opening.end_byte, closing.start_byte


def entry_span(data: bytes, literal: Node) -> tuple[int, int]:
    """The bytes of a list entry with its comma, and with its line if it has one to itself."""
    start, end = literal.start_byte, literal.end_byte
    after = end
    while data[after : after + 1] in {b" ", b"\t"}:
        after += 1
    line_start = data.rfind(b"\n", 0, start) + 1
    alone = not data[line_start:start].strip()
    if data[after : after + 1] == b",":
        after += 1
        rest = data[after : (data.find(b"\n", after) + 1 or len(data) + 1) - 1]
        if alone and (not rest.strip() or rest.strip().startswith(b"#")):
            return line_start, (data.find(b"\n", after) + 1 or len(data))
        while data[after : after + 1] == b" ":
            after += 1
        return start, after
    before = start
    while data[before - 1 : before] in {b" ", b"\t", b"\n", b"\r"}:
        before -= 1
    if data[before - 1 : before] == b",":
        return before - 1, end
    return start, end
