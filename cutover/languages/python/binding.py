"""Where the arguments of a call land, and what Python would refuse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.call_nouns import Argument as Argument
from cutover.languages.call_nouns import Misfit as Misfit
from cutover.languages.python.nodes import text_of
from cutover.languages.python.signatures import ParameterKind, Signature

_UNPACKED = frozenset({"list_splat", "dictionary_splat", "parenthesized_list_splat"})


class Binding(Struct, frozen=True):
    """The arguments of a call in order, each after the name of the parameter it lands on."""

    bound: tuple[tuple[str, Argument], ...]


def arguments_of(call: Node) -> tuple[Argument, ...]:
    """The arguments of an argument list, or the one of a call with a bare generator."""
    if call.type == "generator_expression":
        return (Argument(call, "", call),)
    return tuple(
        _argument(node)
        for node in call.named_children
        if node.type not in ("comment", "line_continuation")
    )


def _argument(node: Node) -> Argument:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if node.type != "keyword_argument" or name is None or value is None:
        return Argument(node, "", node)
    return Argument(node, text_of(name), value)


def is_unpacked(argument: Argument) -> bool:
    """Whether the argument is ``*args`` or ``**kwargs``."""
    return argument.node.type in _UNPACKED


def bind(signature: Signature, call: Node) -> Binding | Misfit:
    """The arguments of a call on the parameters they land on, as Python would."""
    arguments = arguments_of(call)
    if call.has_error:
        return Misfit("the arguments cannot be parsed")
    for argument in arguments:
        if is_unpacked(argument):
            return Misfit(f"what {text_of(argument.node)} holds cannot be proven")
    names, problems = place(signature, [argument.keyword for argument in arguments])
    if problems:
        return Misfit(problems[0])
    return Binding(tuple(zip(names, arguments, strict=True)))


def place(signature: Signature, keywords: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The parameter of every argument ('' for none), and what Python would refuse.

    ``keywords`` are those of the arguments in order, '' for a positional one.
    """
    problems = list(shape_problems(keywords))
    names: list[str] = []
    ordered = _of_kind(signature, "positional", "either")
    repeatable = _of_kind(signature, "var_positional", "var_keyword")
    for number, keyword in enumerate(keywords):
        name, problem = _landing(signature, keyword, number, ordered)
        if name and name in names and name not in repeatable and keywords.count(keyword) < 2:
            problem = f"parameter {name} is given twice"
        if problem:
            problems.append(problem)
        names.append(name)
    missing = [each.name for each in signature.parameters if each.required]
    problems += [f"parameter {name} is missing" for name in missing if name not in names]
    return tuple(names), tuple(dict.fromkeys(problems))


def _of_kind(signature: Signature, *kinds: ParameterKind) -> list[str]:
    return [parameter.name for parameter in signature.parameters if parameter.kind in kinds]


def _landing(
    signature: Signature, keyword: str, number: int, ordered: Sequence[str]
) -> tuple[str, str]:
    """The parameter of one argument and '', or '' and why it has none."""
    if not keyword:
        if number < len(ordered):
            return ordered[number], ""
        rest = _of_kind(signature, "var_positional")
        return (rest[0], "") if rest else ("", f"more than {len(ordered)} positional arguments")
    if keyword in _of_kind(signature, "either", "keyword"):
        return keyword, ""
    options = _of_kind(signature, "var_keyword")
    if options:
        return options[0], ""
    if keyword in ordered:
        return "", f"parameter {keyword} is positional-only"
    return "", f"there is no parameter {keyword}"


def shape_problems(keywords: Sequence[str]) -> Iterator[str]:
    """What is wrong with a list of arguments whatever the signature."""
    named = [keyword for keyword in keywords if keyword]
    if any(keyword and not after for keyword, after in pairwise(keywords)):
        yield "a positional argument follows a keyword"
    yield from (
        f"keyword {keyword} is given twice"
        for keyword in dict.fromkeys(named)
        if named.count(keyword) > 1
    )
