"""What can go along with a deleted definition, and what always does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.nodes import descendants
from cutover.languages.typescript.calls.effects import is_pure, writes
from cutover.languages.typescript.imports.statements import Statement, read_statement
from cutover.languages.typescript.syntax.attached import entry_span
from cutover.languages.typescript.syntax.definitions import (
    declarators,
    defined_name,
    statements,
    whole,
)
from cutover.languages.typescript.syntax.parsing import Parsed

_DEFINED = re.compile(rb"@(?:typedef|callback)\s+(?:\{[^}]*\}+\s*)?([\w$]+)")
_COMPLETERS = frozenset({"inherits", "assign", "setPrototypeOf", "defineProperty",
                         "defineProperties"})  # fmt: skip
_COMPLETING = frozenset({"expression_statement", "for_statement", "for_in_statement"})
_VARIABLES = frozenset({"lexical_declaration", "variable_declaration"})


class Candidate(Struct, frozen=True):
    """A name that may go: the statements that define it, or where imports bind it.

    ``own`` are the bytes of all of them, ``drops`` where the entries of imports start.
    """

    what: Literal["helper", "import"]
    nodes: tuple[Node, ...]
    own: tuple[tuple[int, int], ...]
    drops: tuple[int, ...] = ()
    is_exported: bool = False

    def merged(self, other: Candidate) -> Candidate:
        """Both as one, as declarations of one name are."""
        return Candidate(
            "helper" if "helper" in (self.what, other.what) else "import",
            self.nodes + other.nodes,
            self.own + other.own,
            self.drops + other.drops,
            self.is_exported or other.is_exported,
        )


def candidates(parsed: Parsed, *, public: bool) -> dict[str, Candidate]:
    """The names of a file that may go with their last use; exported ones only if ``public``."""
    found: dict[str, Candidate] = {}
    for name, candidate in (*_imported(parsed), *_defined(parsed, public=public)):
        known = found.get(name)
        found[name] = candidate if known is None else known.merged(candidate)
    return {name: each for name, each in found.items() if public or not each.is_exported}


def _defined(parsed: Parsed, *, public: bool) -> Iterator[tuple[str, Candidate]]:
    for node, name in _documented(parsed):
        own = ((node.start_byte, node.end_byte),)
        yield name, Candidate("helper", (node,), own, is_exported=True)
    for node in statements(parsed.root):
        read = read_statement(parsed, node)
        if read is not None and read.kind in {"require", "load"}:
            continue
        several = declarators(node)
        for part in several if len(several) > 1 else [node]:
            name = defined_name(parsed, part)
            if name and name != "default" and (not _has_effects(parsed, part, moves=public)):
                outer = whole(part)
                exported = outer.type == "expression_statement" or (
                    whole(node).type == "export_statement"
                )
                own = ((outer.start_byte, outer.end_byte),)
                yield name, Candidate("helper", (outer,), own, is_exported=exported)


def typedefs_of(parsed: Parsed, name: str) -> Iterator[Node]:
    """The comments on the top level that define a type for JSDoc, and nothing else."""
    for node, own in _documented(parsed):
        if own == name:
            yield node


def _documented(parsed: Parsed) -> Iterator[tuple[Node, str]]:
    if b"@typedef" not in parsed.data and b"@callback" not in parsed.data:
        return
    for node in parsed.root.named_children:
        if node.type == "comment" and parsed.data.startswith(b"/**", node.start_byte):
            names = _DEFINED.findall(parsed.data, node.start_byte, node.end_byte)
            if len(names) == 1:
                yield node, names[0].decode("utf-8", "replace")


def _has_effects(parsed: Parsed, node: Node, *, moves: bool) -> bool:
    """Whether making a variable may be noticed; one that moves along is still made."""
    if node.type not in _VARIABLES and node.type != "variable_declarator":
        return False
    return writes(node) if moves else not is_pure(parsed, node)


def _imported(parsed: Parsed) -> Iterator[tuple[str, Candidate]]:
    for node in parsed.root.named_children:
        read = read_statement(parsed, node)
        if read is None or read.kind in {"export", "list"} or _is_silenced(parsed, node):
            continue
        for bound, entry in _bound(read):
            own = ((entry.start_byte, entry.end_byte),)
            yield parsed.text(bound), Candidate("import", (), own, (entry.start_byte,))


def _bound(read: Statement) -> Iterator[tuple[Node, Node]]:
    """The names that a statement binds, each with the node that goes."""
    for each in (read.default, read.namespace):
        if each is not None:
            yield each, each
    for entry in read.entries:
        yield entry.alias or entry.name, entry.node


def _is_silenced(parsed: Parsed, node: Node) -> bool:
    """Whether a linter was told that the import need not be used."""
    data = parsed.data
    line = data[node.end_byte : data.find(b"\n", node.end_byte) + 1 or len(data)]
    return b"eslint-disable" in line and b"unused" in line


def is_module(parsed: Parsed) -> bool:
    """Whether the top level of a file is its own, and not that of every script."""
    for node in parsed.root.named_children:
        if node.type in {"import_statement", "export_statement"}:
            return True
        if node.type == "expression_statement" and _assigned(parsed, node).startswith(
            ("exports.", "module.exports")
        ):
            return True
        read = read_statement(parsed, node)
        if read is not None:
            return True
    return False


def _assigned(parsed: Parsed, node: Node) -> str:
    """The dotted name that a statement assigns to."""
    inner = node.named_children[0] if node.named_children else node
    left = inner.child_by_field_name("left") if inner.type == "assignment_expression" else None
    return "".join(parsed.text(left).split()) if left is not None else ""


def _value(node: Node) -> Node | None:
    inner = node.named_children[0] if node.named_children else node
    return inner.child_by_field_name("right")


def statics_of(parsed: Parsed, name: str) -> Iterator[Node]:
    """The statements that complete a definition after the fact, its prototype or its members."""
    for node in parsed.root.named_children:
        adds = node.type == "expression_statement" and (
            _assigned(parsed, node).startswith(f"{name}.") or _completes(parsed, node, name)
        )
        if adds or (node.type in _COMPLETING and _fills(parsed, node, name)):
            yield node


def _completes(parsed: Parsed, node: Node, name: str) -> bool:
    """Whether a statement is ``util.inherits(Old, …)`` or its like."""
    call = node.named_children[0] if node.named_children else node
    called, given = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if call.type != "call_expression" or called is None or given is None:
        return False
    first = next((each for each in given.named_children if each.type != "comment"), None)
    word = "".join(parsed.text(called).split()).rpartition(".")[2]
    own = parsed.text(first) if first is not None else ""
    return word in _COMPLETERS and own in {name, f"{name}.prototype"}


def _fills(parsed: Parsed, node: Node, name: str) -> bool:
    """Whether a statement assigns to the prototype of a definition somewhere inside."""
    lefts = (
        each.child_by_field_name("left")
        for each in descendants(node)
        if each.type == "assignment_expression"
    )
    starts = (f"{name}.prototype.", f"{name}.prototype[")
    return any(left is not None and parsed.text(left).startswith(starts) for left in lefts)


def exports_of(parsed: Parsed, name: str) -> Iterator[tuple[int, int]]:
    """The separate exports of a definition: list entries, or statements that do nothing else.

    In CommonJS those under another public name are none of them: they pass on the replacement.
    """
    for node in parsed.root.named_children:
        if node.type == "export_statement":
            yield from _exported(parsed, node, name)
        elif node.type == "expression_statement":
            yield from _assigned_exports(parsed, node, name)


def _exported(parsed: Parsed, node: Node, name: str) -> Iterator[tuple[int, int]]:
    read = read_statement(parsed, node)
    if read is not None and read.kind == "list":
        mine = [each for each in read.entries if parsed.text(each.name) == name]
        if mine and len(mine) == len(read.entries):
            yield node.start_byte, node.end_byte
        else:
            yield from (entry_span(parsed.data, each.node) for each in mine)
        return
    values = [child for child in node.named_children if child.type == "identifier"]
    if read is None and [parsed.text(each) for each in values] == [name]:
        yield node.start_byte, node.end_byte


def _assigned_exports(parsed: Parsed, node: Node, name: str) -> Iterator[tuple[int, int]]:
    target, value = _assigned(parsed, node), _value(node)
    if value is None or not target.startswith(("exports.", "module.exports")):
        return
    own = {name, "default", "exports"}
    if value.type == "identifier" and parsed.text(value) == name and (
        target.rpartition(".")[2] in own
    ):  # fmt: skip
        yield node.start_byte, node.end_byte
    if value.type != "object" or target != "module.exports":
        return
    for entry in value.named_children:
        held = entry.child_by_field_name("value") if entry.type == "pair" else entry
        key = entry.child_by_field_name("key")
        if key is not None and parsed.text(key).strip("'\"") not in own:
            continue
        if held is not None and parsed.text(held) == name:
            yield entry_span(parsed.data, entry)
