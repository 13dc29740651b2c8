"""The decorators of a definition, the options of their calls, the assignments beneath them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.python.binding import arguments_of, is_unpacked
from cutover.languages.python.nodes import text_of

COMPOUND = frozenset(
    {
        "if_statement",
        "try_statement",
        "with_statement",
        "for_statement",
        "while_statement",
        "match_statement",
    }
)


class Decorator(Struct, frozen=True):
    """The dotted name of a decorator, and its arguments when it is called."""

    name: str
    arguments: Node | None

    @property
    def last(self) -> str:
        """The name without its module."""
        return self.name.rpartition(".")[2]


def undecorated(node: Node) -> tuple[list[Decorator], Node]:
    """The decorators of a statement, and the definition under them (or the statement itself)."""
    if node.type != "decorated_definition":
        return [], node
    inner = node.child_by_field_name("definition")
    found = [_decorator(child) for child in node.children if child.type == "decorator"]
    return found, inner if inner is not None else node


def _decorator(node: Node) -> Decorator:
    expression = node.named_children[0]
    if expression.type != "call":
        return Decorator(text_of(expression), None)
    return Decorator(
        text_of(expression.child_by_field_name("function")),
        expression.child_by_field_name("arguments"),
    )


def options_of(arguments: Node | None) -> Mapping[str, Node]:
    """The keywords of a decorator or field; ValueError when some are unpacked."""
    found = arguments_of(arguments) if arguments is not None else ()
    if any(is_unpacked(argument) for argument in found):
        raise ValueError("unpacked options")
    return {argument.keyword: argument.value for argument in found}


def flag(arguments: Node | None, name: str, *, default: bool) -> bool:
    """A boolean option; ValueError when it is computed."""
    value = options_of(arguments).get(name)
    if value is None:
        return default
    if value.type not in ("true", "false"):
        raise ValueError(f"{name} is computed")
    return value.type == "true"


def assignment_of(statement: Node) -> Node | None:
    """The assignment that a statement is; None for any other."""
    if statement.type != "expression_statement" or not statement.named_children:
        return None
    inner = statement.named_children[0]
    return inner if inner.type == "assignment" else None
