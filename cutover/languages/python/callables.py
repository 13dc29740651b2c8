"""What a call of a class or function takes, read from its definition.

A signature is either proven or None; nothing here guesses at inherited or computed parameters.
"""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from cutover.languages.python.binding import arguments_of
from cutover.languages.python.class_signatures import family_of, generated_signature
from cutover.languages.python.decorators import (
    COMPOUND,
    Decorator,
    assignment_of,
    flag,
    undecorated,
)
from cutover.languages.python.nodes import descendants, text_of
from cutover.languages.python.signatures import Signature, parameters_of

# Decorators that leave the parameters of a function, or the constructor of a class, alone.
_TRANSPARENT = frozenset(
    {
        "abstractmethod",
        "asynccontextmanager",
        "beartype",
        "cache",
        "classmethod",
        "contextmanager",
        "deprecated",
        "final",
        "lru_cache",
        "no_type_check",
        "override",
        "runtime_checkable",
        "staticmethod",
        "total_ordering",
        "typechecked",
        "unique",
        "wraps",
    }
)
_BARE_BASES = frozenset({"object", "Generic", "Protocol", "ABC"})


def signature_of(definition: Node) -> Signature | None:
    """What a call of the class or function takes; None when the definition alone cannot tell."""
    try:
        decorators, inner = undecorated(definition)
        if inner.type == "function_definition":
            return _of_function(inner, decorators)
        if inner.type == "class_definition":
            return _of_class(inner, decorators)
    except ValueError:
        return None
    return None


def _of_function(node: Node, decorators: Sequence[Decorator], *, method: bool = False) -> Signature:
    unknown = [decorator for decorator in decorators if decorator.last not in _TRANSPARENT]
    parameters = node.child_by_field_name("parameters")
    if unknown or parameters is None or parameters.has_error:
        raise ValueError("a decorator or an error hides the parameters")
    found = parameters_of(parameters)
    bound = method or any(decorator.last == "classmethod" for decorator in decorators)
    if bound and found and found[0].kind in ("positional", "either"):
        found = found[1:]
    return Signature(found)


def _of_class(node: Node, decorators: Sequence[Decorator]) -> Signature | None:
    body = node.child_by_field_name("body")
    if body is None:
        return None
    for name in ("__init__", "__new__"):
        own = _method(body, name)
        if own is not None:
            return _of_function(own[1], own[0], method=True)
    bases, metaclass = _bases(node)
    if not metaclass:
        return None
    inherited = [base for base in bases if base not in _BARE_BASES]
    if inherited == ["NamedTuple"]:
        return generated_signature(body, "named", None)
    others = [decorator for decorator in decorators if decorator.last not in _TRANSPARENT]
    if inherited or len(others) > 1:
        return None
    if not others:
        return Signature(())
    family = family_of(others[0])
    if family is None:
        return None
    if not flag(others[0].arguments, "init", default=True):
        return Signature(())
    return generated_signature(body, family, others[0])


def _bases(node: Node) -> tuple[list[str], bool]:
    """The last names of the bases, and whether the metaclass is one that changes no call."""
    superclasses = node.child_by_field_name("superclasses")
    bases, plain = [], True
    for argument in arguments_of(superclasses) if superclasses is not None else ():
        name = text_of(argument.value).partition("[")[0].strip().rpartition(".")[2]
        if not argument.keyword:
            bases.append(name)
        elif argument.keyword == "metaclass":
            plain = plain and name == "ABCMeta"
        else:
            plain = False
    return bases, plain


def _method(body: Node, name: str) -> tuple[list[Decorator], Node] | None:
    """The last definition of a method that is no overload; ValueError where it is conditional."""
    last: tuple[list[Decorator], Node] | None = None
    for statement in body.named_children:
        if statement.type in COMPOUND and _defines(statement, name):
            raise ValueError(f"{name} depends on a condition")
        if name in _assigned(statement):
            raise ValueError(f"{name} is assigned")
        decorators, inner = undecorated(statement)
        overload = any(decorator.last == "overload" for decorator in decorators)
        if inner.type == "function_definition" and _name(inner) == name and not overload:
            last = decorators, inner
    return last


def _name(node: Node) -> str:
    return text_of(node.child_by_field_name("name"))


def _defines(statement: Node, name: str) -> bool:
    return any(
        node.type == "identifier" and text_of(node) == name for node in descendants(statement)
    )


def _assigned(statement: Node) -> list[str]:
    """The names that a statement of a class body assigns to, in ``a = b = …`` all of them."""
    names = []
    assignment = assignment_of(statement)
    while assignment is not None and assignment.type == "assignment":
        names.append(text_of(assignment.child_by_field_name("left")))
        assignment = assignment.child_by_field_name("right")
    return names
