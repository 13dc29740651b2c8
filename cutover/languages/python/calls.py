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
    Argument,
    Call,
    Captured,
    Item,
    Mapped,
    Misfit,
    Rendered,
    Template,
)
from cutover.languages.python.binding import (
    arguments_of,
    bind,
    is_unpacked,
    place,
    shape_problems,
)
from cutover.languages.python.call_grammar import PYTHON_CALLS
from cutover.languages.python.effects import has_effects
from cutover.languages.python.nodes import text_of
from cutover.languages.python.signatures import Signature

__all__ = ["Mapped", "map_call"]


def map_call(
    data: bytes,
    arguments: Node,
    legacy: Signature | None,
    templates: Sequence[Template],
    replacement: Signature | None,
    rendered: Rendered | None = None,
) -> Mapped | Misfit:
    """The edits that turn the arguments of one call into what the first fitting template says.

    ``rendered`` gives the final bytes of a span of ``data`` whose text moves; edits of the caller
    inside the span of a patch returned here are already in it and must not be applied again.
    """
    if arguments.has_error:
        return Misfit("the arguments cannot be parsed")
    if not templates:
        return _kept(arguments, legacy, replacement)
    captured = _captures(arguments, legacy)
    if isinstance(captured, Misfit):
        return captured
    call = Call(PYTHON_CALLS, data, arguments, captured, rendered)

    def attempt(number: int, template: Template) -> Mapped | Misfit:
        items = _fitting(template, call.captured, replacement)
        patches = items if isinstance(items, Misfit) else rewritten(call, items)
        if isinstance(patches, Misfit):
            return patches
        return Mapped(patches, template.imports, number)

    return first_fitting(templates, attempt)


def _kept(
    arguments: Node, legacy: Signature | None, replacement: Signature | None
) -> Mapped | Misfit:
    """The call as it is, where it means the same to the replacement."""
    unchanged = Mapped((), (), -1)
    unpacked = any(map(is_unpacked, arguments_of(arguments)))
    if replacement is None or (unpacked and (legacy is None or legacy == replacement)):
        return unchanged
    after = bind(replacement, arguments)
    if isinstance(after, Misfit):
        return Misfit(f"the replacement does not take the call: {after.reason}")
    before = bind(legacy, arguments) if legacy is not None else after
    if isinstance(before, Misfit):
        return Misfit(f"the call does not fit the legacy symbol: {before.reason}")
    old_rest, new_rest = _rest(legacy or replacement), _rest(replacement)
    for (old, argument), (new, _) in zip(before.bound, after.bound, strict=True):
        is_rest = old == old_rest, new == new_rest
        same = all(is_rest) or (old == new and not any(is_rest))
        if not argument.keyword and not same:
            return Misfit(
                f"{text_of(argument.node)} is {old} before and {new} after; a template must say so"
            )
    return unchanged


def _rest(signature: Signature) -> str:
    """The name of ``*args``, '' for none."""
    names = (each.name for each in signature.parameters if each.kind == "var_positional")
    return next(names, "")


def _captures(arguments: Node, legacy: Signature | None) -> Captured | Misfit:
    """The arguments of the call by legacy parameter; by keyword where that is unknown."""
    found: dict[str, tuple[Argument, ...]] = {}
    if legacy is not None:
        binding = bind(legacy, arguments)
        if isinstance(binding, Misfit):
            return binding
        for name, argument in binding.bound:
            found[name] = (*found.get(name, ()), argument)
        return found
    for argument in arguments_of(arguments):
        if not argument.keyword:
            what = "what it holds cannot" if is_unpacked(argument) else "its parameter cannot"
            return Misfit(f"{text_of(argument.node)}: {what} be proven, declare `parameters`")
        found[argument.keyword] = (argument,)
    repeated = list(shape_problems([each.keyword for each in arguments_of(arguments)]))
    return Misfit(repeated[0]) if repeated else found


def _fitting(
    template: Template, captured: Captured, replacement: Signature | None
) -> tuple[Item, ...] | Misfit:
    """The items of the template that this call gives, when they account for all of it."""
    items = _present(template, captured)
    if isinstance(items, Misfit):
        return items
    if (problem := use_problem(template, items, captured)) is not None:
        return problem
    keywords = [item.keyword for item in items]
    problems = list(shape_problems(keywords))
    if replacement is not None:
        problems += place(replacement, keywords)[1]
    if problems:
        return Misfit(f"the result does not fit the replacement: {problems[0]}")
    return effects_problem(items, captured, has_effects) or items


def _present(template: Template, captured: Captured) -> tuple[Item, ...] | Misfit:
    """The items whose parameters are all given; a gap between positional ones is a misfit."""
    items: list[Item] = []
    gap = ""
    for item in template.items:
        omitted = [hole.parameter for hole in item.placeholders if hole.parameter not in captured]
        if not omitted:
            if gap and not item.keyword:
                return Misfit(f"parameter {gap} is not given, but a positional argument follows")
            items.append(item)
        elif not item.keyword:
            gap = gap or omitted[0]
    return tuple(items)
