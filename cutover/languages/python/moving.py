"""Carry a definition to another module with everything it needs there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct, structs
from tree_sitter import Node

from cutover.languages.base import Layout, Term
from cutover.languages.editing import Destination
from cutover.languages.patch import patched
from cutover.languages.python.definitions import definitions, whole
from cutover.languages.python.exports import module_facts
from cutover.languages.python.holes import with_comments
from cutover.languages.python.imports import Add, SectionOf, edit_imports
from cutover.languages.python.names import spelled
from cutover.languages.python.parsing import Parsed, ancestors, parse
from cutover.languages.python.removal import PythonRemoval
from cutover.languages.words import whole_words

_WORD = re.compile(r"(?<![.\w])[^\W\d]\w*")
_IMPORTS = frozenset({"import_statement", "import_from_statement"})


class PythonMoved(Struct, frozen=True):
    """The text that goes to ``path``, the imports it needs there, and what a person should know.

    ``guarded`` are imports for type checkers alone; ``listed`` says that the old module lists the
    names in ``__all__``; ``obstacle`` names a certain import cycle; ``section`` sorts the imports
    of the target.
    """

    path: str
    names: tuple[str, ...]
    text: bytes
    imports: tuple[Add, ...]
    guarded: tuple[Add, ...]
    listed: bool
    obstacle: str
    section: SectionOf

    def into(self, data: bytes) -> bytes:
        """The target file with the text at its end; made anew if it is empty."""
        newline = b"\r\n" if b"\r\n" in (data or self.text) else b"\n"
        base = _imported(data, self.imports, self.section)
        base = _guarded(base, self.guarded, self.section, newline)
        if self.listed:
            base = _listed(base, self.names)
        return _appended(base, self.text, newline)

    def collision(self, data: bytes) -> str:
        """Why the text cannot join ``data``: a helper would replace another of its name."""
        own = module_facts(parse(self.text)).exports
        there = module_facts(parse(data)).exports
        taken = sorted(name for name in own if name in there and name not in self.names)
        return f"{self.path} defines another {taken[0]} than the one that moves" if taken else ""


def _appended(data: bytes, text: bytes, newline: bytes) -> bytes:
    """``text`` at the end of a module, but above the part that runs as a script."""
    for node in parse(data).root.named_children:
        condition = node.child_by_field_name("condition") if node.type == "if_statement" else None
        if condition is not None and b"__name__" in data[condition.start_byte : condition.end_byte]:
            head, tail = data[: node.start_byte].rstrip(), data[node.start_byte :]
            gap = newline * 3
            return (head + gap if head else b"") + text + gap + tail
    base = data.rstrip()
    return (base + newline * 3 if base else b"") + text + newline


def _imported(data: bytes, adds: Sequence[Add], section: SectionOf) -> bytes:
    return patched(data, edit_imports(data, parse(data).root, adds, section)) if adds else data


def _guarded(data: bytes, adds: Sequence[Add], section: SectionOf, newline: bytes) -> bytes:
    """Imports below ``if TYPE_CHECKING:``, which is made if there is none."""
    if not adds:
        return data
    root = parse(data).root
    guard = next((n for n in root.named_children if is_guard(data, n)), None)
    body = guard.child_by_field_name("consequence") if guard is not None else None
    first = (
        next((n for n in body.named_children if n.type == "import_from_statement"), None)
        if body
        else None
    )
    if first is not None:
        anchored = [structs.replace(add, anchor=first.start_byte) for add in adds]
        return patched(data, edit_imports(data, root, anchored, section))
    data = _imported(data, [Add("typing", "TYPE_CHECKING")], section)
    imports = [n for n in parse(data).root.named_children if n.type in _IMPORTS]
    at = imports[-1].end_byte if imports else 0
    lines = [b"if TYPE_CHECKING:", *(b"    " + _statement(add) for add in adds)]
    block = newline * 2 + newline.join(lines)
    return data[:at] + block + data[at:]


def _statement(add: Add) -> bytes:
    alias = f" as {add.alias}" if add.alias else ""
    if add.name is None:
        return f"import {add.module}{alias}".encode()
    return f"from {add.module} import {add.name}{alias}".encode()


def is_guard(data: bytes, node: Node) -> bool:
    """Whether a statement is ``if TYPE_CHECKING:``."""
    condition = node.child_by_field_name("condition") if node.type == "if_statement" else None
    if condition is None:
        return False
    return data[condition.start_byte : condition.end_byte] in {
        b"TYPE_CHECKING",
        b"typing.TYPE_CHECKING",
    }


def _listed(data: bytes, names: Sequence[str]) -> bytes:
    """The target's literal ``__all__`` with the moved names; untouched if it has none."""
    for node in parse(data).root.named_children:
        assignment = node.named_children[0] if node.type == "expression_statement" else None
        if assignment is None or data[node.start_byte : node.start_byte + 7] != b"__all__":
            continue
        value = assignment.child_by_field_name("right")
        entries = value.named_children if value is not None and value.type == "list" else []
        if not entries or any(entry.type != "string" for entry in entries):
            continue
        return _with_entries(data, entries, names)
    return data


def _with_entries(data: bytes, entries: Sequence[Node], names: Sequence[str]) -> bytes:
    texts = [data[e.start_byte : e.end_byte] for e in entries]
    quote = texts[0][:1]
    for name in names:
        entry = quote + name.encode() + quote
        if entry in texts:
            continue
        ordered = texts == sorted(texts)
        index = (
            next((i for i, t in enumerate(texts) if t > entry), len(texts))
            if ordered
            else len(texts)
        )
        before = entries[index - 1] if index else None
        own_line = data[data.rfind(b"\n", 0, entries[-1].start_byte) + 1 : entries[-1].start_byte]
        glue = (
            b",\n" + own_line
            if not own_line.strip() and b"\n" in data[: entries[-1].start_byte]
            else b", "
        )
        if before is not None:
            return data[: before.end_byte] + glue + entry + data[before.end_byte :]
        return data[: entries[0].start_byte] + entry + glue + data[entries[0].start_byte :]
    return data


