"""What the new arguments of a call are, as a manifest spells it, and what is wrong with that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from tree_sitter import Node

from cutover.languages.call_nouns import (
    Argument,
    Context,
    Item,
    Placeholder,
    Template,
    lost_markers,
    with_markers,
)
from cutover.languages.nodes import descendants, text_of
from cutover.languages.trees import ancestors
from cutover.languages.typescript.calls.argument_binding import (
    arguments_of,
    count_problem,
    is_spread,
)
from cutover.languages.typescript.calls.grammar import argument_list
from cutover.languages.typescript.calls.signatures import Signature
from cutover.languages.typescript.syntax.bindings import CLASSES, FUNCTIONS
from cutover.manifest import CallTemplate

__all__ = ["Template", "check_template", "parse_template"]

_ENCLOSED = frozenset(
    {
        "array",
        "pair",
        "spread_element",
        "template_substitution",
        "jsx_expression",
        "computed_property_name",
        "assignment_expression",
        "augmented_assignment_expression",
    }
)
_OWNERS = frozenset({"member_expression", "subscript_expression", "call_expression"})


def parse_template(call: CallTemplate) -> Template:
    """The checked form of a call template; ValueError names what is wrong with it."""
    text, holes = with_markers(call.arguments, dotted=True)
    source = b"(" + text.encode() + b"\n)"
    found = argument_list(source, "f.ts") or argument_list(source, "f.tsx")
    if found is None or _has_gap(found[1]):
        raise ValueError(f"'{call.arguments}' is no argument list")
    arguments = found[1]
    nodes = list(descendants(arguments))
    if any(node.type == "comment" for node in nodes):
        raise ValueError(f"'{call.arguments}' holds a comment")
    names = [node for node in nodes if not node.children and text_of(node) in holes]
    for node in names:
        _check_name(node, holes[text_of(node)])
    if name := lost_markers(names, holes):
        raise ValueError(f"{{{name}}} stands inside a string or a name, not for an argument")
    items = tuple(_item(argument, b"f" + source, holes) for argument in arguments_of(arguments))
    return Template(items, tuple(call.drop), tuple(call.imports))


def _has_gap(arguments: Node) -> bool:
    """Whether a comma follows no argument, which the grammar lets pass."""
    types = [node.type for node in arguments.children]
    return any(one in {"(", ","} and other == "," for one, other in pairwise(types))


def _check_name(node: Node, parameter: str) -> None:
    if node.type == "identifier":
        parent = node.parent
        if parent is None or parent.child_by_field_name("name") != node:
            return
    what = "inside a string" if node.type.endswith("_fragment") else "for a name or a type"
    raise ValueError(f"{{{parameter}}} stands {what}, not for an argument")


def _item(argument: Argument, source: bytes, holes: Mapping[str, str]) -> Item:
    if is_spread(argument):
        raise ValueError(f"'{text_of(argument.node)}': what it spreads cannot be proven")
    parts: list[bytes | Placeholder] = []
    position = argument.value.start_byte
    for node in descendants(argument.value):
        if node.type == "identifier" and text_of(node) in holes:
            parts.append(source[position : node.start_byte])
            parts.append(_placeholder(node, argument, holes[text_of(node)]))
            position = node.end_byte
    parts.append(source[position : argument.value.end_byte])
    return Item("", tuple(part for part in parts if part))


def _placeholder(node: Node, argument: Argument, parameter: str) -> Placeholder:
    if node == argument.value:
        return Placeholder(parameter, "whole", True)
    certain = True
    child = node
    for parent in ancestors(node):
        if _hides_names(parent):
            raise ValueError(f"{{{parameter}}} cannot stand inside '{text_of(parent)[:40]}'")
        certain = certain and _evaluates(parent, child)
        if parent == argument.value:
            break
        child = parent
    return Placeholder(parameter, _context(node), certain)


def _hides_names(node: Node) -> bool:
    """Whether names, or ``this``, may mean something else in there."""
    if node.type == "arrow_function":
        parameters = node.child_by_field_name("parameters")
        return parameters is None or bool(parameters.named_children)
    return node.type in FUNCTIONS or node.type in CLASSES or node.type == "statement_block"


def _evaluates(parent: Node, child: Node) -> bool:
    """Whether ``parent`` evaluates ``child`` exactly once, here and now."""
    match parent.type:
        case "arrow_function":
            return False
        case "ternary_expression":
            return parent.child_by_field_name("condition") == child
        case "binary_expression":
            sign = parent.child_by_field_name("operator")
            short = sign is not None and sign.type in {"&&", "||", "??"}
            return not short or parent.child_by_field_name("right") != child
        case "augmented_assignment_expression":
            return False
        case kind if kind in _OWNERS:
            owner = parent.child_by_field_name("object") or parent.child_by_field_name("function")
            chained = owner is not None and any(
                node.type == "optional_chain" for node in descendants(parent)
            )
            return owner == child or not chained
    return True


def _context(node: Node) -> Context:
    parent = node.parent
    match parent.type if parent is not None else "":
        case "arguments" | "parenthesized_expression":
            return "argument"
        case kind if kind in _ENCLOSED:
            return "enclosed"
        case "subscript_expression" if parent and parent.child_by_field_name("index") == node:
            return "enclosed"
        case "ternary_expression" if parent and parent.child_by_field_name("condition") != node:
            return "enclosed"
        case "member_expression" | "subscript_expression" | "call_expression":
            return "object"
        case "non_null_expression":
            return "object"
        case "new_expression":
            return "callee"
        case "arrow_function":
            return "body"
    return "operand"


def check_template(
    template: Template, legacy: Signature | None, replacement: Signature | None
) -> list[str]:
    """Everything that is wrong with a template before any call is seen."""
    used = [hole.parameter for item in template.items for hole in item.placeholders]
    problems = [
        f"parameter {name} is both used and dropped"
        for name in dict.fromkeys(used)
        if name in template.drop
    ]
    if legacy is not None:
        problems += _legacy_problems(legacy, used, template.drop)
    if replacement is not None:
        problem = count_problem(replacement, len(template.items))
        if problem is not None:
            problems.append(f"replacement: {problem}")
    return problems


def _legacy_problems(legacy: Signature, used: Sequence[str], drop: Sequence[str]) -> Iterator[str]:
    known = {each.name for each in legacy.parameters}
    named = dict.fromkeys((*used, *drop))
    owners = {name.partition(".")[0] for name in named}
    for name in dict.fromkeys(name.partition(".")[0] for name in named):
        if name not in known:
            yield f"the legacy symbol has no parameter {name}"
    for parameter in legacy.parameters:
        name = parameter.name
        if name in named and any(other.startswith(f"{name}.") for other in named):
            yield f"parameter {name} is used both whole and by its properties"
        if parameter.required and name not in owners:
            yield f"parameter {name} is neither used nor dropped"
        if name in used and parameter.rest:
            yield f"parameter {name} stands for any number of arguments and can only be dropped"
