"""Decide, statement by statement, where names go, join and come from."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from cutover.languages.patch import Patch, merged
from cutover.languages.typescript.imports.changes import Add, Draft
from cutover.languages.typescript.imports.statements import (
    Statement,
    read_statement,
    statement_around,
)
from cutover.languages.typescript.imports.style import statements_of, with_notes
from cutover.languages.typescript.imports.text import drafted, entry_text, placed, respelled
from cutover.languages.typescript.syntax.parsing import Parsed

_EXPORTS = frozenset({"export", "list"})


class Book:
    """The statements of one file and all that is to change in them."""

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
        """A name goes."""
        draft, index = self._at(token)
        draft.gone.add(index)

    def rename(self, token: int, name: str, alias: str) -> None:
        """Rename in place; a name that is there already is not repeated."""
        draft, index = self._at(token)
        entry = draft.statement.entries[index]
        own = self._parsed.text(entry.alias) if entry.alias is not None else ""
        local = alias or own or name
        block = draft.statement.node.parent or self._parsed.root
        if self._is_there(draft.statement.kind, block, local):
            draft.gone.add(index)
            return
        draft.bound.add(local)
        if entry.alias is None or own != local or own == name:
            head = self._parsed.data[entry.node.start_byte : entry.name.start_byte]
            shared = draft.statement.kind == "require"
            joint = "" if local == name else f"{': ' if shared else ' as '}{local}"
            draft.changed[index] = head + f"{name}{joint}".encode()
        else:
            draft.changed[index] = respelled(self._parsed, entry, entry.name, name)

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

    def _is_there(self, kind: str, block: Node, local: str) -> bool:
        """Whether another change already gives the block this name."""
        passes_on = kind in _EXPORTS
        return any(
            local in draft.bound
            for draft in self._drafts.values()
            if draft.statement.node.parent == block
            and (draft.statement.kind in _EXPORTS) == passes_on
        )

    def _has(self, add: Add, block: Node) -> bool:
        """Whether a statement of the same module names it already, if as a value where need be."""
        for statement in statements_of(self._parsed, block):
            source = statement.source
            if statement.kind != add.kind or source is None or not self._same(
                source.spec, add.spec
            ):  # fmt: skip
                continue
            namespace = statement.namespace
            if namespace is not None and self._parsed.text(namespace) == add.bound:
                return True
            draft = self._drafts.get(statement.node.start_byte)
            for index, entry in enumerate(statement.entries):
                left = draft is not None and (index in draft.gone or index in draft.changed)
                local = self._parsed.text(entry.alias or entry.name)
                if left or local != add.bound or self._parsed.text(entry.name) != add.name:
                    continue
                if (statement.is_type or entry.is_type) and not add.form:
                    self.value(entry.node.start_byte)
                return True
        return False

    def add(self, add: Add) -> None:
        """Make a name exist: in a statement of its module, in the place of another, or anew."""
        anchor = None
        if add.anchor is not None:
            anchor, index = self._at_or_near(add.anchor)
        else:
            index = 0
        block = anchor.statement.node.parent if anchor is not None else None
        block = block or self._parsed.root
        if self._is_there(add.kind, block, add.bound) or self._has(add, block):
            return
        target = self._target(add, block)
        if anchor is None:
            anchor = self._emptied(add)
            index = anchor.statement.size if anchor is not None else 0
        stays = add.kind == "export" and anchor is not None and anchor.is_vacant
        if target is not None and target.filling is not None and stays:
            target = None
        if target is not None:
            target.bound.add(add.bound)
            if add.heads:
                target.default = add.bound
            else:
                target.added.append(entry_text(add, in_types=target.statement.is_type))
        elif anchor is not None and anchor.is_vacant and anchor.statement.kind != "list":
            anchor.filling = add
            anchor.bound.add(add.bound)
            if index < len(anchor.statement.entries):
                anchor.gone.discard(index)
        else:
            self._anew(add, anchor)

    def _emptied(self, add: Add) -> Draft | None:
        """The last import of a file all of whose imports go, if it can become the new one."""
        found = [
            self._draft(statement)
            for statement in statements_of(self._parsed, self._parsed.root)
            if statement.kind in {"import", "require", "load"}
        ]
        if not found or not all(draft.is_vacant for draft in found):
            return None
        last = found[-1].statement
        fits = last.kind == add.kind == "import" and not last.is_type and last.source is not None
        return found[-1] if fits else None

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
            found = [s for s in found if not self._draft(s).is_vacant] or found
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
                patches += drafted(self._parsed, draft)
        for (at, *_), adds in self._fresh.items():
            near = self._drafts[at].statement if at >= 0 else None
            patches.append(placed(self._parsed, near, adds))
        return merged(self._parsed.data, patches)


def _can_join(add: Add, draft: Draft) -> bool:
    statement = draft.statement
    if statement.is_type and not draft.plain and not add.form:
        return False
    if statement.namespace is not None or statement.node.type == "import_require_clause":
        return False
    if add.heads:
        if draft.filling is not None:
            return False
        return statement.default is None and not draft.default and statement.names is not None
    if statement.names is None:
        return statement.default is not None and not statement.is_type
    return not (statement.is_type and statement.default is not None)
