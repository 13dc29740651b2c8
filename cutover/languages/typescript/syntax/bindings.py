"""Where TypeScript binds names: imports, declarations, parameters, patterns, type parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.typescript.syntax.parsing import ancestors

Space = Literal["value", "type", ""]

FUNCTION_EXPRESSIONS = frozenset({"function_expression", "generator_function"})
FUNCTIONS = FUNCTION_EXPRESSIONS | {
    "function_declaration",
    "generator_function_declaration",
    "function_signature",
    "arrow_function",
    "method_definition",
    "method_signature",
    "abstract_method_signature",
    "function_type",
    "constructor_type",
    "call_signature",
    "construct_signature",
}
CLASSES = frozenset({"class", "class_declaration", "abstract_class_declaration"})
NAMESPACES = frozenset({"internal_module", "module"})
_DECLARED = {
    "class": "class",
    "class_declaration": "class",
    "abstract_class_declaration": "class",
    "function_declaration": "function",
    "generator_function_declaration": "function",
    "function_signature": "function",
    "function_expression": "function",
    "generator_function": "function",
    "interface_declaration": "type",
    "type_alias_declaration": "type",
    "enum_declaration": "enum",
    "internal_module": "namespace",
    "module": "namespace",
    "type_parameter": "generic",
    "mapped_type_clause": "generic",
    "enum_assignment": "member",
}
_BOTH: frozenset[Space] = frozenset({"value", "type"})
_VALUE: frozenset[Space] = frozenset({"value"})
_TYPE: frozenset[Space] = frozenset({"type"})
SPACES: Mapping[str, frozenset[Space]] = {
    "import": _BOTH,
    "class": _BOTH,
    "enum": _BOTH,
    "namespace": _BOTH,
    "member": _VALUE,
    "function": _VALUE,
    "assign": _VALUE,
    "destructured": _VALUE,
    "reassign": _VALUE,
    "parameter": _VALUE,
    "target": _VALUE,
    "type": _TYPE,
    "generic": _TYPE,
}
_PATTERNS = frozenset({"object_pattern", "array_pattern", "rest_pattern", "pair_pattern",
                       "object_assignment_pattern", "assignment_pattern"})  # fmt: skip


class Binding(Struct, frozen=True):
    """A place where a name gets its meaning; ``node`` is what that comes from, ``name`` the name.

    ``how`` is import, class, function, assign (a declared variable), destructured (out of a
    pattern), reassign (an assignment later on), parameter, target (loops and catch), type
    (interfaces and aliases), generic (type parameters, ``infer``, mapped keys), enum, member (of
    an enum) or namespace.
    """

    how: str
    start: int
    node: Node
    name: Node


def binding_place(node: Node) -> tuple[str, Node, bool] | None:
    """How an identifier binds its name, from what, and whether it is hoisted out of blocks."""
    parent = node.parent
    if parent is None:
        return None
    kind = parent.type
    if node.type == "property_identifier":
        member = kind == "enum_body" or (
            kind == "enum_assignment" and parent.child_by_field_name("name") == node
        )
        return ("member", parent, False) if member else None
    if kind in _DECLARED:
        bound = parent.child_by_field_name("name") == node
        return (_DECLARED[kind], parent, False) if bound else None
    match kind:
        case "import_specifier" | "namespace_import" | "import_clause" | "import_require_clause":
            return _imported(node, parent)
        case "import_alias":
            return ("import", parent, False) if parent.named_children[0] == node else None
        case "infer_type":
            return ("generic", parent, False) if parent.named_children[0] == node else None
        case "nested_identifier":
            outer = parent.parent
            named = outer is not None and outer.type in NAMESPACES
            first = parent.child_by_field_name("object") == node
            return ("namespace", outer, False) if outer is not None and named and first else None
        case "arrow_function":
            bound = parent.child_by_field_name("parameter") == node
            return ("parameter", parent, False) if bound else None
    return _patterned(node)


def _imported(node: Node, parent: Node) -> tuple[str, Node, bool] | None:
    if parent.type == "import_specifier":
        alias = parent.child_by_field_name("alias")
        bound = parent.child_by_field_name("name") if alias is None else alias
        return ("import", parent, False) if bound == node else None
    return "import", parent, False


def _patterned(node: Node) -> tuple[str, Node, bool] | None:
    child = node
    for parent in ancestors(node):
        kind = parent.type
        if kind == "variable_declarator":
            if parent.child_by_field_name("name") != child:
                return None
            hoisted = parent.parent is not None and parent.parent.type == "variable_declaration"
            return ("assign" if child == node else "destructured"), parent, hoisted
        if kind in {"required_parameter", "optional_parameter"}:
            bound = parent.child_by_field_name("pattern") == child
            return ("parameter", parent, False) if bound else None
        if kind == "catch_clause":
            bound = parent.child_by_field_name("parameter") == child
            return ("target", parent, False) if bound else None
        if kind == "for_in_statement":
            return _looped(parent, child)
        if kind == "assignment_expression":
            bound = parent.child_by_field_name("left") == child
            return ("reassign", parent, False) if bound else None
        if kind not in _PATTERNS or not _binds_inside(parent, child):
            return None
        child = parent
    return None


def _looped(loop: Node, child: Node) -> tuple[str, Node, bool] | None:
    declared = loop.child_by_field_name("kind")
    if declared is None or loop.child_by_field_name("left") != child:
        return None
    return "target", loop, declared.type == "var"


def _binds_inside(pattern: Node, child: Node) -> bool:
    match pattern.type:
        case "pair_pattern":
            return pattern.child_by_field_name("value") == child
        case "object_assignment_pattern" | "assignment_pattern":
            return pattern.child_by_field_name("left") == child
    return True