def move_definitions(
    parsed: Parsed,
    path: str,
    names: Sequence[str],
    destination: Destination,
    gone: PythonRemoval,
    section: Callable[[str], SectionOf],
) -> PythonMoved:
    """Move the definitions of ``names`` in one file to one module, with what only they used.

    ``section`` gives the import sections seen from a file.
    """
    suffix = path[path.rindex(".") :]
    existing = [p for p in destination.layout.files(destination.key) if p.endswith(suffix)]
    goal = existing[0] if existing else f"{destination.key}{suffix}"
    nodes = [whole(node) for name in names for node in definitions(parsed, name)]
    helpers = {d.name for d in gone.dead if d.what == "helper"} - set(names)
    nodes += [whole(node) for name in sorted(helpers) for node in definitions(parsed, name)]
    nodes.sort(key=lambda node: node.start_byte)
    text = _joined(parsed.data, nodes)
    words = tuple(name.rpartition(".")[2] for name in names)
    imports, guarded, back = _needs(destination, parsed, path, goal, nodes, {*helpers, *words})
    facts = module_facts(parsed)
    listed = facts.public is not None and any(word in facts.public for word in words)
    cycle = _cycle(destination.layout, path, goal, back, parsed, words, gone) or _conditional(
        path, nodes
    )
    return PythonMoved(
        goal, words, text, tuple(imports), tuple(guarded), listed, cycle, section(goal)
    )


def _conditional(path: str, nodes: Sequence[Node]) -> str:
    """Why definitions that stand inside a condition cannot be moved alone."""
    if all(node.parent is None or node.parent.parent is None for node in nodes):
        return ""
    return f"{path} defines it inside a condition, which a move would leave behind"


def _cycle(
    layout: Layout, path: str, goal: str, back: Sequence[str], parsed: Parsed,
    names: Sequence[str], gone: PythonRemoval,
) -> str:  # fmt: skip
    """Why the two modules would import each other, if they would."""
    if not back:
        return ""
    reads = any(
        not any(s <= start < e for s, e in gone.spans)
        and parsed.node_at(start, start + len(name)).type == "identifier"
        for name in names
        for start in whole_words(parsed.data, name.encode())
    )
    facts = module_facts(parsed)
    key = layout.key(goal)
    already = any(
        term.origin == "import" and layout.find(term.spec, path) == key
        for terms in facts.exports.values()
        for term in terms
    )
    if not reads and not already:
        return ""
    return (
        f"{goal} needs {', '.join(back)} from {layout.name(path)}, which imports it: "
        "the two would import each other"
    )


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
    destination: Destination,
    parsed: Parsed,
    path: str,
    goal: str,
    nodes: Sequence[Node],
    own: set[str],
) -> tuple[list[Add], list[Add], list[str]]:
    """What the moved text reads of the old module: imports, typing imports, its own names."""
    facts = module_facts(parsed)
    layout = destination.layout
    adds: list[Add] = []
    guarded: list[Add] = []
    back: list[str] = []
    typed = _guarded_names(parsed)
    if b"from __future__ import annotations" in parsed.data:
        adds.append(Add("__future__", "annotations"))
    for name in sorted(_read(parsed, nodes)):
        terms = facts.exports.get(name)
        if not terms or name in own:
            continue
        term = terms[0]
        if any(
            m.module == layout.key(goal)
            for t in terms
            for m in destination.resolver.meanings(t, path)
        ):
            continue
        if term.origin == "import" and len(set(terms)) == 1:
            add = _again(destination, term, name, path, goal, parsed)
            (guarded if name in typed else adds).append(add)
        elif layout.key(goal) != layout.key(path):
            adds.append(Add(layout.name(path), name))
            back.append(name)
    return adds, guarded, back


def _guarded_names(parsed: Parsed) -> set[str]:
    """The names that only a type checker's imports bind."""
    names: set[str] = set()
    for node in parsed.root.named_children:
        body = node.child_by_field_name("consequence") if is_guard(parsed.data, node) else None
        for statement in body.named_children if body is not None else ():
            if statement.type in _IMPORTS:
                for entry in statement.named_children:
                    alias = entry.child_by_field_name("alias")
                    names.add(parsed.text(alias if alias is not None else entry))
    return names


def _again(
    destination: Destination, term: Term, name: str, path: str, goal: str, parsed: Parsed
) -> Add:
    """The import statement of a name, as the new module writes it."""
    spec = term.spec
    if spec.startswith("."):
        key = destination.layout.find(spec, path)
        if key is not None:
            module = destination.layout.name(key)
            home = structs.replace(destination, module=module, name=name, key=key)
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
    while stop < len(parsed.data) and (
        parsed.data[stop : stop + 1].isalnum() or parsed.data[stop : stop + 1] in {b".", b"_"}
    ):
        stop += 1
    return parsed.data[end:stop].decode("utf-8", "replace")


def _read(parsed: Parsed, nodes: Sequence[Node]) -> set[str]:
    names: set[str] = set()

    def walk(node: Node) -> None:
        if node.type == "identifier":
            names.add(parsed.text(node))
        elif node.type == "string_content" and any(p.type == "type" for p in ancestors(node)):
            names.update(_WORD.findall(parsed.text(node)))
        for child in node.children:
            walk(child)

    for node in nodes:
        walk(node)
    return names
