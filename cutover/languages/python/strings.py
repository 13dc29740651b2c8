"""What a name inside a string literal means."""

from __future__ import annotations

import re

from tree_sitter import Node

from cutover.languages.base import Hit, Term
from cutover.languages.python.exports import lazy_table, statements
from cutover.languages.python.parsing import Parsed, ancestors, string_value
from cutover.languages.python.scopes import lookup, qualified_scope
from cutover.languages.python.terms import (
    arguments,
    binding_terms,
    called,
    item_terms,
    name_terms,
    terms_of,
)
from cutover.languages.words import dotted_before
from cutover.model import Kind

_KEY = (Term("dynamic", "a key equal to the name"),)
_DOTTED = re.compile(r"[^\W\d]\w*(?:[.:][^\W\d]\w*)+")
_ATTRIBUTE_CALLS = frozenset({"getattr", "hasattr", "setattr", "delattr", "object", "multiple"})
_TYPE_CALLS = frozenset({"cast", "ForwardRef", "NewType", "assert_type"})
_NAMING_CALLS = frozenset(
    {"namedtuple", "NamedTuple", "TypeVar", "NewType", "type", "TypedDict", "Enum"}
)
_GENERICS = frozenset(
    {"Union", "Optional", "List", "Dict", "Set", "FrozenSet", "Tuple", "Type", "Callable",
     "Sequence", "Iterable", "Iterator", "Mapping", "MutableMapping", "Collection", "Awaitable",
     "Coroutine", "AsyncIterator", "AsyncIterable", "Generator", "AsyncGenerator", "ClassVar",
     "Final", "Deque", "DefaultDict", "OrderedDict", "ContextManager", "AsyncContextManager",
     "Annotated", "list", "dict", "set", "frozenset", "tuple", "type", "Required",
     "NotRequired", "TypeGuard", "Concatenate"}
)  # fmt: skip
_LITERALS = frozenset({"list", "tuple", "set", "binary_operator", "parenthesized_expression",
                       "expression_list", "argument_list", "call"})  # fmt: skip


def string_hit(parsed: Parsed, node: Node, start: int, name: str) -> Hit:
    """The hit at ``start`` in the string literal ``node`` (doctests and source are not ours)."""
    value = string_value(parsed, node)
    scope = qualified_scope(parsed, node)
    end = start + len(name.encode())

    def hit(kind: Kind, rule: str, *terms: Term, prose: bool = False) -> Hit:
        return Hit(start, end, name, "prose" if prose else "string", kind, scope, terms, rule)

    if _is_annotation(parsed, node):
        return hit(Kind.ANNOTATION, "string-annotation", *_expression(parsed, node, start, name))
    if value == name:
        kind, rule, terms = _exact(parsed, node, name)
        return hit(kind, rule, *terms)
    if value is not None and _DOTTED.fullmatch(value):
        prefix = dotted_before(parsed.data, start, node.start_byte)[1].replace(":", ".")
        if prefix:
            return hit(Kind.STRING, "dotted-path", Term("path", prefix + name))
        return hit(Kind.STRING, "dotted-path", *name_terms(parsed, name, node))
    return prose_hit(parsed.data, start, node.start_byte, name, scope)


def prose_hit(data: bytes, start: int, lowest: int, name: str, scope: str = "") -> Hit:
    """A hit in running text: a dotted path, marked-up code, or a bare word."""
    begin, prefix = dotted_before(data, start, lowest)
    end = start + len(name.encode())
    terms = (Term("path", prefix.replace(":", ".") + name),) if prefix else ()
    before = data[max(lowest, begin - 1) : begin]
    rule = "markup" if before in {b"`", b"~"} or data[begin - 2 : begin] == b"::" else "prose"
    return Hit(start, end, name, "prose", Kind.MENTION, scope, terms, rule)


def _expression(parsed: Parsed, node: Node, start: int, name: str) -> tuple[Term, ...]:
    """The terms of a dotted name in a quoted annotation, looked up where the string stands."""
    prefix = dotted_before(parsed.data, start, node.start_byte + 1)[1]
    parts = [*prefix.replace(":", ".").split("."), name] if prefix else [name]
    parts = [part for part in parts if part]
    terms = name_terms(parsed, parts[0], node)
    for part in parts[1:]:
        terms = tuple(term.attribute(part) for term in terms)
    return terms


def _is_annotation(parsed: Parsed, node: Node) -> bool:
    child = node
    for parent in ancestors(node):
        kind = parent.type
        if kind == "type":
            return not _inside_literal(parsed, node)
        if kind == "subscript" and _is_generic(parsed, parent, node):
            return True
        if kind == "call":
            name = called(parsed, parent).rsplit(".", 1)[-1]
            given = arguments(parent)
            if name in _TYPE_CALLS:
                return (
                    bool(given)
                    and child.type == "argument_list"
                    and _holds(given[1 if name == "NewType" and len(given) > 1 else 0], node)
                )
            return name == "TypeVar" and bool(given) and not _holds(given[0], node)
        if kind.endswith("_statement") or kind == "module" or kind == "block":
            return False
        child = parent
    return False


def _is_generic(parsed: Parsed, subscript: Node, node: Node) -> bool:
    """Whether a subscript is a type (``Union["Old", str]``), which holds quoted names."""
    value = subscript.child_by_field_name("value")
    if value is None or _holds(value, node):
        return False
    return parsed.text(value).rpartition(".")[2] in _GENERICS


