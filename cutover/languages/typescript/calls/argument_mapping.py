"""How the arguments of a legacy call become those of its replacement, as edits of spans.

A template says what the new arguments are. Arguments that keep their order are edited where they
stand, so that comments, layout and calls nested inside them survive; whatever cannot be shown to
mean the same is a `Misfit` with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from cutover.languages.call_edits import rewritten
from cutover.languages.call_fitting import effects_problem, first_fitting, use_problem
from cutover.languages.call_nouns import (
    Call,
    Captured,
    Item,
    Mapped,
    Misfit,
    Rendered,
    Template,
)
from cutover.languages.nodes import text_of
from cutover.languages.patch import Patch
from cutover.languages.typescript.calls.argument_binding import (
    arguments_of,
    bind,
    count_problem,
    is_spread,
)
from cutover.languages.typescript.calls.effects import has_effects
from cutover.languages.typescript.calls.grammar import TYPESCRIPT_CALLS
from cutover.languages.typescript.calls.properties import opened
from cutover.languages.typescript.calls.signatures import Signature


def map_call(
    data: bytes,
    arguments: Node,
    legacy: Signature | None,
    templates: Sequence[Template],
    replacement: Signature | None,
    rendered: Rendered | None = None,
) -> Mapped | Misfit:
    """The edits that turn the arguments of one call into what the first fitting template says.

    A template fits if it uses or drops exactly what the call gives; where none does, one may pass
    on fewer arguments at its end. ``rendered`` gives the final bytes of a span whose text moves.
    """
    if arguments.has_error:
        return Misfit("the arguments cannot be parsed")
    if not templates:
        return _kept(arguments, legacy, replacement)
    captured = _captures(arguments, legacy)
    if isinstance(captured, Misfit):
        return captured

    def attempt(number: int, template: Template, *, fewer: bool = False) -> Mapped | Misfit:
        given = opened(captured, template)
        if isinstance(given, Misfit):
            return given
        items = _fitting(template, given, replacement, fewer=fewer)
        call = Call(TYPESCRIPT_CALLS, data, arguments, given, rendered)
        patches = items if isinstance(items, Misfit) else rewritten(call, items)
        if isinstance(patches, Misfit):
            return patches
        return Mapped(patches, template.imports, number)

    exact = first_fitting(templates, attempt)
    if isinstance(exact, Mapped):
        return exact
    less = first_fitting(templates, lambda at, template: attempt(at, template, fewer=True))
    return less if isinstance(less, Mapped) else exact


def map_bare(
    end: int,
    legacy: Signature | None,
    templates: Sequence[Template],
    replacement: Signature | None,
) -> Mapped | Misfit:
    """The same for ``new Old`` without parentheses, which would stand at ``end``."""
    problem = _bind_nothing(legacy) or (None if templates else _bind_nothing(replacement))
    if problem is not None:
        return problem

    def attempt(number: int, template: Template) -> Mapped | Misfit:
        items = _fitting(template, {}, replacement)
        if isinstance(items, Misfit):
            return items
        given = (b"".join(part for part in item.parts if isinstance(part, bytes)) for item in items)
        text = b", ".join(given)
        patches = (Patch(end, end, b"(" + text + b")"),) if text else ()
        return Mapped(patches, template.imports, number)

    return first_fitting(templates, attempt) if templates else Mapped((), (), -1)


def _bind_nothing(signature: Signature | None) -> Misfit | None:
    """Why a call without arguments does not fit."""
    problem = count_problem(signature, 0) if signature is not None else None
    return Misfit(problem) if problem is not None else None


def _kept(
    arguments: Node, legacy: Signature | None, replacement: Signature | None
) -> Mapped | Misfit:
    """The call as it is, where the replacement takes as many arguments."""
    unchanged = Mapped((), (), -1)
    given = arguments_of(arguments)
    if replacement is None or replacement == legacy:
        return unchanged
    spread = next((each for each in given if is_spread(each)), None)
    if spread is not None:
        same = legacy is None or (legacy.least, legacy.most) == (
            replacement.least, replacement.most
        )  # fmt: skip
        what = f"what {text_of(spread.node)} holds cannot be proven"
        return unchanged if same else Misfit(what)
    problem = count_problem(replacement, len(given))
    if problem is not None:
        return Misfit(f"the replacement does not take the call: {problem}")
    return unchanged


def _captures(arguments: Node, legacy: Signature | None) -> Captured | Misfit:
    """The arguments of the call by legacy parameter."""
    if legacy is not None:
        return bind(legacy, arguments)
    for argument in arguments_of(arguments):
        what = "what it holds cannot" if is_spread(argument) else "its parameter cannot"
        return Misfit(f"{text_of(argument.node)}: {what} be proven, declare `parameters`")
    return {}


def _fitting(
    template: Template, captured: Captured, replacement: Signature | None, *, fewer: bool = False
) -> tuple[Item, ...] | Misfit:
    """The items of the template, when they account for all that the call gives.

    ``fewer`` leaves out the last ones that would only pass on what is not given.
    """
    items = list(template.items)
    while fewer and items and _passes_nothing(items[-1], captured):
        items.pop()
    for item in items:
        for hole in item.placeholders:
            if hole.parameter not in captured:
                return Misfit(f"parameter {hole.parameter} is used, but not given")
    if (problem := use_problem(template, items, captured)) is not None:
        return problem
    count = count_problem(replacement, len(items)) if replacement is not None else None
    if count is not None:
        return Misfit(f"the result does not fit the replacement: {count}")
    return effects_problem(items, captured, has_effects) or tuple(items)


def _passes_nothing(item: Item, captured: Captured) -> bool:
    holes = item.placeholders
    return len(item.parts) == 1 and len(holes) == 1 and holes[0].parameter not in captured
