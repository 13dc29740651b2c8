"""A module that takes in definitions of another: imports at its top, their text at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tree_sitter import Node

from cutover.languages.patch import Patch, patched
from cutover.languages.typescript.facts.exports import module_facts
from cutover.languages.typescript.imports.edits import Add, edit_imports
from cutover.languages.typescript.imports.lists import braced, list_patches, listing
from cutover.languages.typescript.imports.style import (
    Style,
    line_end,
    newline_of,
    statements_of,
    style_of,
    top_place,
)
from cutover.languages.typescript.moving.needs import Import
from cutover.languages.typescript.syntax.parsing import Parsed, parse

Same = Callable[[str, str], bool]


def with_imports(data: bytes, path: str, imports: Sequence[Import], same: Same) -> bytes:
    """A file with the imports that it has not yet."""
    parsed = parse(data, path)
    missing = [each for each in imports if not is_there(parsed, each, same)]
    adds = [
        Add(each.kind, each.spec, each.name, "" if each.local == each.name else each.local,
            each.form)
        for each in missing
        if each.kind in {"import", "require"} and each.name != "*"
    ]  # fmt: skip
    data = patched(data, edit_imports(parsed, adds, same)[0]) if adds else data
    whole = [each for each in missing if each.kind in {"load", "equals"} or each.name == "*"]
    return _with_statements(data, path, whole) if whole else data


def is_there(parsed: Parsed, wanted: Import, same: Same) -> bool:
    """Whether a file has an import already, under the name that it must have."""
    facts = module_facts(parsed)
    terms = (*facts.locals.get(wanted.local, ()), *facts.exports.get(wanted.local, ()))
    name = "" if wanted.name == "*" else wanted.name
    return any(
        term.origin == "import" and term.name == name and same(term.spec, wanted.spec)
        for term in terms
    )


def _with_statements(data: bytes, path: str, imports: Sequence[Import]) -> bytes:
    parsed = parse(data, path)
    kinds = {"import", "require", "load"}
    found = [each for each in statements_of(parsed, parsed.root) if each.kind in kinds]
    style = style_of(parsed, found[-1] if found else None)
    lines = statements(imports, style)
    if found:
        at = line_end(data, found[-1].node.end_byte)
        return data[:at] + b"".join(style.newline + line for line in lines) + data[at:]
    at, after = top_place(parsed)
    return data[:at] + style.newline.join(lines) + after + data[at:]


def statements(imports: Sequence[Import], style: Style) -> list[bytes]:
    """Imports as statements, those of one module together."""
    grouped: dict[tuple[str, str, bool, str], list[Import]] = {}
    for each in imports:
        alone = each.local if each.name == "*" or each.kind in {"load", "equals"} else ""
        grouped.setdefault((each.kind, each.spec, each.form == "type", alone), []).append(each)
    return [_statement(group, style) for group in grouped.values()]


def _statement(group: Sequence[Import], style: Style) -> bytes:
    first = group[0]
    quoted = style.quote + first.spec.encode() + style.quote
    word = b"import type " if first.form == "type" else b"import "
    local = first.local.encode()
    if first.kind == "load":
        return b"const " + local + b" = require(" + quoted + b")" + style.end
    if first.kind == "equals":
        return word + local + b" = require(" + quoted + b")" + style.end
    if first.name == "*":
        return word + b"* as " + local + b" from " + quoted + style.end
    entries = [_entry(each) for each in group if each.name != "default"]
    heads = [each.local.encode() for each in group if each.name == "default"]
    listed = [braced(entries, style.brace)] if entries else []
    if first.kind == "require":
        return b"const " + b"".join(listed) + b" = require(" + quoted + b")" + style.end
    return word + b", ".join([*heads, *listed]) + b" from " + quoted + style.end


def _entry(each: Import) -> bytes:
    prefix = "type " if each.form == "inline" else ""
    if each.local == each.name:
        return f"{prefix}{each.name}".encode()
    joint = ": " if each.kind == "require" else " as "
    return f"{prefix}{each.name}{joint}{each.local}".encode()


def appended(data: bytes, path: str, text: bytes) -> bytes:
    """``text`` at the end of a module, but before it says what a CommonJS module is."""
    newline = newline_of(data)
    text = newline.join(text.replace(b"\r\n", b"\n").split(b"\n"))
    parsed = parse(data, path)
    stop = _module_exports(parsed)
    if stop is None:
        base = data.rstrip()
        return (base + newline * 2 if base else b"") + text + newline
    head = data[: stop.start_byte].rstrip()
    gap = newline * 2
    return (head + gap if head else b"") + text + gap + data[stop.start_byte :]


def _module_exports(parsed: Parsed) -> Node | None:
    """The first statement that assigns the exports of a CommonJS module."""
    for node in parsed.root.named_children:
        left = _sides(node)[0]
        if left is not None and parsed.text(left) == "module.exports":
            return node
    return None


def _sides(node: Node) -> tuple[Node | None, Node | None]:
    inner = node.named_children[0] if node.type == "expression_statement" else None
    if inner is None or inner.type != "assignment_expression":
        return None, None
    return inner.child_by_field_name("left"), inner.child_by_field_name("right")


def with_exports(data: bytes, path: str, names: Sequence[str], end: bytes) -> bytes:
    """A CommonJS module that exports the names; its literal of exports grows if it has one."""
    parsed = parse(data, path)
    facts = module_facts(parsed)
    entries = [name.encode() for name in names if name not in facts.exports]
    if not entries:
        return data
    statement = _module_exports(parsed)
    value = _sides(statement)[1] if statement is not None else None
    if value is not None and value.type == "object" and value.named_children:
        return patched(data, list_patches(listing(data, value), {}, frozenset(), entries))
    newline = newline_of(data)
    if statement is None:
        line = b"module.exports = " + braced(entries) + end + newline
        return data + newline + line
    lines = [b"module.exports." + name + b" = " + name + end + newline for name in entries]
    return patched(data, [Patch(len(data), len(data), newline + b"".join(lines))])