def _inside_literal(parsed: Parsed, node: Node) -> bool:
    for parent in ancestors(node):
        if parent.type in {"generic_type", "subscript"}:
            text = parsed.text(parent)
            return re.match(r"(?:[\w.]+\.)?Literal\s*\[", text) is not None
        if parent.type == "call":
            return True
    return False


def _holds(outer: Node, inner: Node) -> bool:
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte


def _exact(parsed: Parsed, node: Node, name: str) -> tuple[Kind, str, tuple[Term, ...]]:
    """A string that is nothing but the name: what it means depends on who reads it."""
    if _in_all(parsed, node):
        return Kind.EXPORT, "__all__", (Term("here", name),)
    parent = node.parent
    if parent is not None and parent.type == "subscript":
        value = parent.child_by_field_name("value")
        if value is not None and value != node:
            terms = item_terms(parsed, value, name)
            if any(term.origin != "value" for term in terms):
                return Kind.STRING, "namespace-item", terms
            return Kind.DYNAMIC, "dict-key", _KEY
    if parent is not None and parent.type == "pair":
        found = _lazy_key(parsed, name)
        if found is not None:
            return Kind.EXPORT, "lazy-table", (found,)
        if parent.child_by_field_name("key") == node:
            return Kind.DYNAMIC, "dict-key", _KEY
    if parent is not None and parent.type == "tuple" and len(parent.named_children) == 2:
        module = string_value(parsed, parent.named_children[0])
        if module is not None and parent.named_children[1] == node and _is_module_text(module):
            return Kind.STRING, "module-and-name", (Term("import", name, module),)
    for outer in ancestors(node):
        if outer.type == "call":
            return _argument(parsed, outer, node, name)
        if outer.type == "comparison_operator":
            return _compared(parsed, outer, name)
        if outer.type.endswith("_statement"):
            break
    return Kind.DYNAMIC, "exact-string", (Term("dynamic", "a string equal to the name"),)


def _is_module_text(text: str) -> bool:
    return text.startswith(".") or ("." in text and _DOTTED.fullmatch(text) is not None)


def _in_all(parsed: Parsed, node: Node) -> bool:
    for parent in ancestors(node):
        if parent.type in {"expression_statement", "assignment", "augmented_assignment"}:
            return parsed.data[parent.start_byte : parent.start_byte + 7] == b"__all__"
        if parent.type not in _LITERALS:
            return False
    return False


def _lazy_key(parsed: Parsed, name: str) -> Term | None:
    for statement in statements(parsed.root):
        if statement.type == "function_definition":
            function = statement.child_by_field_name("name")
            if function is not None and parsed.text(function) == "__getattr__":
                return lazy_table(parsed, statement)[0].get(name)
    return None


def _argument(
    parsed: Parsed, call: Node, node: Node, name: str
) -> tuple[Kind, str, tuple[Term, ...]]:
    function = called(parsed, call)
    last = function.rsplit(".", 1)[-1]
    given = arguments(call)
    place = next((i for i, argument in enumerate(given) if _holds(argument, node)), 0)
    if last in _ATTRIBUTE_CALLS and place == 1:
        terms = terms_of(parsed, given[0])
        if all(term.origin in {"value", "dynamic"} for term in terms):
            return (
                Kind.DYNAMIC,
                "unknown-object",
                (Term("dynamic", f"{last} of an unknown object"),),
            )
        return Kind.STRING, f"{last}-literal", tuple(term.attribute(name) for term in terms)
    if last in {"get", "pop", "setdefault"} and place == 0:
        return Kind.DYNAMIC, "dict-key", _KEY
    if last in _NAMING_CALLS and place == 0:
        return Kind.STRING, "own-name", name_terms(parsed, name, call)
    if last == "__import__" and given and place > 0:
        module = string_value(parsed, given[0])
        if module is not None:
            return Kind.STRING, "fromlist", (Term("import", name, module),)
    return Kind.DYNAMIC, "exact-string", (Term("dynamic", f"a string handed to {function}()"),)


def _compared(parsed: Parsed, node: Node, name: str) -> tuple[Kind, str, tuple[Term, ...]]:
    for parent in ancestors(node):
        if parent.type == "function_definition":
            own = parent.child_by_field_name("name")
            if own is not None and parsed.text(own) == "__getattr__":
                return Kind.EXPORT, "lazy-comparison", _imported_below(parsed, node, name)
    return Kind.DYNAMIC, "compared", (Term("dynamic", "compared with a run-time name"),)


def _imported_below(parsed: Parsed, node: Node, name: str) -> tuple[Term, ...]:
    """What the branch guarded by ``name == "Old"`` imports under that name."""
    branch = next((p for p in ancestors(node) if p.type in {"if_statement", "elif_clause"}), None)
    body = branch.child_by_field_name("consequence") if branch is not None else None
    if body is not None:
        last = body.named_children[-1] if body.named_children else body
        found = lookup(parsed, name, last)
        if found:
            return tuple(t for b in found for t in binding_terms(parsed, b, name))
        if last.type == "return_statement" and last.named_children:
            terms = terms_of(parsed, last.named_children[0])
            if any(term.origin != "value" for term in terms):
                return terms
    return (Term("dynamic", "__getattr__"),)
