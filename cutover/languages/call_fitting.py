"""Which template fits a call: all of it accounted for, every value evaluated as before."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tree_sitter import Node

from cutover.languages.call_nouns import Captured, Item, Mapped, Misfit, Template
from cutover.languages.nodes import text_of


def first_fitting(
    templates: Sequence[Template], attempt: Callable[[int, Template], Mapped | Misfit]
) -> Mapped | Misfit:
    """The result of the first template that fits; else why each of them does not."""
    reasons: list[str] = []
    for number, template in enumerate(templates):
        result = attempt(number, template)
        if isinstance(result, Mapped):
            return result
        reasons.append(result.reason)
    if len(reasons) == 1:
        return Misfit(reasons[0])
    return Misfit("; ".join(f"template {at}: {why}" for at, why in enumerate(reasons, 1)))


def use_problem(template: Template, items: Sequence[Item], captured: Captured) -> Misfit | None:
    """Why the items do not account for every argument that the call gives."""
    used = [hole.parameter for item in items for hole in item.placeholders]
    for name, arguments in captured.items():
        if name in used and len(arguments) > 1:
            return Misfit(f"parameter {name} stands for several arguments here")
        if name not in used and name not in template.drop:
            return Misfit(f"parameter {name} is given, but the template does not use it")
    return None


def effects_problem(
    items: Sequence[Item], captured: Captured, has_effects: Callable[[Node], bool]
) -> Misfit | None:
    """Why evaluating the arguments once, as before, could not be kept up."""
    holes = [hole for item in items for hole in item.placeholders]
    for name, arguments in captured.items():
        mine = [hole for hole in holes if hole.parameter == name]
        if len(mine) == 1 and mine[0].certain:
            continue
        what = (
            "dropped" if not mine else "repeated" if len(mine) > 1 else "evaluated later or never"
        )
        for argument in arguments:
            if has_effects(argument.value):
                return Misfit(
                    f"{text_of(argument.value)} ({name}) would be {what}, and it may have effects"
                )
    return None
