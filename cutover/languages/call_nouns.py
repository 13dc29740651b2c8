"""The nouns of rewriting calls, the same in every language.

A template says what the new arguments are; `Placeholder`s in it stand for arguments that a call
gives. What differs between languages is a `CallGrammar`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.patch import Patch

Context = Literal["whole", "argument", "enclosed", "object", "operand", "callee", "body"]
_BRACES = re.compile(r"\{\{|\}\}|\{(\w+(?:\.\w+)?)\}|[{}]")


class Argument(Struct, frozen=True):
    """One argument of a call; ``keyword`` is '' for a positional one."""

    node: Node
    keyword: str
    value: Node


class Misfit(Struct, frozen=True):
    """Why a call cannot be bound or rewritten."""

    reason: str


class Mapped(Struct, frozen=True):
    """The edits of one call, what they import, and which template fitted (-1 without any)."""

    patches: tuple[Patch, ...]
    imports: tuple[str, ...]
    template: int


class Placeholder(Struct, frozen=True):
    """Where a captured argument goes.

    ``context`` is what surrounds it, ``certain`` whether it is evaluated exactly once there.
    """

    parameter: str
    context: Context
    certain: bool


class Item(Struct, frozen=True):
    """One new argument; ``keyword`` is '' for a positional one."""

    keyword: str
    parts: tuple[bytes | Placeholder, ...]

    @property
    def placeholders(self) -> list[Placeholder]:
        """The captured arguments it is made of, in the order of the text."""
        return [part for part in self.parts if isinstance(part, Placeholder)]


class Template(Struct, frozen=True):
    """The checked form of a `CallTemplate`."""

    items: tuple[Item, ...]
    drop: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()


class CallGrammar(Struct, frozen=True):
    """What a language says about calls.

    ``named`` is what stands before the value of an argument with a keyword, ``arguments`` are those
    of an argument list, ``order_matters`` tells whether two values can be evaluated the other way
    round, ``needs_parentheses`` whether a value does where it goes (with the keyword of its new
    argument), ``reparsed`` gives the argument list of a text in parentheses if it is one,
    ``indent`` is one step of indentation, ``keeps_comma`` says that one right before the closing
    parenthesis has a meaning to formatters.
    """

    named: Callable[[str], bytes]
    arguments: Callable[[Node], tuple[Argument, ...]]
    order_matters: Callable[[Node, Node], bool]
    needs_parentheses: Callable[[Node, Placeholder, str], bool]
    reparsed: Callable[[bytes], Node | None]
    indent: bytes
    keeps_comma: bool


Rendered = Callable[[int, int], bytes]
Captured = Mapping[str, tuple[Argument, ...]]


class Call(Struct, frozen=True):
    """A call that is rewritten: its bytes, arguments, captures and how moved text ends up."""

    grammar: CallGrammar
    data: bytes
    node: Node
    captured: Captured
    rendered: Rendered | None

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments as they stand."""
        return self.grammar.arguments(self.node)

    @property
    def is_bare(self) -> bool:
        """Whether its only argument has the parentheses of the call, as a generator may."""
        return any(each.node == self.node for each in self.arguments)

    def argument(self, hole: Placeholder) -> Argument:
        """The argument that a placeholder stands for."""
        return self.captured[hole.parameter][0]

    def moved(self, node: Node) -> bytes:
        """The text of a node that leaves its place."""
        if self.rendered is None:
            return self.data[node.start_byte : node.end_byte]
        return self.rendered(node.start_byte, node.end_byte)


def with_markers(text: str, *, dotted: bool = False) -> tuple[str, Mapping[str, str]]:
    """A template with a unique name for every placeholder, and the parameter behind each.

    ``dotted`` says that a placeholder may name a property of a parameter. Raises ValueError for a
    brace that is neither doubled nor one of a placeholder.
    """
    stem = "cutover_"
    while stem in text:
        stem += "_"
    holes: dict[str, str] = {}

    def marker(match: re.Match[str]) -> str:
        if match[0] in ("{{", "}}"):
            return match[0][0]
        words = (match[1] or "").split(".")
        if not all(map(str.isidentifier, words)) or (len(words) > 1 and not dotted):
            raise ValueError(f"position {match.start()}: write {match[0] * 2} for a real brace")
        holes[f"{stem}{len(holes)}"] = match[1]
        return f"{stem}{len(holes) - 1}"

    return _BRACES.sub(marker, text), holes


def lost_markers(found: Sequence[Node], holes: Mapping[str, str]) -> str:
    """A parameter whose placeholder stands where no argument can; '' if all can."""
    lost = holes.keys() - {(node.text or b"").decode() for node in found}
    return min((holes[marker] for marker in lost), default="")
