"""What is to change in the imports and exports of a file, and what becomes of one statement."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from cutover.languages.typescript.imports.statements import Statement

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

    @property
    def heads(self) -> bool:
        """Whether it stands before or without braces, as a default import or a whole module."""
        return self.kind == "load" or (self.kind == "import" and self.name == "default")


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
