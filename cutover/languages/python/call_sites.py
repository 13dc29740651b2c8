"""Which call a site is, and what becomes of its arguments."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.call_nouns import Mapped, Misfit
from cutover.languages.patch import Patch
from cutover.languages.python.calls import map_call
from cutover.languages.python.parsing import Parsed, ancestors
from cutover.languages.python.signatures import Signature
from cutover.languages.python.templates import Template
from cutover.model import Kind


class CallMapping(Struct, frozen=True):
    """How calls of one legacy symbol become calls of its replacement."""

    legacy: Signature | None
    templates: tuple[Template, ...]
    replacement: Signature | None

    @property
    def is_declared(self) -> bool:
        """Whether there is anything to check or to change."""
        return bool(self.templates or self.replacement or self.legacy)

    def at(self, parsed: Parsed, node: Node, kind: Kind) -> Mapped | Misfit | None:
        """The patches of the call that the name at ``node`` makes; None if it makes none."""
        if kind is Kind.SUBCLASS:
            return self._subclass(parsed, node)
        parent, expression = node.parent, node
        if parent is not None and parent.type == "attribute":
            owned = parent.child_by_field_name("attribute") == node
            expression = parent if owned else node
        call = _call_of(expression)
        if call is not None:
            return self._mapped(parsed, call)
        if self.templates and (value := _handed_on(parsed, expression)):
            return Misfit(f"{value} calls it with arguments that no template can map")
        return None

    def _mapped(self, parsed: Parsed, call: Node) -> Mapped | Misfit | None:
        arguments = call.child_by_field_name("arguments")
        if arguments is None:
            return None
        return map_call(parsed.data, arguments, self.legacy, self.templates, self.replacement)

    def _subclass(self, parsed: Parsed, node: Node) -> Mapped | Misfit | None:
        """A subclass hands arguments on to ``super().__init__``, or inherits the constructor."""
        if not self.templates:
            return None
        outer = next((p for p in ancestors(node) if p.type == "class_definition"), None)
        body = outer.child_by_field_name("body") if outer is not None else None
        if body is None or not _defines_init(parsed, body):
            return Misfit("the subclass inherits the constructor, so its own calls need a person")
        patches: list[Patch] = []
        imports: list[str] = []
        for call in _super_calls(parsed, body):
            mapped = self._mapped(parsed, call)
            if isinstance(mapped, Misfit):
                return Misfit(f"super().__init__: {mapped.reason}")
            if mapped is not None:
                patches += mapped.patches
                imports += mapped.imports
        return Mapped(tuple(patches), tuple(dict.fromkeys(imports)), 0)


def _call_of(expression: Node) -> Node | None:
    node, parent = expression, expression.parent
    while parent is not None and parent.type in {"parenthesized_expression", "subscript"}:
        if parent.type == "subscript" and parent.child_by_field_name("value") != node:
            return None
        node, parent = parent, parent.parent
    if (
        parent is not None
        and parent.type == "call"
        and parent.child_by_field_name("function") == node
    ):
        return parent
    return None


def _handed_on(parsed: Parsed, expression: Node) -> str:
    """What calls the name later, if it is handed to something that does."""
    parent = expression.parent
    if parent is not None and parent.type == "keyword_argument":
        name = parent.child_by_field_name("name")
        text = parsed.text(name) if name is not None else ""
        return text if text in {"default_factory", "factory"} else ""
    if parent is not None and parent.type == "argument_list" and parent.parent is not None:
        function = parent.parent.child_by_field_name("function")
        text = parsed.text(function) if function is not None else ""
        last = text.rpartition(".")[2]
        return f"{last}()" if last in {"partial", "map", "starmap", "partialmethod"} else ""
    if parent is not None and parent.type == "attribute":
        attribute = parent.child_by_field_name("attribute")
        text = parsed.text(attribute) if attribute is not None else ""
        return f"an explicit {text}" if text in {"__init__", "__new__"} else ""
    return ""


def _defines_init(parsed: Parsed, body: Node) -> bool:
    return any(
        name is not None and parsed.text(name) == "__init__"
        for child in body.named_children
        for inner in [child.child_by_field_name("definition") or child]
        if (name := inner.child_by_field_name("name")) is not None
    )


def _super_calls(parsed: Parsed, node: Node) -> Iterator[Node]:
    for child in node.named_children:
        if child.type == "call":
            function = child.child_by_field_name("function")
            text = "".join(parsed.text(function).split()) if function is not None else ""
            if text.startswith("super(") and text.endswith(").__init__"):
                yield child
        if child.type != "class_definition":
            yield from _super_calls(parsed, child)
