"""Change what a file imports and passes on, and leave every other byte of it alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.patch import Patch
from cutover.languages.typescript.import_lists import braced, list_patches, listing
from cutover.languages.typescript.import_places import (
    indent_at,
    line_end,
    statements_of,
    style_of,
    top_place,
    with_notes,
)
from cutover.languages.typescript.import_statements import (
    Entry,
    Statement,
    read_statement,
    statement_around,
)
from cutover.languages.typescript.parsing import Parsed

__all__ = ["Add", "Change", "Drop", "Rename", "Value", "edit_imports"]

Form = Literal["", "type", "inline"]


class Drop(Struct, frozen=True):
    """The name whose node starts at ``token`` goes from its statement."""

    token: int


class Rename(Struct, frozen=True):
    """The name at ``token`` becomes another one of the same module; ``local`` its new alias."""

    token: int
    name: str
    local: str = ""


class Value(Struct, frozen=True):
    """The name at ``token``, imported as a type, is needed as a value."""

    token: int


class Add(Struct, frozen=True):
    """A name that must be there; ``spec`` is the module as it is to be written.

    ``kind`` is that of `Statement`; ``name`` is ``default`` for a default import. ``anchor`` is the
    offset of a name of the statement whose place it takes or behind which it comes; None is the
    top of the file. ``form`` says whether it is a type, and how that is written.
    """

    kind: str
    spec: str
    name: str
    local: str = ""
    form: Form = ""
    anchor: int | None = None

    @property
    def bound(self) -> str:
        """What the file calls it."""
        return self.local or self.name


Change = Drop | Rename | Value | Add


class Draft(Struct):
    """One statement and what becomes of it."""

    statement: Statement
    changed: dict[int, bytes] = {}
    gone: set[int] = set()
    added: list[bytes] = []
    bound: set[str] = set()
    default: str = ""
    filling: Add | None = None
    plain: bool = False

    @property
    def is_vacant(self) -> bool:
        """Whether nothing of it is left."""
        return len(self.gone) == self.statement.size > 0 and not self.added and not self.filling


def edit_imports(
    parsed: Parsed, changes: Sequence[Change], same: Callable[[str, str], bool]
) -> tuple[tuple[Patch, ...], tuple[tuple[int, int], ...]]:
    """The patches that make the changes, sorted and disjoint, and the statements that go whole.

    ``same`` tells whether two spellings are the same module. Raises ValueError for an offset at
    which nothing is named.
    """
    book = _Book(parsed, same)
    for change in changes:
        match change:
            case Drop(token):
                book.drop(token)
            case Value(token):
                book.value(token)
            case Rename(token, name, local):
                book.rename(token, name, local)
    for change in changes:
        if isinstance(change, Add):
            book.add(change)
    return book.patches(), book.vacant()


class _Book:
    def __init__(self, parsed: Parsed, same: Callable[[str, str], bool]) -> None:
        self._parsed = parsed
        self._same = same
        self._drafts: dict[int, Draft] = {}
        self._fresh: dict[tuple[int, str, str, bool], list[Add]] = {}
        self._late: list[Add] = []

    def _draft(self, statement: Statement) -> Draft:
        return self._drafts.setdefault(statement.node.start_byte, Draft(statement))

    def _at(self, token: int) -> tuple[Draft, int]:
        """The statement and the place in it of a name; the default and the module come last."""
        node = self._parsed.node_at(token, token + 1)
        statement = read_statement(self._parsed, node) or statement_around(self._parsed, node)
        if statement is None:
            raise ValueError(f"nothing is imported at offset {token}")
        draft = self._draft(statement)
        for index, entry in enumerate(statement.entries):
            if entry.node.start_byte <= token < entry.node.end_byte:
                return draft, index
        if statement.default is not None and statement.default.start_byte == token:
            return draft, len(statement.entries)
        return draft, len(statement.entries) + (statement.default is not None)

    def drop(self, token: int) -> None:
        draft, index = self._at(token)
        draft.gone.add(index)

    def rename(self, token: int, name: str, alias: str) -> None:
        """Rename in place; a name that is there already is not repeated."""
        draft, index = self._at(token)
        entry = draft.statement.entries[index]
        own = self._parsed.text(entry.alias) if entry.alias is not None else ""
        local = alias or own or name
        if self._is_there(draft.statement, local):
            draft.gone.add(index)
            return
        draft.bound.add(local)
        if entry.alias is None or own != local or own == name:
            head = self._parsed.data[entry.node.start_byte : entry.name.start_byte]
            shared = draft.statement.kind == "require"
            joint = "" if local == name else f"{': ' if shared else ' as '}{local}"
            draft.changed[index] = head + f"{name}{joint}".encode()
        else:
            draft.changed[index] = _with(self._parsed, entry, entry.name, name)

    def value(self, token: int) -> None:
        """Import as a value what is imported as a type."""
        draft, index = self._at(token)
        statement = draft.statement
        if index >= len(statement.entries) or statement.size == 1:
            draft.plain = statement.is_type
            if index >= len(statement.entries) or statement.is_type:
                return
        entry = statement.entries[index]
        name = self._parsed.text(entry.name)
        local = self._parsed.text(entry.alias) if entry.alias is not None else ""
        if entry.is_type:
            text = self._parsed.data[entry.name.start_byte : entry.node.end_byte]
            draft.changed[index] = text
        elif statement.is_type and statement.source is not None:
            draft.gone.add(index)
            spec = statement.source.spec
            self._late.append(Add(statement.kind, spec, name, local, "", token))

    def _is_there(self, statement: Statement, local: str) -> bool:
        """Whether another change already gives the block this name."""
        block = statement.node.parent
        passes_on = statement.kind in {"export", "list"}
        return any(
            local in draft.bound
            for draft in self._drafts.values()
            if draft.statement.node.parent == block
            and (draft.statement.kind in {"export", "list"}) == passes_on
        )

    def add(self, add: Add) -> None:
        """Make a name exist: in a statement of its module, in the place of another, or anew."""
        anchor = None
        if add.anchor is not None:
            anchor, index = self._at_or_near(add.anchor)
            if self._is_there(anchor.statement, add.bound):
                return
        else:
            index = 0
        block = anchor.statement.node.parent if anchor is not None else self._parsed.root
        target = self._target(add, block or self._parsed.root)
        stays = add.kind == "export" and anchor is not None and anchor.is_vacant
        if target is not None and target.filling is not None and stays:
            target = None
        if target is not None:
            target.bound.add(add.bound)
            if add.name == "default":
                target.default = add.bound
            else:
                target.added.append(_entry(add, in_types=target.statement.is_type))
        elif anchor is not None and anchor.is_vacant and anchor.statement.kind != "list":
            anchor.filling = add
            anchor.bound.add(add.bound)
            if index < len(anchor.statement.entries):
                anchor.gone.discard(index)
        else:
            self._anew(add, anchor)

    def _at_or_near(self, token: int) -> tuple[Draft, int]:
        """As `_at`, for statements that name nothing too, as a star does."""
        node = self._parsed.node_at(token, token + 1)
        while node.type not in {"export_statement", "import_statement"} and node.parent is not None:
            if read_statement(self._parsed, node) is not None:
                break
            node = node.parent
        statement = read_statement(self._parsed, node)
        if statement is not None:
            return self._at(token)
        return self._draft(Statement(node, "export", None)), 0

    def _anew(self, add: Add, anchor: Draft | None) -> None:
        at = anchor.statement.node.start_byte if anchor is not None else -1
        if at < 0:
            same_kind = "import" if add.kind == "import" else ""
            found = list(statements_of(self._parsed, self._parsed.root))
            found = [s for s in found if not same_kind or s.kind in {"import", "load"}]
            if found:
                at = found[-1].node.start_byte
                self._draft(found[-1])
        key = (at, add.kind, add.spec, add.form == "type")
        known = self._fresh.setdefault(key, [])
        if all(other.bound != add.bound for other in known):
            known.append(add)
        if anchor is not None:
            anchor.bound.add(add.bound)

    def _target(self, add: Add, block: Node) -> Draft | None:
        """The statement that an added name can join."""
        found: list[tuple[bool, Draft]] = []
        for statement in statements_of(self._parsed, block):
            draft = self._drafts.get(statement.node.start_byte) or Draft(statement)
            if statement.kind != add.kind or draft.is_vacant or statement.source is None:
                continue
            spec = draft.filling.spec if draft.filling is not None else statement.source.spec
            if self._same(spec, add.spec) and _can_join(add, draft):
                found.append((statement.is_type != (add.form != ""), draft))
        if not found:
            return None
        draft = min(found, key=lambda pair: pair[0])[1]
        return self._drafts.setdefault(draft.statement.node.start_byte, draft)

    def vacant(self) -> tuple[tuple[int, int], ...]:
        """The statements of which nothing is left."""
        nodes = [d.statement.node for d in self._drafts.values() if d.is_vacant]
        return tuple(
            with_notes(self._parsed.data, (node.start_byte, node.end_byte)) for node in nodes
        )

    def patches(self) -> tuple[Patch, ...]:
        """All other statements as they are to be."""
        for add in self._late:
            self.add(add)
        self._late = []
        patches: list[Patch] = []
        for draft in self._drafts.values():
            if not draft.is_vacant:
                patches += self._drafted(draft)
        for (at, *_), adds in self._fresh.items():
            patches.append(self._placed(at, adds))
        return tuple(sorted(_joined(patches)))

    def _drafted(self, draft: Draft) -> list[Patch]:
        statement, data = draft.statement, self._parsed.data
        patches: list[Patch] = []
        if draft.plain:
            word = next(c for c in statement.node.children if c.type == "type")
            patches.append(Patch(word.prev_sibling.end_byte if word.prev_sibling else
                                 word.start_byte, word.end_byte, b""))  # fmt: skip
        if draft.filling is not None:
            return patches + self._filled(draft, draft.filling)
        size = len(statement.entries)
        changed, gone = draft.changed, frozenset(i for i in draft.gone if i < size)
        heads = [n for n in (statement.default, statement.namespace) if n is not None]
        lost = [n for i, n in enumerate(heads, size) if i in draft.gone]
        names = statement.names
        if names is None or (size and len(gone) == size and not draft.added):
            return patches + self._heads(draft, lost)
        patches += list_patches(listing(data, names), changed, gone, draft.added)
        for node in lost:
            patches.append(Patch(node.start_byte, names.start_byte, b""))
        if draft.default and not lost:
            patches.append(Patch(names.start_byte, names.start_byte, f"{draft.default}, ".encode()))
        return patches

    def _heads(self, draft: Draft, lost: Sequence[Node]) -> list[Patch]:
        """A statement without a list, or one that loses it: what is before the braces stays."""
        statement = draft.statement
        default, namespace, names = statement.default, statement.namespace, statement.names
        if draft.added and default is not None and not lost:
            text = b", " + braced(draft.added)
            return [Patch(default.end_byte, default.end_byte, text)]
        if names is not None and default is not None and not lost:
            return [Patch(default.end_byte, names.end_byte, b"")]
        if default is not None and namespace is not None and len(lost) == 1:
            star = namespace.parent or namespace
            if lost[0] == default:
                return [Patch(default.start_byte, star.start_byte, b"")]
            return [Patch(default.end_byte, star.end_byte, b"")]
        return []

    def _filled(self, draft: Draft, add: Add) -> list[Patch]:
        """The emptied statement as that of another module."""
        statement, data = draft.statement, self._parsed.data
        source = statement.source
        assert source is not None
        style = style_of(self._parsed, statement)
        spelled = Patch(source.start, source.end, add.spec.encode())
        text = _entry(add, in_types=statement.is_type)
        kept = [i for i in range(len(statement.entries)) if i not in draft.gone]
        heads = statement.default is not None or statement.namespace is not None
        if kept and add.name != "default" and not heads and statement.names is not None:
            entry = statement.entries[kept[0]]
            changed = {kept[0]: text}
            if entry.alias is None and not add.local:
                changed = {kept[0]: _with(self._parsed, entry, entry.name, add.name)}
            gone = frozenset(draft.gone)
            names = listing(data, statement.names)
            return [*list_patches(names, changed, gone, draft.added), spelled]
        listed = braced([text, *draft.added], style.brace)
        head = add.bound.encode() if add.name == "default" else listed
        if add.name == "default" and draft.added:
            head += b", " + braced(draft.added, style.brace)
        clause = next((c for c in statement.node.named_children
                       if c.type in {"import_clause", "import_require_clause"}), None)  # fmt: skip
        if clause is not None and clause.type == "import_require_clause":
            text = head + b" from " + style.quote + add.spec.encode() + style.quote
            return [Patch(clause.start_byte, clause.end_byte, text)]
        outer = clause or statement.names or statement.namespace
        assert outer is not None
        return [Patch(outer.start_byte, outer.end_byte, head), spelled]

    def _placed(self, at: int, adds: Sequence[Add]) -> Patch:
        """New statements behind the one they come from, or where imports begin."""
        data = self._parsed.data
        near = self._drafts[at].statement if at >= 0 else None
        if near is not None:
            newline = style_of(self._parsed, near).newline
            end = line_end(data, near.node.end_byte)
            text = newline + indent_at(data, near.node.start_byte) + self._written(adds, near)
            if data[end : end + 1] not in {b"", b"\r", b"\n"}:
                end, text = near.node.end_byte, text + newline
            return Patch(end, end, text)
        place, after = top_place(self._parsed)
        before = b"" if data[:place][-1:] in {b"", b"\n", b"\xbf"} else after[: len(after) // 2]
        if place == len(data):
            after = after[: len(after) // 2]
        return Patch(place, place, before + self._written(adds, None) + after)

    def _written(self, adds: Sequence[Add], near: Statement | None) -> bytes:
        first = adds[0]
        style = style_of(self._parsed, near)
        in_types = first.form == "type"
        listed = braced(
            [_entry(add, in_types=in_types) for add in adds if add.name != "default"], style.brace
        )
        bound = next((add.bound.encode() for add in adds if add.name == "default"), b"")
        if len(adds) == 1 and bound:
            listed = bound
        elif bound:
            listed = bound + b", " + listed
        quoted = style.quote + first.spec.encode() + style.quote
        if first.kind == "require":
            return _loader(self._parsed, near, quoted, listed) + style.end
        word = first.kind.encode() + (b" type " if in_types else b" ")
        return word + listed + b" from " + quoted + style.end


def _can_join(add: Add, draft: Draft) -> bool:
    statement = draft.statement
    if statement.is_type and not draft.plain and not add.form:
        return False
    if statement.namespace is not None or statement.node.type == "import_require_clause":
        return False
    if add.name == "default":
        return statement.default is None and not draft.default and statement.names is not None
    if statement.names is None:
        return statement.default is not None and not statement.is_type
    return not (statement.is_type and statement.default is not None)


def _entry(add: Add, *, in_types: bool) -> bytes:
    """One entry of a list."""
    prefix = "type " if add.form and not in_types and add.kind != "require" else ""
    if add.bound == add.name:
        return f"{prefix}{add.name}".encode()
    joint = ": " if add.kind == "require" else " as "
    return f"{prefix}{add.name}{joint}{add.bound}".encode()


def _with(parsed: Parsed, entry: Entry, part: Node, text: str) -> bytes:
    """An entry with one of its parts spelled otherwise."""
    data = parsed.data
    before = data[entry.node.start_byte : part.start_byte]
    return before + text.encode() + data[part.end_byte : entry.node.end_byte]


def _loader(parsed: Parsed, near: Statement | None, quoted: bytes, listed: bytes) -> bytes:
    """A declaration that takes names from a module as its neighbour does."""
    if near is None or near.source is None or near.node.type == "import_statement":
        return b"const " + listed + b" = require(" + quoted + b")"
    declarator = next(c for c in near.node.named_children if c.type == "variable_declarator")
    value = declarator.child_by_field_name("value")
    assert value is not None
    data, source = parsed.data, near.source
    word = data[near.node.start_byte : near.node.children[0].end_byte]
    loader = data[value.start_byte : source.start - 1] + quoted
    return word + b" " + listed + b" = " + loader + data[source.end + 1 : value.end_byte]


def _joined(patches: Iterable[Patch]) -> list[Patch]:
    """Insertions at one place become one; what is inside another patch goes with it."""
    kept: list[Patch] = []
    for patch in sorted(set(patches), key=lambda p: (p.start, p.start != p.end, -p.end)):
        last = kept[-1] if kept else None
        if last is not None and patch.start == patch.end == last.start == last.end:
            kept[-1] = Patch(last.start, last.end, last.after + patch.after)
        elif last is not None and patch.start < last.end:
            continue
        else:
            kept.append(patch)
    return kept
