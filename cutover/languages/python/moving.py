"""Carry a definition to another module with everything it needs there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.base import Term
from cutover.languages.patch import patched
from cutover.languages.python.definitions import definitions, whole
from cutover.languages.python.exports import module_facts
from cutover.languages.python.imports import Add, edit_imports
from cutover.languages.python.names import Destination, spelled
from cutover.languages.python.parsing import Parsed, parse
from cutover.languages.python.removal import Removal, with_comments

if TYPE_CHECKING:
    from cutover.languages.python.editor import PythonEditor
    from cutover.references import Project, Target


class Moved(Struct, frozen=True):
    """The text that goes to ``path``, the imports it needs there, and what a person should know."""

    path: str
    text: bytes
    imports: tuple[Add, ...]
    warnings: tuple[str, ...]

    def into(self, data: bytes, editor: PythonEditor) -> bytes:
        """The target file with the text at its end; made anew if it is empty."""
        newline = b"\r\n" if b"\r\n" in (data or self.text) else b"\n"
        base = data
        if self.imports:
            root = parse(base).root
            base = patched(base, edit_imports(base, root, self.imports, editor.section(self.path)))
        base = base.rstrip()
        return (base + newline * 3 if base else b"") + self.text + newline


def move_definitions(
    project: Project, together: Sequence[Target], destination: Destination, path: str, gone: Removal
) -> Moved:
    """Move the targets that one file defines to one module, with what only they used."""
    data = project.tree.read(path)
    parsed = project.adapter.parsed(path, data)
    suffix = path[path.rindex(".") :]
    existing = [p for p in project.layout.files(destination.key) if p.endswith(suffix)]
    goal = existing[0] if existing else f"{destination.key}{suffix}"
    nodes = [whole(node) for t in together for node in definitions(parsed, t.legacy.name)]
    helpers = {d.name for d in gone.dead if d.what == "helper"} - {t.legacy.name for t in together}
    nodes += [whole(node) for name in sorted(helpers) for node in definitions(parsed, name)]
    nodes.sort(key=lambda node: node.start_byte)
    text = _joined(data, nodes)
    imports, warnings = _needs(project, parsed, path, goal, nodes, {*helpers, *(t.word for t in together)})
    return Moved(goal, text, tuple(imports), tuple(warnings))


def _joined(data: bytes, nodes: Sequence[Node]) -> bytes:
    """The definitions with their comments; what stood together stays together."""
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    parts: list[bytes] = []
    last = -1
    for node in nodes:
        begin, end = with_comments(data, node.start_byte, node.end_byte)
        between = data[last:begin] if last >= 0 else b"x"
        if parts:
            parts.append(between if not between.strip() else newline * 3)
        parts.append(data[begin:end].rstrip())
        last = begin + len(data[begin:end].rstrip())
    return b"".join(parts)


def _needs(
    project: Project, parsed: Parsed, path: str, goal: str, nodes: Sequence[Node], own: set[str]
) -> tuple[list[Add], list[str]]:
    """The imports of the old module that the moved text reads, and the old module's own names."""
    facts = module_facts(parsed)
    layout = project.layout
    adds: list[Add] = []
    warnings: list[str] = []
    for name in sorted(_read(parsed, nodes)):
        terms = facts.exports.get(name)
        if not terms or name in own:
            continue
        term = terms[0]
        if any(
            m.module == layout.key(goal) for t in terms for m in project.resolver.meanings(t, path)
        ):
            continue
        if term.origin == "import":
            adds.append(_again(project, term, name, path, goal, parsed))
        elif term.origin == "here" and layout.key(goal) != layout.key(path):
            home = Destination(
                symbol_of(layout.name(path), name), layout.name(path), name, layout.key(path), "",
                False, layout, project.resolver, lambda _: False,
            )  # fmt: skip
            adds.append(Add(spelled(home, goal, relative=False), name))
            warnings.append(
                f"{goal} imports {name} from {layout.name(path)}: check that the two do not import each other"
            )
    return adds, warnings


def symbol_of(module: str, name: str):  # type: ignore[no-untyped-def]
    """A symbol of a module."""
    from cutover.model import Symbol

    return Symbol(module, name)


def _again(project: Project, term: Term, name: str, path: str, goal: str, parsed: Parsed) -> Add:
    """The import statement of a name, as the new module writes it."""
    spec = term.spec
    if spec.startswith("."):
        key = project.layout.find(spec, path)
        if key is not None:
            home = Destination(
                symbol_of(spec, name), project.layout.name(key), name, key, "",
                False, project.layout, project.resolver, lambda _: False,
            )  # fmt: skip
            spec = spelled(home, goal, relative=True)
    if term.name:
        return Add(spec, term.name, name if name != term.name else None)
    return Add(_dotted(parsed, name, spec), None, name if _aliased(parsed, name) else None)


def _aliased(parsed: Parsed, name: str) -> bool:
    return f" as {name}".encode() in parsed.data


def _dotted(parsed: Parsed, name: str, spec: str) -> str:
    """``import a.b`` binds ``a``: the whole path is needed again."""
    marker = b"import " + name.encode() + b"."
    at = parsed.data.find(marker)
    if at < 0:
        return spec
    end = at + len(b"import ")
    stop = end
    while stop < len(parsed.data) and (parsed.data[stop : stop + 1].isalnum() or parsed.data[stop : stop + 1] in {b".", b"_"}):
        stop += 1
    return parsed.data[end:stop].decode("utf-8", "replace")


def _read(parsed: Parsed, nodes: Sequence[Node]) -> set[str]:
    names: set[str] = set()

    def walk(node: Node) -> None:
        if node.type == "identifier":
            names.add(parsed.text(node))
        for child in node.children:
            walk(child)

    for node in nodes:
        walk(node)
    return names
