"""How the arguments of a legacy call become those of its replacement, as edits of spans.

A template says what the new arguments are. Arguments that keep their order are edited where they
stand, so that comments, layout and calls nested inside them survive; whatever cannot be shown to
mean the same is a `Misfit` with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, groupby
from typing import Literal

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.patch import Patch, patched
from cutover.languages.python.parsing import ancestors
from cutover.languages.python.signatures import (
    Argument,
    Misfit,
    Signature,
    arguments_of,
    bind,
    descendants,
    is_unpacked,
    place,
    shape_problems,
    syntax,
    text_of,
)
from cutover.manifest import CallTemplate

Rendered = Callable[[int, int], bytes]
Context = Literal["whole", "argument", "enclosed", "object", "operand"]


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


class Mapped(Struct, frozen=True):
    """The edits of one call, what they import, and which template fitted (-1 without any)."""

    patches: tuple[Patch, ...]
    imports: tuple[str, ...]
    template: int


# --- templates -----------------------------------------------------------------------------------

_BRACES = re.compile(r"\{\{|\}\}|\{(\w+)\}|[{}]")
_COMPREHENSIONS = frozenset(
    {
        "list_comprehension",
        "set_comprehension",
        "dictionary_comprehension",
        "generator_expression",
    }
)


def parse_template(call: CallTemplate) -> Template:
    """The checked form of a call template; ValueError names what is wrong with it."""
    source, holes = _with_markers(call.arguments)
    arguments = _template_arguments(source, call.arguments)
    found = [
        node for node in descendants(arguments) if text_of(node) in holes and not node.children
    ]
    lost = holes.keys() - {text_of(node) for node in found if node.type == "identifier"}
    if lost:
        name = min(holes[marker] for marker in lost)
        raise ValueError(f"{{{name}}} stands inside a string or a name, not for an argument")
    items = tuple(_item(argument, source, holes) for argument in arguments_of(arguments))
    return Template(items, tuple(call.drop), tuple(call.imports))


def _with_markers(text: str) -> tuple[bytes, Mapping[str, str]]:
    """The template as a call of ``f``, and the parameter behind every unique marker in it."""
    stem = "cutover_"
    while stem in text:
        stem += "_"
    holes: dict[str, str] = {}

    def marker(match: re.Match[str]) -> str:
        if match[0] in ("{{", "}}"):
            return match[0][0]
        if match[1] is None or not match[1].isidentifier():
            raise ValueError(f"position {match.start()}: write {match[0] * 2} for a real brace")
        holes[f"{stem}{len(holes)}"] = match[1]
        return f"{stem}{len(holes) - 1}"

    return b"f(" + _BRACES.sub(marker, text).encode() + b"\n)", holes


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
    binds = parent.type in _COMPREHENSIONS or (
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


# --- fitting -------------------------------------------------------------------------------------

_Captured = Mapping[str, tuple[Argument, ...]]
_EFFECTS = frozenset({"call", "await", "yield", "named_expression"}) | _COMPREHENSIONS
_LITERALS = frozenset({"integer", "float", "string", "true", "false", "none", "ellipsis"})


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
    reasons: list[str] = []
    for number, template in enumerate(templates):
        items = _fitting(template, captured, replacement)
        call = _Call(data, arguments, captured, rendered)
        patches = items if isinstance(items, Misfit) else _rewritten(call, items)
        if not isinstance(patches, Misfit):
            return Mapped(patches, template.imports, number)
        reasons.append(patches.reason)
    if len(reasons) == 1:
        return Misfit(reasons[0])
    return Misfit("; ".join(f"template {at}: {why}" for at, why in enumerate(reasons, 1)))


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


def _captures(arguments: Node, legacy: Signature | None) -> _Captured | Misfit:
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
    template: Template, captured: _Captured, replacement: Signature | None
) -> tuple[Item, ...] | Misfit:
    """The items of the template that this call gives, when they account for all of it."""
    items = _present(template, captured)
    if isinstance(items, Misfit):
        return items
    used = [hole.parameter for item in items for hole in item.placeholders]
    for name, arguments in captured.items():
        if name in used and len(arguments) > 1:
            return Misfit(f"parameter {name} stands for several arguments here")
        if name not in used and name not in template.drop:
            return Misfit(f"parameter {name} is given, but the template does not use it")
    keywords = [item.keyword for item in items]
    problems = list(shape_problems(keywords))
    if replacement is not None:
        problems += place(replacement, keywords)[1]
    if problems:
        return Misfit(f"the result does not fit the replacement: {problems[0]}")
    return _effects_problem(items, captured) or items


def _present(template: Template, captured: _Captured) -> tuple[Item, ...] | Misfit:
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


def _effects_problem(items: Sequence[Item], captured: _Captured) -> Misfit | None:
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
            if _has_effects(argument.value):
                return Misfit(
                    f"{text_of(argument.value)} ({name}) would be {what}, and it may have effects"
                )
    return None


def _has_effects(value: Node) -> bool:
    return any(node.type in _EFFECTS for node in descendants(value))


def _order_matters(one: Node, other: Node) -> bool:
    """Whether evaluating the two the other way round could be noticed."""
    if _has_effects(one) and _has_effects(other):
        return True
    return any(
        first.type == "named_expression" and second.type not in _LITERALS
        for first, second in ((one, other), (other, one))
        for first in descendants(first)
    )


# --- the text of items ---------------------------------------------------------------------------

_ATOMS = _COMPREHENSIONS | {
    "identifier",
    "attribute",
    "subscript",
    "call",
    "string",
    "concatenated_string",
    "integer",
    "float",
    "list",
    "tuple",
    "dictionary",
    "set",
    "parenthesized_expression",
    "none",
    "true",
    "false",
    "ellipsis",
}


class _Call(Struct, frozen=True):
    """A call that is rewritten: its bytes, arguments, captures and how moved text ends up."""

    data: bytes
    node: Node
    captured: _Captured
    rendered: Rendered | None

    def argument(self, hole: Placeholder) -> Argument:
        return self.captured[hole.parameter][0]

    def moved(self, node: Node) -> bytes:
        """The text of a node that leaves its place."""
        if self.rendered is None:
            return self.data[node.start_byte : node.end_byte]
        return self.rendered(node.start_byte, node.end_byte)


def _needs_parentheses(value: Node, hole: Placeholder, keyword: str) -> bool:
    if value.type == "named_expression":
        return hole.context != "argument" and (hole.context != "whole" or bool(keyword))
    if value.type in ("integer", "float"):
        return hole.context == "object"
    return hole.context in ("object", "operand") and value.type not in _ATOMS


def _piece(call: _Call, part: bytes | Placeholder, keyword: str) -> bytes:
    if isinstance(part, bytes):
        return part
    value = call.argument(part).value
    text = call.moved(value)
    return b"(" + text + b")" if _needs_parentheses(value, part, keyword) else text


def _text(call: _Call, item: Item) -> bytes:
    prefix = f"{item.keyword}=".encode() if item.keyword else b""
    return prefix + b"".join(_piece(call, part, item.keyword) for part in item.parts)


# --- the order of items --------------------------------------------------------------------------


class _Placed(Struct):
    """A new argument, the slot its text comes from and the slot it goes to; -1 for none."""

    item: Item
    home: int
    slot: int = -1


def _arranged(call: _Call, items: Sequence[Item]) -> list[_Placed]:
    """The items in their final order, on the slots (old arguments) that they take over."""
    starts = [argument.node.start_byte for argument in arguments_of(call.node)]
    placed: list[_Placed] = []
    for item in items:
        slots = [starts.index(call.argument(hole).node.start_byte) for hole in item.placeholders]
        taken = {earlier.home for earlier in placed}
        placed.append(_Placed(item, next((slot for slot in slots if slot not in taken), -1)))
    positional = [each for each in placed if not each.item.keyword]
    ordered = positional + _in_call_order([each for each in placed if each.item.keyword])
    _assign_slots(ordered, len(starts))
    return ordered


def _in_call_order(keywords: Sequence[_Placed]) -> list[_Placed]:
    """Keyword items in the order of the call, as it means the same; new ones stay behind theirs."""
    groups: list[list[_Placed]] = [[]]
    for placed in keywords:
        if placed.home >= 0:
            groups.append([])
        groups[-1].append(placed)
    groups[1:] = sorted(groups[1:], key=lambda group: group[0].home)
    return [placed for group in groups for placed in group]


def _assign_slots(ordered: Sequence[_Placed], count: int) -> None:
    """Old arguments keep the used slots, new ones take over free slots at their place."""
    kept = sorted(placed.home for placed in ordered if placed.home >= 0)
    following = iter([*kept, count])
    last, upcoming = -1, next(following)
    for placed in ordered:
        if placed.home >= 0:
            placed.slot, upcoming = upcoming, next(following)
            last = placed.slot
        elif last + 1 < upcoming:
            placed.slot = last = last + 1


def _order_problem(call: _Call, ordered: Sequence[_Placed]) -> Misfit | None:
    values = [call.argument(hole).value for placed in ordered for hole in placed.item.placeholders]
    for one, other in combinations(values, 2):
        if one.start_byte > other.start_byte and _order_matters(one, other):
            return Misfit(
                f"{text_of(other)} would be evaluated after {text_of(one)}, which may be noticed"
            )
    return None


# --- the edits -----------------------------------------------------------------------------------


class _Edits:
    """Edits as they are collected: insertions at one point queue up, deletions may overlap."""

    def __init__(self) -> None:
        self._inserted: dict[int, bytes] = {}
        self._deleted: list[tuple[int, int]] = []
        self._replaced: list[Patch] = []

    def insert(self, position: int, text: bytes) -> None:
        if text:
            self._inserted[position] = self._inserted.get(position, b"") + text

    def delete(self, start: int, end: int) -> None:
        if start < end:
            self._deleted.append((start, end))

    def replace(self, node: Node, text: bytes) -> None:
        if text != node.text:
            self._replaced.append(Patch(node.start_byte, node.end_byte, text))

    def patches(self) -> tuple[Patch, ...]:
        found = [Patch(at, at, text) for at, text in self._inserted.items()]
        merged: list[tuple[int, int]] = []
        for start, end in sorted(self._deleted):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        found += [Patch(start, end, b"") for start, end in merged]
        return tuple(sorted(found + self._replaced))


class _Layout(Struct, frozen=True):
    """Where the arguments, commas and comments of a call stand.

    ``indent`` is that of one argument per line, None where they share lines.
    """

    arguments: tuple[Argument, ...]
    commas: tuple[Node | None, ...]
    tokens: tuple[Node, ...]
    opening: int
    closing: int
    indent: bytes | None
    newline: bytes


def _laid_out(call: _Call) -> _Layout:
    arguments = arguments_of(call.node)
    newline = b"\r\n" if b"\r\n" in (call.node.text or b"") else b"\n"
    if call.node.type == "generator_expression":
        start, end = call.node.start_byte, call.node.end_byte
        return _Layout(arguments, (None,), (), start, end, None, newline)
    tokens = tuple(node for node in call.node.children if node.type != "line_continuation")
    commas: list[Node | None] = []
    for token in tokens[1:-1]:
        if token.type == "," and commas:
            commas[-1] = token
        elif token.type not in (",", "comment"):
            commas.append(None)
    indent = _indent(call.data, arguments, tokens)
    opening, closing = tokens[0].end_byte, tokens[-1].start_byte
    return _Layout(arguments, tuple(commas), tokens, opening, closing, indent, newline)


def _indentation(data: bytes, position: int) -> bytes | None:
    """The white space before a position that is the first on its line, else None."""
    before = data[data.rfind(b"\n", 0, position) + 1 : position]
    return None if before.strip() else before


def _indent(data: bytes, arguments: Sequence[Argument], tokens: Sequence[Node]) -> bytes | None:
    found = [_indentation(data, argument.node.start_byte) for argument in arguments]
    closes = _indentation(data, tokens[-1].start_byte) is not None
    if not found:
        return None
    if len(found) == 1:
        return found[0] if closes else None
    return None if None in found[1:] else found[1]


def _rewritten(call: _Call, items: Sequence[Item]) -> tuple[Patch, ...] | Misfit:
    """The edits from the call to the items; a misfit where a comment or an effect is in the way."""
    ordered = _arranged(call, items)
    layout = _laid_out(call)
    problem = _order_problem(call, ordered) or _comment_problem(ordered, layout)
    if problem is not None:
        return problem
    edits = _Edits()
    bare = call.node.type == "generator_expression" and not _is_same(ordered)
    edits.insert(layout.opening, b"(" if bare else b"")
    _place_items(call, layout, ordered, edits)
    edits.insert(layout.closing, b")" if bare else b"")
    patches = edits.patches()
    if not _is_sound(call, patches, [placed.item.keyword for placed in ordered]):
        return Misfit("the edited call would not read back as the template says")
    return patches


def _is_same(ordered: Sequence[_Placed]) -> bool:
    """Whether a bare generator stays the only argument, as it is."""
    hole = ordered[0].item.placeholders[0] if ordered and ordered[0].item.placeholders else None
    alone = len(ordered) == 1 and not ordered[0].item.keyword
    return alone and hole is not None and hole.context == "whole"


def _comment_problem(ordered: Sequence[_Placed], layout: _Layout) -> Misfit | None:
    """Refuse to lose a comment inside an argument that goes or moves."""
    in_place = {placed.slot for placed in ordered if placed.slot == placed.home}
    moved = {placed.home for placed in ordered if placed.home >= 0}
    for number, argument in enumerate(layout.arguments):
        if number in in_place and _keeps_name(ordered, number, argument):
            continue
        inside = argument.value if number in moved else None
        for node in descendants(argument.node):
            if node.type == "comment" and not _within(node, inside):
                return Misfit(f"the comment {text_of(node)} inside an argument would be lost")
    return None


def _keeps_name(ordered: Sequence[_Placed], slot: int, argument: Argument) -> bool:
    item = next(placed.item for placed in ordered if placed.slot == slot)
    return bool(item.keyword) or not argument.keyword


def _within(node: Node, outer: Node | None) -> bool:
    return (
        outer is not None
        and outer.start_byte <= node.start_byte
        and node.end_byte <= outer.end_byte
    )


def _place_items(call: _Call, layout: _Layout, ordered: Sequence[_Placed], edits: _Edits) -> None:
    slots = [placed.slot for placed in ordered if placed.slot >= 0]
    if not slots and ordered:
        _fill_empty(call, layout, [_text(call, placed.item) for placed in ordered], edits)
    previous = -1
    for is_new, group in groupby(ordered, key=lambda placed: placed.slot < 0):
        texts = [_text(call, placed.item) for placed in group] if is_new else []
        if is_new and previous >= 0:
            _insert_after(call.data, layout, previous, texts, edits)
        elif is_new and slots:
            _insert_before(layout, slots[0], texts, edits)
        for placed in () if is_new else group:
            previous = placed.slot
            _put(call, layout.arguments[placed.slot], placed, edits)
    _remove_rest(call.data, layout, slots, edits)


def _put(call: _Call, argument: Argument, placed: _Placed, edits: _Edits) -> None:
    if placed.slot == placed.home:
        _edit_in_place(call, argument, placed.item, edits)
    else:
        edits.replace(argument.node, _text(call, placed.item))


def _edit_in_place(call: _Call, argument: Argument, item: Item, edits: _Edits) -> None:
    """Write the item around the captured value, whose own bytes stay untouched."""
    at, hole = next(
        (at, part)
        for at, part in enumerate(item.parts)
        if isinstance(part, Placeholder) and call.argument(part).node == argument.node
    )
    before = b"".join(_piece(call, part, item.keyword) for part in item.parts[:at])
    after = b"".join(_piece(call, part, item.keyword) for part in item.parts[at + 1 :])
    if _needs_parentheses(argument.value, hole, item.keyword):
        before, after = before + b"(", b")" + after
    name = argument.node.child_by_field_name("name")
    if not argument.keyword or name is None:
        before = (f"{item.keyword}=".encode() if item.keyword else b"") + before
    elif item.keyword:
        edits.replace(name, item.keyword.encode())
    else:
        edits.delete(argument.node.start_byte, argument.value.start_byte)
    edits.insert(argument.value.start_byte, before)
    edits.insert(argument.value.end_byte, after)


def _fill_empty(call: _Call, layout: _Layout, texts: Sequence[bytes], edits: _Edits) -> None:
    """Insert into a call without arguments, below the comments it may hold."""
    inside = call.data[layout.opening : layout.closing]
    if not inside.strip():
        edits.delete(layout.opening, layout.closing)
        edits.insert(layout.opening, b", ".join(texts))
        return
    outer = _indentation(call.data, layout.closing)
    if outer is None:
        edits.insert(layout.closing, b", ".join(texts))
        return
    indent = outer + b"    "
    lines = b"".join(indent + text + b"," + layout.newline for text in texts)
    edits.insert(layout.closing - len(outer), lines)


def _insert_before(layout: _Layout, slot: int, texts: Sequence[bytes], edits: _Edits) -> None:
    space = b" " if layout.indent is None else layout.newline + layout.indent
    position = layout.arguments[slot].node.start_byte
    edits.insert(position, b"".join(text + b"," + space for text in texts))


def _insert_after(
    data: bytes, layout: _Layout, slot: int, texts: Sequence[bytes], edits: _Edits
) -> None:
    """Insert behind an argument, below its comment where every argument has its own line."""
    comma, end = layout.commas[slot], layout.arguments[slot].node.end_byte
    space = b" " if layout.indent is None else layout.newline + layout.indent
    text = space + (b"," + space).join(texts)
    if comma is None:
        edits.insert(end, b",")
    else:
        end, text = comma.end_byte, text + b","
    edits.insert(end if layout.indent is None else _end_of_line(data, layout, end), text)


def _end_of_line(data: bytes, layout: _Layout, position: int) -> int:
    """Behind the comment that follows a position on its line, if there is one."""
    for token in layout.tokens:
        near = token.start_byte >= position and not data[position : token.start_byte].strip(
            b" \t\f"
        )
        if near and token.type == "comment":
            return token.start_byte + len((token.text or b"").rstrip(b"\r"))
    return position


# --- removal -------------------------------------------------------------------------------------


def _remove_rest(data: bytes, layout: _Layout, slots: Sequence[int], edits: _Edits) -> None:
    """Remove the arguments whose slots are not taken, each with its comma."""
    count = len(layout.arguments)
    gone = [slot for slot in range(count) if slot not in slots]
    for run in _runs(layout, gone):
        _remove_run(data, layout, run[0], run[-1], edits)
    if gone and slots and gone[-1] == count - 1 and layout.commas[-1] is None:
        comma = layout.commas[max(slots)]
        if comma is not None:
            edits.delete(comma.start_byte, comma.end_byte)


def _runs(layout: _Layout, gone: Sequence[int]) -> list[list[int]]:
    """Neighbouring removed arguments, as long as no comment stands between them."""
    runs: list[list[int]] = []
    for slot in gone:
        if runs and runs[-1][-1] == slot - 1 and not _comment_between(layout, slot - 1, slot):
            runs[-1].append(slot)
        else:
            runs.append([slot])
    return runs


def _comment_between(layout: _Layout, one: int, other: int) -> bool:
    start = layout.arguments[one].node.end_byte
    end = layout.arguments[other].node.start_byte
    return _holds_comment(layout, start, end)


def _holds_comment(layout: _Layout, start: int, end: int) -> bool:
    return any(
        token.type == "comment" and start <= token.start_byte < end for token in layout.tokens
    )


def _remove_run(data: bytes, layout: _Layout, first: int, last: int, edits: _Edits) -> None:
    start = layout.arguments[first].node.start_byte
    end = layout.arguments[last].node.end_byte
    comma = layout.commas[last]
    if comma is not None and _holds_comment(layout, end, comma.start_byte):
        edits.delete(comma.start_byte, comma.end_byte)
        edits.delete(start, end)
        return
    if comma is not None:
        end = comma.end_byte
    before = [token for token in layout.tokens if token.end_byte <= start][-1]
    after = next(token for token in layout.tokens if token.start_byte >= end)
    edits.delete(*_removed_span(data, before, start, end, after))


def _removed_span(data: bytes, before: Node, start: int, end: int, after: Node) -> tuple[int, int]:
    """The span to cut so that neither an empty line nor stray white space is left.

    ``start:end`` is what must go, ``before`` and ``after`` the tokens around it.
    """
    if before.type == "(" and after.type == ")":
        return before.end_byte, after.start_byte
    line = _indentation(data, start)
    is_last = b"\n" in data[end : after.start_byte]
    if line is not None and is_last:
        return start - len(line), data.index(b"\n", end) + 1
    if line is not None and after.type == ")" and before.type != "comment":
        return before.end_byte, end
    if line is not None:
        return start, end if after.type == ")" else after.start_byte
    if before.type == "(":
        return start, end if after.type == "comment" else after.start_byte
    if is_last or after.type in ("comment", ")"):
        return before.end_byte, end
    return start, after.start_byte


# --- proof ---------------------------------------------------------------------------------------


def _is_sound(call: _Call, patches: Sequence[Patch], keywords: Sequence[str]) -> bool:
    """Whether the edited call parses into these arguments and still holds its comments."""
    start, end = call.node.start_byte, call.node.end_byte
    shifted = [Patch(each.start - start, each.end - start, each.after) for each in patches]
    source = b"f" + patched(call.data[start:end], shifted)
    root = syntax(source)
    statement = root.children[0] if root.children else root
    inner = statement.children[0].child_by_field_name("arguments") if statement.children else None
    if root.has_error or inner is None or inner.end_byte != len(source):
        return False
    found = arguments_of(inner)
    comments = [token.text for token in call.node.children if token.type == "comment"]
    kept = [node.text for node in descendants(root) if node.type == "comment"]
    return [each.keyword for each in found] == list(keywords) and all(
        kept.count(comment) >= comments.count(comment) for comment in comments
    )
