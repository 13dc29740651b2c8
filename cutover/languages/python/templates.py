"""What the new arguments of a call are, as a manifest spells it, and what is wrong with that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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
from cutover.languages.python.binding import arguments_of, is_unpacked, place, shape_problems
from cutover.languages.python.effects import COMPREHENSIONS
from cutover.languages.python.nodes import descendants, syntax, text_of
from cutover.languages.python.parsing import ancestors
from cutover.languages.python.signatures import Signature
from cutover.manifest import CallTemplate

__all__ = ["Item", "Placeholder", "Template", "check_template", "parse_template"]


def parse_template(call: CallTemplate) -> Template:
    """The checked form of a call template; ValueError names what is wrong with it."""
    text, holes = with_markers(call.arguments)
    source = b"f(" + text.encode() + b"\n)"
    arguments = _template_arguments(source, call.arguments)
    found = [
        node for node in descendants(arguments) if text_of(node) in holes and not node.children
    ]
    if name := lost_markers([node for node in found if node.type == "identifier"], holes):
        raise ValueError(f"{{{name}}} stands inside a string or a name, not for an argument")
    items = tuple(_item(argument, source, holes) for argument in arguments_of(arguments))
    return Template(items, tuple(call.drop), tuple(call.imports))


def _template_arguments(source: bytes, text: str) -> Node:
    root = syntax(source)
    call = root.children[0].children[0] if root.children and root.children[0].children else root
    arguments = call.child_by_field_name("arguments")
    if root.has_error or arguments is None or arguments.end_byte != len(source):
        raise ValueError(f"'{text}' is no argument list")
    if any(node.type == "comment" for node in descendants(root)):
        raise ValueError(f"'{text}' holds a comment")
    return arguments


def _item(argument: Argument, source: bytes, holes: Mapping[str, str]) -> Item:
    if is_unpacked(argument):
        raise ValueError(f"'{text_of(argument.node)}': what it unpacks cannot be proven")
    if argument.keyword in holes:
        raise ValueError(f"{{{holes[argument.keyword]}}} stands for a keyword")
    parts: list[bytes | Placeholder] = []
    position = argument.value.start_byte
    for node in descendants(argument.value):
        if node.type == "identifier" and text_of(node) in holes:
            parts.append(source[position : node.start_byte])
            parts.append(_placeholder(node, argument, holes[text_of(node)]))
            position = node.end_byte
    parts.append(source[position : argument.value.end_byte])
    return Item(argument.keyword, tuple(part for part in parts if part))


def _placeholder(node: Node, argument: Argument, parameter: str) -> Placeholder:
    if node == argument.value:
        return Placeholder(parameter, "whole", True)
    certain = True
    child = node
    for parent in ancestors(node):
        _check_surroundings(parent, child, parameter)
        certain = certain and _evaluates(parent, child)
        if parent == argument.value:
            break
        child = parent
    return Placeholder(parameter, _context(node), certain)


def _check_surroundings(parent: Node, child: Node, parameter: str) -> None:
    """Refuse places that are no expression, or where names mean something else."""
    binds = parent.type in COMPREHENSIONS or (
        parent.type == "lambda" and parent.child_by_field_name("parameters") is not None
    )
    name = parent.child_by_field_name("name") == child or (
        parent.type == "attribute" and parent.child_by_field_name("attribute") == child
    )
    if parent.type in ("string", "interpolation"):
        raise ValueError(f"{{{parameter}}} stands inside a string, not for an argument")
    if binds or name:
        raise ValueError(f"{{{parameter}}} cannot stand inside '{text_of(parent)[:40]}'")


def _evaluates(parent: Node, child: Node) -> bool:
    """Whether ``parent`` evaluates ``child`` exactly once, here and now."""
    if parent.type == "conditional_expression":
        return parent.named_children[1] == child
    if parent.type == "boolean_operator":
        return parent.child_by_field_name("right") != child
    return parent.type != "lambda"


def _context(node: Node) -> Context:
    parent = node.parent
    match parent.type if parent is not None else "":
        case "argument_list" | "parenthesized_expression":
            return "argument"
        case "list" | "set" | "tuple" | "pair" | "keyword_argument":
            return "enclosed"
        case "subscript" if parent and parent.child_by_field_name("value") != node:
            return "enclosed"
        case "attribute":
            return "object"
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
    keywords = [item.keyword for item in template.items]
    if replacement is None:
        problems += shape_problems(keywords)
    else:
        problems += [f"replacement: {problem}" for problem in place(replacement, keywords)[1]]
    return problems


def _legacy_problems(legacy: Signature, used: Sequence[str], drop: Sequence[str]) -> Iterator[str]:
    kinds = {parameter.name: parameter.kind for parameter in legacy.parameters}
    for name in dict.fromkeys((*used, *drop)):
        if name not in kinds:
            yield f"the legacy symbol has no parameter {name}"
    for parameter in legacy.parameters:
        name = parameter.name
        if parameter.required and name not in used and name not in drop:
            yield f"parameter {name} is neither used nor dropped"
        if name in used and parameter.kind.startswith("var_"):
            yield f"parameter {name} stands for any number of arguments and can only be dropped"
