"""Carry a definition to another module with everything it needs there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.base import Layout
from cutover.languages.editing import Destination
from cutover.languages.typescript.deletion.candidates import statics_of, typedefs_of
from cutover.languages.typescript.deletion.remaining_reads import is_read
from cutover.languages.typescript.deletion.removal import TypeScriptRemoval
from cutover.languages.typescript.facts.exports import module_facts
from cutover.languages.typescript.imports.statements import read_statement
from cutover.languages.typescript.imports.style import Style, style_of
from cutover.languages.typescript.moving.entries import entry_name
from cutover.languages.typescript.moving.forms import (
    handed_out,
    is_listed_default,
)
from cutover.languages.typescript.moving.imports import is_modern, respelled, target_imports
from cutover.languages.typescript.moving.needs import Import, needs_of
from cutover.languages.typescript.moving.obstacles import obstacles
from cutover.languages.typescript.moving.specs import place_bound
from cutover.languages.typescript.moving.target import (
    appended,
    is_there,
    with_exports,
    with_imports,
)
from cutover.languages.typescript.moving.target import (
    statements as written,
)
from cutover.languages.typescript.moving.text import header_of, moved_text
from cutover.languages.typescript.resolution.paths import folder_of
from cutover.languages.typescript.resolution.suffixes import key_of, split
from cutover.languages.typescript.syntax.attached import attached
from cutover.languages.typescript.syntax.definitions import (
    defined_name,
    definitions,
    statements,
)
from cutover.languages.typescript.syntax.export_literals import is_literal_entry
from cutover.languages.typescript.syntax.parsing import Parsed, parse


class TypeScriptMoved(Struct, frozen=True):
    """The text that goes to ``path``, the imports it needs there, and what a person should know.

    ``header`` and ``style`` are for a file that has to be made; ``listed`` are names that a
    CommonJS module must export; ``obstacle`` says why the move cannot be, if it cannot.
    """

    path: str
    names: tuple[str, ...]
    text: bytes
    imports: tuple[Import, ...]
    listed: tuple[str, ...]
    header: bytes
    style: Style
    layout: Layout
    obstacle: str

    def into(self, data: bytes) -> bytes:
        """The target file with the text at its end; made anew if it is empty."""
        if data.strip():
            base = with_imports(data, self.path, self.imports, self._same)
        else:
            lines = [line + self.style.newline for line in written(self.imports, self.style)]
            base = self.header + b"".join(lines)
        result = appended(base, self.path, self.text)
        if not self.listed:
            return result
        return with_exports(result, self.path, self.listed, self.style.end)

    def collision(self, data: bytes) -> str:
        """Why the text cannot join ``data``: a name would mean two things."""
        target = parse(data, self.path)
        facts = module_facts(target)
        text = parse(self.text, self.path)
        if _has_keyword(text) != _has_keyword(target) and (facts.exports or facts.value):
            return f"{self.path} exports in another way than the module of what moves"
        there = facts.exports.keys() | facts.locals.keys()
        own = [defined_name(text, each) for each in statements(text.root)]
        taken = sorted(name for name in own if name in there and name not in self.names)
        if taken:
            return f"{self.path} defines another {taken[0]} than the one that moves"
        for each in self.imports:
            if each.local in there and not is_there(target, each, self._same):
                return f"{self.path} calls something else {each.local} than the one that moves"
        return ""

    def _same(self, one: str, other: str) -> bool:
        if one == other:
            return True
        found = self.layout.find(one, self.path)
        return found is not None and found == self.layout.find(other, self.path)


def _has_keyword(parsed: Parsed) -> bool:
    """Whether a text exports by keyword, and not as CommonJS does."""
    return any(node.type == "export_statement" for node in parsed.root.named_children)


def move_definitions(
    parsed: Parsed, path: str, goals: Mapping[str, Destination], gone: TypeScriptRemoval
) -> TypeScriptMoved:
    """Move definitions in one file to one module, with what only they used."""
    goal = next(iter(goals.values()))
    target, modern = _file(goal, path), is_modern(parsed)
    helpers = {each.name for each in gone.dead if each.what == "helper"} - set(goals)
    unnamed = [name for name in goals if goals[name].form != "name"]
    nodes = _nodes(parsed, list(goals), helpers)
    nodes += [node for name in unnamed for node in handed_out(parsed, name)]
    words = tuple(name.rpartition(".")[2] for name in goals)
    public = [name.rpartition(".")[2] for name in goals if name not in unnamed]
    spans = [attached(parsed, node) for node in nodes]
    imports, back, problems = target_imports(parsed, path, target, goal, needs_of(parsed, spans))
    problems += obstacles(parsed, path, target, goals, nodes, imports)
    if any(node.parent is None or _is_nested(node) for node in nodes):
        problems.insert(0, f"{path} defines it inside a block, which a move would leave behind")
    elif trouble := _cycle(parsed, path, target, goal.layout, back, (words, gone)):
        problems.append(trouble)
    if folder_of(path) != folder_of(target):
        fixed = dict.fromkeys(place_bound(parsed, *span) for span in spans)
        problems += [f"{each} would mean another folder in {target}" for each in fixed if each]

    def spelled(spec: str) -> str:
        return respelled(goal.layout, spec, path, target)

    style = style_of(parsed, None)
    text = moved_text(parsed, nodes, public, spelled, keyword=modern)
    for name in unnamed:
        if is_listed_default(parsed, name) and next(handed_out(parsed, name), None) is None:
            text += style.newline * 2 + b"export default " + name.encode() + style.end
    return TypeScriptMoved(
        path=target,
        names=words,
        text=text,
        imports=tuple(imports),
        listed=() if modern else tuple(_plain(parsed, nodes, public)),
        header=header_of(parsed),
        style=style,
        layout=goal.layout,
        obstacle="; ".join(problems),
    )


def _file(goal: Destination, path: str) -> str:
    """The file of the goal that stands for ``path``: source for source, types for types."""
    suffix = split(path)[1]
    types = suffix.startswith(".d.")
    for existing in goal.layout.files(goal.key):
        if split(existing)[1].startswith(".d.") == types:
            return existing
    if not types and key_of(goal.module) == goal.key:
        return goal.module
    stem = split(goal.key)[0]
    return stem + suffix if key_of(stem + suffix) == goal.key else goal.key


def _nodes(parsed: Parsed, names: Sequence[str], helpers: Collection[str]) -> list[Node]:
    found: dict[int, Node] = {}
    for name in (*names, *sorted(helpers)):
        for node in (
            *definitions(parsed, name),
            *statics_of(parsed, name),
            *(typedefs_of(parsed, name) if name in helpers else ()),
        ):
            found[node.start_byte] = node
    return list(found.values())


def _is_nested(node: Node) -> bool:
    if is_literal_entry(node):
        return False
    if node.type == "variable_declarator" and node.parent is not None:
        node = node.parent
        if node.parent is not None and node.parent.type == "export_statement":
            node = node.parent
    return node.parent is None or node.parent.type != "program"


def _plain(parsed: Parsed, nodes: Sequence[Node], words: Sequence[str]) -> Iterator[str]:
    """The names whose own statement does not export them in a CommonJS module."""
    found = {
        entry_name(parsed, node) if is_literal_entry(node) else defined_name(parsed, node)
        for node in nodes
        if node.type != "expression_statement"
    }
    yield from (word for word in words if word in found)


def _cycle(
    parsed: Parsed,
    path: str,
    target: str,
    layout: Layout,
    back: dict[str, bool],
    leaving: tuple[Sequence[str], TypeScriptRemoval],
) -> str:
    """Why the two modules would need values of each other, if they would."""
    words, gone = leaving
    values = sorted(name for name, value in back.items() if value)
    if not values:
        return ""
    away = (*gone.spans, *gone.exports)
    own = [span for word in words for span in _spans(parsed, word)]
    reads = any(is_read(parsed, word, own, away) for word in words)
    if not reads and not _imports_already(parsed, path, layout.key(target), layout, gone.drops):
        return ""
    return (
        f"{target} needs {', '.join(values)} from {layout.name(path)}, which imports it: "
        "the two would import each other"
    )


def _spans(parsed: Parsed, name: str) -> Iterator[tuple[int, int]]:
    for node in definitions(parsed, name):
        yield node.start_byte, node.end_byte


def _imports_already(
    parsed: Parsed, path: str, key: str, layout: Layout, drops: Collection[int]
) -> bool:
    for node in parsed.root.named_children:
        read = read_statement(parsed, node)
        if read is None or read.source is None or read.is_type:
            continue
        kept = [each for each in read.entries if each.node.start_byte not in drops]
        bare = read.default or read.namespace or not read.entries
        if (kept or bare) and layout.find(read.source.spec, path) == key:
            return True
    return False
