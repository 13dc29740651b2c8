"""Where the arguments of a call land, and what is too many or too few of them."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.call_nouns import Argument, Captured, Misfit
from cutover.languages.nodes import text_of
from cutover.languages.typescript.calls.signatures import Signature


def arguments_of(call: Node) -> tuple[Argument, ...]:
    """The arguments of an argument list."""
    return tuple(Argument(node, "", node) for node in call.named_children if node.type != "comment")


def is_spread(argument: Argument) -> bool:
    """Whether the argument is ``...values``."""
    return argument.node.type == "spread_element"


def bind(signature: Signature, call: Node) -> Captured | Misfit:
    """The arguments of a call by the parameter they land on; a rest parameter has several."""
    arguments = arguments_of(call)
    if call.has_error:
        return Misfit("the arguments cannot be parsed")
    for argument in arguments:
        if is_spread(argument):
            return Misfit(f"what {text_of(argument.node)} holds cannot be proven")
    if (problem := count_problem(signature, len(arguments))) is not None:
        return Misfit(problem)
    found: dict[str, tuple[Argument, ...]] = {}
    for number, argument in enumerate(arguments):
        parameter = signature.parameters[min(number, len(signature.parameters) - 1)]
        found[parameter.name] = (*found.get(parameter.name, ()), argument)
    return found


def count_problem(signature: Signature, count: int) -> str | None:
    """Why a call with ``count`` arguments does not fit; None if it does."""
    if count < signature.least:
        needed = [each.name for each in signature.parameters[count:] if each.required]
        return f"parameter {needed[0]} is missing"
    if signature.most is not None and count > signature.most:
        return f"more than {signature.most} arguments"
    return None
