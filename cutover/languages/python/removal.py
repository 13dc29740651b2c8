"""Delete definitions with all they leave dead, and close the holes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from tree_sitter import Node

from cutover.languages.editing import Dead, Removal
from cutover.languages.python.definitions import defined_name, definitions, whole
from cutover.languages.python.emptied import IMPORTS, emptied_suites, is_empty
from cutover.languages.python.exports import statements
from cutover.languages.python.imports import Drop
from cutover.languages.python.parsing import Parsed
from cutover.languages.python.reads import inside, is_read


class PythonRemoval(Removal, frozen=True, kw_only=True):
    """What deleting definitions takes along in a Python file.

    ``spans`` are the removed statements, ``bare`` those of them whose suite would be left empty,
    ``drops`` imports to drop.
    """

    spans: tuple[tuple[int, int], ...]
    bare: tuple[tuple[int, int], ...]
    drops: tuple[Drop, ...]


def removal(
    parsed: Parsed, names: Sequence[str], wanted: Callable[[str], bool], kept: frozenset[str],
    *, public: bool = False,
) -> PythonRemoval:  # fmt: skip
    """Delete the definitions of ``names`` and what only they used.

    ``wanted`` tells whether another file reads a name of this module; ``kept`` are names that stay
    whatever happens; ``public`` lets public definitions go along too, as a move does.
    """
    gone: dict[int, Node] = {}
    dead: list[Dead] = []
    for name in names:
        for node in definitions(parsed, name):
            gone[node.start_byte] = node
    drops = dict(_fallbacks(parsed, names)) if gone else {}
    changed = True
    while changed:
        changed = False
        used = _names_in(parsed, gone.values())
        for name, node in _candidates(parsed, used, public=public):
            start = whole(node).start_byte
            if name in kept or start in gone or start in drops or inside(gone.values(), start):
                continue
            if is_read(parsed, name, node, gone.values()) or wanted(name):
                continue
            if node.type in {"dotted_name", "aliased_import"}:
                drops[start] = (name, node)
                continue
            gone[start] = whole(node)
            dead.append(
                Dead("helper", name, node.start_point.row + 1, f"only {_users(names)} used it")
            )
            changed = True
        for node in emptied_suites(parsed, gone, drops):
            if node.start_byte not in gone:
                gone[node.start_byte] = node
                changed = True
    for name, node in drops.values():
        dead.append(Dead("import", name, node.start_point.row + 1, f"only {_users(names)} used it"))
    tokens = tuple(
        Drop(
            (node.child_by_field_name("name") or node).start_byte
            if node.type == "aliased_import"
            else start
        )
        for start, (_, node) in sorted(drops.items())
    )
    tokens = tuple(t for t in tokens if not inside(gone.values(), t.token))
    spans = tuple(sorted((n.start_byte, n.end_byte) for n in gone.values()))
    spans = tuple(
        s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)
    )
    bare = tuple(s for s in spans if _is_bare(parsed, s, spans))
    return PythonRemoval(
        spans=spans,
        bare=bare,
        drops=tokens,
        dead=tuple(dead),
        empty=bool(gone) and is_empty(parsed, gone, drops),
    )


def _fallbacks(parsed: Parsed, names: Sequence[str]) -> Iterator[tuple[int, tuple[str, Node]]]:
    """The imports that bind a deleted name in another arm of an ``if`` or ``try``."""
    for node in statements(parsed.root):
        if node.type in IMPORTS and node.parent is not None and node.parent.type == "block":
            for name, entry in _imported(parsed, node, set(names)):
                if name in names:
                    yield entry.start_byte, (name, entry)


def _is_bare(parsed: Parsed, span: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a removed statement is the first of a suite that loses all its statements."""
    node = parsed.node_at(*span)
    while node.parent is not None and node.parent.type != "block":
        node = node.parent
    suite = node.parent
    if suite is None:
        return False
    inner = [child for child in suite.named_children if child.type != "comment"]
    gone = all(
        any(s <= child.start_byte and child.end_byte <= e for s, e in spans) for child in inner
    )
    return gone and bool(inner) and inner[0].start_byte >= span[0] and inner[0].end_byte <= span[1]


def _users(names: Sequence[str]) -> str:
    return " and ".join(names)


def _names_in(parsed: Parsed, nodes: Iterable[Node]) -> set[str]:
    names: set[str] = set()

    def walk(node: Node) -> None:
        if node.type == "identifier":
            names.add(parsed.text(node))
        elif node.type == "string_content":
            text = parsed.text(node)
            names.update(
                word
                for word in text.replace("[", " ").replace("]", " ").split()
                if word.isidentifier()
            )
        for child in node.children:
            walk(child)

    for node in nodes:
        walk(node)
    return names


def _candidates(parsed: Parsed, used: set[str], *, public: bool) -> Iterator[tuple[str, Node]]:
    """Private definitions and imports of the module that the removed code names."""
    for node in statements(parsed.root):
        name = defined_name(parsed, node)
        private = name.startswith("_") and not name.startswith("__")
        if name and name in used and (private or public):
            yield name, node
        elif node.type in IMPORTS:
            yield from _imported(parsed, node, used)


def _imported(parsed: Parsed, node: Node, used: set[str]) -> Iterator[tuple[str, Node]]:
    module = node.child_by_field_name("module_name")
    line = parsed.data[
        node.end_byte : (parsed.data.find(b"\n", node.end_byte) + 1 or len(parsed.data))
    ]
    if b"noqa" in line and b"F401" in line:
        return
    for child in node.named_children:
        if child == module or child.type not in {"dotted_name", "aliased_import"}:
            continue
        alias = child.child_by_field_name("alias")
        name = parsed.text(alias) if alias is not None else parsed.text(child)
        if node.type == "import_statement" and alias is None:
            name = name.split(".")[0]
        if name in used:
            yield name, child
