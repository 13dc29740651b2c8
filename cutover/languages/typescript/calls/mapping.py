"""Which call a site is, and what becomes of its arguments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.call_nouns import Mapped, Misfit, Template
from cutover.languages.language import Source
from cutover.languages.patch import Patch
from cutover.languages.typescript.calls.argument_mapping import map_bare, map_call
from cutover.languages.typescript.calls.definition_signatures import is_constructor, signature_of
from cutover.languages.typescript.calls.signatures import Signature, parse_signature
from cutover.languages.typescript.calls.templates import check_template, parse_template
from cutover.languages.typescript.syntax.bindings import CLASSES
from cutover.languages.typescript.syntax.extents import call_of, expression_of
from cutover.languages.typescript.syntax.parsing import TRANSPARENT, Parsed, ancestors
from cutover.languages.words import whole_words
from cutover.manifest import SymbolTable
from cutover.model import Kind, SymbolKind

_CHOICES = TRANSPARENT | {"ternary_expression", "binary_expression"}
_ELEMENTS = frozenset({"jsx_opening_element", "jsx_self_closing_element", "jsx_closing_element"})
_CALLERS = frozenset(
    {
        "construct",
        "every",
        "filter",
        "find",
        "flatMap",
        "forEach",
        "map",
        "mockImplementation",
        "mockImplementationOnce",
        "queueMicrotask",
        "reduce",
        "setInterval",
        "setTimeout",
        "some",
        "sort",
        "then",
    }
)
_KEYS = frozenset({"useFactory", "factory"})


class Trees(Protocol):
    """Whoever holds syntax trees, so that a file is parsed once."""

    def parsed(self, path: str, data: bytes) -> Parsed:
        """The syntax tree of a file."""


class CallMapping(Struct, frozen=True):
    """How calls of one legacy symbol become calls of its replacement."""

    legacy: Signature | None
    templates: tuple[Template, ...]
    replacement: Signature | None

    @property
    def is_declared(self) -> bool:
        """Whether there is anything to check or to change."""
        return bool(self.templates) or self.replacement is not None

    def at(self, parsed: Parsed, node: Node, kind: Kind) -> Mapped | Misfit | None:
        """The patches of the call that the name at ``node`` makes; None if it makes none."""
        if kind is Kind.SUBCLASS:
            return self._subclass(parsed, node)
        expression = expression_of(node)
        call = call_of(expression)
        if call is not None:
            mapped = self._mapped(parsed, call)
            name = parsed.data[node.start_byte : node.end_byte]
            if isinstance(mapped, Mapped) and _moves(mapped, name):
                return Misfit(f"an argument that moves holds another {name.decode()}")
            return mapped
        if self.templates and (value := _handed_on(parsed, expression)):
            return Misfit(f"{value} calls it with arguments that no template can map")
        return None

    def _mapped(self, parsed: Parsed, call: Node) -> Mapped | Misfit:
        arguments = call.child_by_field_name("arguments")
        if arguments is None:
            return map_bare(call.end_byte, self.legacy, self.templates, self.replacement)
        if arguments.type != "arguments":
            what = "a tagged template calls it with arguments that no template can map"
            return Misfit(what) if self.templates else Mapped((), (), -1)
        return map_call(parsed.data, arguments, self.legacy, self.templates, self.replacement)

    def _subclass(self, parsed: Parsed, node: Node) -> Mapped | Misfit | None:
        """A subclass hands arguments on to ``super()``, or inherits the constructor."""
        outer = next((each for each in ancestors(node) if each.type in CLASSES), None)
        body = outer.child_by_field_name("body") if outer is not None else None
        if not self.templates or body is None or body.start_byte <= node.start_byte:
            return None
        own = [each for each in body.named_children if is_constructor(parsed, each)]
        if not own:
            return Misfit("the subclass inherits the constructor, so its own calls need a person")
        patches: list[Patch] = []
        imports: list[str] = []
        template = -1
        for call in (call for each in own for call in _super_calls(each)):
            mapped = self._mapped(parsed, call)
            if isinstance(mapped, Misfit):
                return Misfit(f"super(): {mapped.reason}")
            patches += mapped.patches
            imports += mapped.imports
            template = mapped.template
        return Mapped(tuple(patches), tuple(dict.fromkeys(imports)), template)


def call_mapping(
    trees: Trees, table: SymbolTable, legacy: Source | None, replacement: Source | None
) -> CallMapping | None:
    """How calls of a symbol change; None if they stay as they are.

    Raises ValueError for a call template or parameter list that cannot be read.
    """
    templates = tuple(parse_template(call) for call in table.call)
    if table.kind is not SymbolKind.REPLACE and not templates:
        return None
    known = (
        parse_signature(table.parameters)
        if table.parameters is not None
        else _signature(trees, legacy)
    )
    mapping = CallMapping(known, templates, _signature(trees, replacement))
    return mapping if mapping.is_declared else None


def _signature(trees: Trees, source: Source | None) -> Signature | None:
    if source is None:
        return None
    return signature_of(trees.parsed(source.path, source.data), source.name, source.path)


def check(calls: CallMapping) -> list[str]:
    """What is wrong with the templates, whatever the calls look like."""
    return [
        problem
        for template in calls.templates
        for problem in check_template(template, calls.legacy, calls.replacement)
    ]


def _moves(mapped: Mapped, name: bytes) -> bool:
    """Whether a text that leaves its place holds the name, which is a site of its own there."""
    return any(
        patch.start < patch.end and next(whole_words(patch.after, name), -1) >= 0
        for patch in mapped.patches
    )


def _handed_on(parsed: Parsed, expression: Node) -> str:
    """What calls the name later, if it is handed to something that does."""
    parent = expression.parent
    if parent is None:
        return ""
    if parent.type == "decorator":
        return "the decorator"
    if parent.type in _ELEMENTS:
        return "JSX"
    if parent.type == "member_expression":
        name = parsed.text(parent.child_by_field_name("property") or parent)
        called = parent.parent is not None and parent.parent.type == "call_expression"
        return f".{name}()" if called and name in {"apply", "bind", "call"} else ""
    if parent.type == "pair":
        key = parsed.text(parent.child_by_field_name("key") or parent).strip("'\"")
        return key if key in _KEYS else ""
    if parent.type == "arguments" and parent.parent is not None:
        function = parent.parent.child_by_field_name("function")
        last = parsed.text(function).rpartition(".")[2] if function is not None else ""
        return f"{last}()" if last in _CALLERS else ""
    return _chosen(expression)


def _chosen(expression: Node) -> str:
    """``new (test ? Old : Other)(x)``."""
    node, parent = expression, expression.parent
    while parent is not None and parent.type in _CHOICES:
        node, parent = parent, parent.parent
    chosen = node != expression and parent is not None and (
        node in (parent.child_by_field_name("constructor"), parent.child_by_field_name("function"))
    )  # fmt: skip
    return "a choice between several" if chosen else ""


def _super_calls(node: Node) -> Iterator[Node]:
    for child in node.named_children:
        if child.type == "call_expression":
            function = child.child_by_field_name("function")
            if function is not None and function.type == "super":
                yield child
        if child.type not in CLASSES:
            yield from _super_calls(child)
