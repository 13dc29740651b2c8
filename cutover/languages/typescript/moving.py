"""Carry a definition to another module with everything it needs there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct, structs
from tree_sitter import Node

from cutover.languages.base import Layout
from cutover.languages.editing import Destination
from cutover.languages.typescript.attached import attached
from cutover.languages.typescript.definitions import (
    bare,
    declarators,
    defined_name,
    definitions,
    statements,
)
from cutover.languages.typescript.exports import module_facts
from cutover.languages.typescript.import_places import Style, style_of
from cutover.languages.typescript.import_statements import read_statement
from cutover.languages.typescript.imports import Form
from cutover.languages.typescript.moving_needs import Import, Needs, needs_of
from cutover.languages.typescript.moving_target import (
    appended,
    is_there,
    with_exports,
    with_imports,
)
from cutover.languages.typescript.moving_target import (
    statements as written,
)
from cutover.languages.typescript.moving_text import header_of, moved_text
from cutover.languages.typescript.parsing import Parsed, parse
from cutover.languages.typescript.places import folder_of, joined, relative
from cutover.languages.typescript.reads import is_read
from cutover.languages.typescript.removal import TypeScriptRemoval
from cutover.languages.typescript.removal_parts import statics_of
from cutover.languages.typescript.spelling import spell_symbol
from cutover.languages.typescript.suffixes import key_of, split


class TypeScriptMoved(Struct, frozen=True):
    """The text that goes to ``path``, the imports it needs there, and what a person should know.

    ``header`` and ``style`` are for a file that has to be made; ``listed`` are names that a
    CommonJS module must export; ``cycle`` says why the move cannot be, if it cannot.
    """

    path: str
    names: tuple[str, ...]
    text: bytes
    imports: tuple[Import, ...]
    listed: tuple[str, ...]
    header: bytes
    style: Style
    layout: Layout
    cycle: str

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
        there = facts.exports.keys() | facts.locals.keys()
        text = parse(self.text, self.path)
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


def move_definitions(
    parsed: Parsed, path: str, names: Sequence[str], goal: Destination, gone: TypeScriptRemoval
) -> TypeScriptMoved:
    """Move the definitions of ``names`` in one file to one module, with what only they used."""
    target = _file(goal, path)
    helpers = {each.name for each in gone.dead if each.what == "helper"} - set(names)
    nodes = _nodes(parsed, names, helpers)
    words = tuple(name.rpartition(".")[2] for name in names)
    spans = [attached(parsed, node) for node in nodes]
    needs = needs_of(parsed, spans)
    imports, back, problems = _imports(parsed, path, target, goal, needs)
    if any(node.parent is None or _is_nested(node) for node in nodes):
        problems.insert(0, f"{path} defines it inside a block, which a move would leave behind")
    elif trouble := _cycle(parsed, path, target, goal.layout, back, (words, gone)):
        problems.append(trouble)
    modern = _is_modern(parsed)
    return TypeScriptMoved(
        path=target,
        names=words,
        text=moved_text(parsed, nodes, words, keyword=modern),
        imports=tuple(imports),
        listed=() if modern else tuple(_plain(parsed, nodes, words)),
        header=header_of(parsed),
        style=style_of(parsed, None),
        layout=goal.layout,
        cycle="; ".join(problems),
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
        for node in (*definitions(parsed, name), *statics_of(parsed, name)):
            found[node.start_byte] = node
    return list(found.values())


def _is_nested(node: Node) -> bool:
    if node.type == "variable_declarator" and node.parent is not None:
        node = node.parent
        if node.parent is not None and node.parent.type == "export_statement":
            node = node.parent
    return node.parent is None or node.parent.type != "program"


def _is_modern(parsed: Parsed) -> bool:
    """Whether a file exports by keyword, or at least does not export as CommonJS does."""
    if any(node.type in {"export_statement", "import_statement"} for node in parsed.root.children):
        return True
    facts = module_facts(parsed)
    return not facts.exports and not facts.value


def _plain(parsed: Parsed, nodes: Sequence[Node], words: Sequence[str]) -> Iterator[str]:
    """The names whose own statement does not export them in a CommonJS module."""
    found = {defined_name(parsed, node) for node in nodes if node.type != "expression_statement"}
    yield from (word for word in words if word in found)


def _imports(
    parsed: Parsed, path: str, target: str, goal: Destination, needs: Needs
) -> tuple[list[Import], dict[str, bool], list[str]]:
    """What the target imports, what of it from the old module (as values?), and what cannot be."""
    layout = goal.layout
    imports: list[Import] = []
    problems: list[str] = []
    for each in needs.imports:
        key = layout.find(each.spec, path)
        if key is None or key != layout.key(target):
            imports.append(structs.replace(each, spec=_respelled(layout, each.spec, path, target)))
        elif each.local != each.name:
            problems.append(f"{target} has no {each.local} of its own, as {path} calls {each.name}")
    back: dict[str, bool] = {}
    exported = _exported_as(parsed)
    hidden = [name for name in needs.own if name not in exported]
    if layout.key(target) != layout.key(path):
        for name in needs.own:
            if name in exported:
                back[name] = name in needs.values
    if hidden:
        listed = ", ".join(hidden)
        problems.append(f"{path} does not export {listed}, which {target} will need")
    spec = _back_spec(parsed, layout, path, target) if back else ""
    kind = "import" if _is_modern(parsed) else "require"
    for name, value in back.items():
        form: Form = "" if value or kind == "require" or not _is_typed(path) else "type"
        imports.append(Import(kind, spec, exported[name], name, form))
    return imports, back, problems


def _is_typed(path: str) -> bool:
    return path.endswith(("ts", "tsx"))


def _exported_as(parsed: Parsed) -> dict[str, str]:
    """What the file's own names are exported as; the name itself, if it is."""
    found: dict[str, str] = {}
    for node in parsed.root.named_children:
        for own, name in _exported(parsed, node) if node.type == "export_statement" else ():
            if own == name or own not in found:
                found[own] = name
    if not _is_modern(parsed):
        found.update((name, name) for name in module_facts(parsed).exports)
    return found


def _exported(parsed: Parsed, node: Node) -> Iterator[tuple[str, str]]:
    read = read_statement(parsed, node)
    for entry in read.entries if read is not None and read.kind == "list" else ():
        yield parsed.text(entry.name), parsed.text(entry.alias or entry.name)
    default = any(child.type == "default" for child in node.children)
    value = node.child_by_field_name("value")
    if value is not None and value.type == "identifier":
        yield parsed.text(value), "default"
    declaration = bare(node)
    for part in declarators(declaration) or [declaration]:
        name = defined_name(parsed, part)
        if name:
            yield name, "default" if default else name


def _respelled(layout: Layout, spec: str, path: str, target: str) -> str:
    """The module that ``path`` writes as ``spec``, as ``target`` writes it."""
    if spec.startswith("."):
        place = joined(folder_of(path), spec)
        return spec if place is None else relative(place, folder_of(target))
    key = layout.find(spec, path)
    if key is None or layout.find(spec, target) == key:
        return spec
    return spell_symbol(layout, layout.name(key), target, spec)


def _back_spec(parsed: Parsed, layout: Layout, path: str, target: str) -> str:
    specs = [
        read.source.spec
        for node in parsed.root.named_children
        if (read := read_statement(parsed, node)) is not None and read.source is not None
    ]
    style = next((spec for spec in specs if spec.startswith(".")), next(iter(specs), ""))
    return spell_symbol(layout, layout.name(path), target, style)


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
