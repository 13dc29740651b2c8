"""What a call of a class or function takes, read from its definition.

A signature is either proven or None; nothing here guesses at inherited or computed parameters.
"""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from cutover.languages.typescript.calls.signatures import Signature, merged, parameters_of
from cutover.languages.typescript.syntax.bindings import CLASSES, FUNCTIONS
from cutover.languages.typescript.syntax.definitions import bare, declarators, definitions
from cutover.languages.typescript.syntax.parsing import Parsed, unwrap

_JAVASCRIPT = (".js", ".jsx", ".mjs", ".cjs")
_METHODS = frozenset({"method_definition", "method_signature"})
_VALUES = frozenset({"lexical_declaration", "variable_declaration"})


def signature_of(parsed: Parsed, name: str, path: str) -> Signature | None:
    """What a call of the class or function ``name`` of a file takes; None if unknown."""
    return _signature(parsed, name, frozenset(), loose=path.endswith(_JAVASCRIPT))


def _signature(parsed: Parsed, name: str, seen: frozenset[str], *, loose: bool) -> Signature | None:
    if name in seen:
        return None
    found = [_callable(bare(node), name) for node in definitions(parsed, name)]
    classes = [node for node in found if node is not None and node.type in CLASSES]
    if len(classes) == 1:
        return _of_class(parsed, classes[0], seen | {name}, loose=loose)
    functions = [node for node in found if node is not None and node.type in FUNCTIONS]
    return _of_functions(parsed, functions, loose=loose) if not classes else None


def _callable(node: Node, name: str) -> Node | None:
    """The class or function that a declaration, variable or assignment holds."""
    if node.type in CLASSES or node.type in FUNCTIONS:
        return node
    if node.type in _VALUES:
        word = name.rpartition(".")[2].encode()
        found = [each for each in declarators(node) if _is_named(each, word)]
        node = found[0] if found else node
    if node.type == "expression_statement" and node.named_children:
        node = node.named_children[0]
    value = node.child_by_field_name("value") or node.child_by_field_name("right")
    value = unwrap(value) if value is not None else None
    return value if value is not None and value.type in CLASSES | FUNCTIONS else None


def _is_named(declarator: Node, word: bytes) -> bool:
    name = declarator.child_by_field_name("name")
    return name is not None and name.text == word


def _of_functions(parsed: Parsed, nodes: Sequence[Node], *, loose: bool) -> Signature | None:
    """The implementation's parameters, else those of all overloads together."""
    built = [node for node in nodes if node.child_by_field_name("body") is not None]
    signatures = []
    for node in built[-1:] or nodes:
        parameters = node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
        if parameters is None or parameters.has_error:
            return None
        signatures.append(Signature(parameters_of(parsed, parameters, loose=loose)))
    return merged(signatures)


def _of_class(parsed: Parsed, node: Node, seen: frozenset[str], *, loose: bool) -> Signature | None:
    body = node.child_by_field_name("body")
    if body is None:
        return None
    own = [child for child in body.named_children if is_constructor(parsed, child)]
    if own:
        return _of_functions(parsed, own, loose=loose)
    base = _base(node)
    if base is None:
        return Signature(())
    if base.type != "identifier":
        return None
    return _signature(parsed, parsed.text(base), seen, loose=loose)


def is_constructor(parsed: Parsed, node: Node) -> bool:
    """Whether a member of a class is its constructor, or one of its overloads."""
    name = node.child_by_field_name("name")
    if node.type not in _METHODS or name is None or parsed.text(name) != "constructor":
        return False
    return not any(child.type == "static" for child in node.children)


def _base(node: Node) -> Node | None:
    """What a class extends."""
    for heritage in node.children:
        if heritage.type != "class_heritage":
            continue
        for clause in heritage.named_children:
            if clause.type == "extends_clause":
                return clause.child_by_field_name("value")
            if clause.type != "implements_clause":
                return clause
    return None
