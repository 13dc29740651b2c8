"""What a module offers to whoever imports it, from its top-level statements alone."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.base import ModuleFacts, Term
from cutover.languages.python.parsing import Parsed, string_value
from cutover.languages.python.scopes import Binding
from cutover.languages.python.terms import binding_terms

_SUITES = frozenset(
    {
        "if_statement",
        "elif_clause",
        "else_clause",
        "try_statement",
        "except_clause",
        "finally_clause",
        "except_group_clause",
        "with_statement",
        "block",
        "for_statement",
        "while_statement",
        "ERROR",
    }
)


def module_facts(parsed: Parsed) -> ModuleFacts:
    """What a module binds at its top level, its star imports, ``__all__`` and ``__getattr__``."""
    exports: dict[str, list[Term]] = {}
    stars: list[str] = []
    public: set[str] | None = None
    lazy: dict[str, Term] = {}
    opaque = False
    for node in statements(parsed.root):
        match node.type:
            case "import_statement" | "import_from_statement":
                if any(child.type == "wildcard_import" for child in node.children):
                    stars.append(_spec(parsed, node))
                for name, binding in _imported(parsed, node):
                    exports.setdefault(name, []).extend(binding_terms(parsed, binding, name))
            case "class_definition" | "function_definition":
                name = parsed.text(node.child_by_field_name("name") or node)
                line = node.start_point.row + 1
                exports.setdefault(name, []).append(Term("here", name, line=line))
                if name == "__getattr__":
                    lazy, opaque = lazy_table(parsed, node)
            case "expression_statement":
                public = _public(parsed, node, public)
                for name, binding in _assigned(parsed, node):
                    exports.setdefault(name, []).extend(binding_terms(parsed, binding, name))
            case "type_alias_statement":
                left = node.child_by_field_name("left")
                if left is not None:
                    name = parsed.text(left).split("[")[0]
                    exports.setdefault(name, []).append(Term("here", name))
    frozen = {name: tuple(dict.fromkeys(terms)) for name, terms in exports.items()}
    names = None if public is None else frozenset(public)
    return ModuleFacts(frozen, tuple(stars), names, lazy, opaque)


def statements(root: Node) -> Iterator[Node]:
    """The statements that run when a module is imported, nested suites included."""
    for node in root.named_children:
        if node.type in _SUITES:
            yield from statements(node)
        elif node.type == "decorated_definition":
            definition = node.child_by_field_name("definition")
            if definition is not None:
                yield definition
        else:
            yield node


def _spec(parsed: Parsed, node: Node) -> str:
    module = node.child_by_field_name("module_name")
    return "" if module is None else "".join(parsed.text(module).split())


def _imported(parsed: Parsed, node: Node) -> Iterator[tuple[str, Binding]]:
    module = node.child_by_field_name("module_name")
    for child in node.named_children:
        if child == module or child.type not in {"dotted_name", "aliased_import"}:
            continue
        alias = child.child_by_field_name("alias")
        name = parsed.text(alias) if alias is not None else parsed.text(child)
        if node.type == "import_statement" and alias is None:
            name = name.split(".")[0]
        yield name, Binding("import", child.start_byte, child)


def _assigned(parsed: Parsed, node: Node) -> Iterator[tuple[str, Binding]]:
    for child in node.named_children:
        if child.type != "assignment":
            continue
        left = child.child_by_field_name("left")
        if left is None:
            continue
        if left.type == "identifier":
            yield parsed.text(left), Binding("assign", left.start_byte, child)
            right = child.child_by_field_name("right")
            if right is not None and right.type == "assignment":
                inner = right.child_by_field_name("left")
                if inner is not None and inner.type == "identifier":
                    yield parsed.text(inner), Binding("assign", inner.start_byte, right)
        elif left.type in {"pattern_list", "tuple_pattern"}:
            for name in left.named_children:
                if name.type == "identifier":
                    yield parsed.text(name), Binding("target", name.start_byte, child)


def _public(parsed: Parsed, node: Node, known: set[str] | None) -> set[str] | None:
    """``__all__`` after one more statement; None once it is not literal, or before it is set."""
    text = parsed.data[node.start_byte : node.start_byte + 7]
    if text != b"__all__":
        return known
    child = node.named_children[0]
    names = {v for s in _strings(child) if (v := string_value(parsed, s)) is not None}
    return names if child.type == "assignment" else (known or set()) | names


def _strings(node: Node) -> Iterator[Node]:
    for child in node.named_children:
        if child.type == "string":
            yield child
        elif child.type in {
            "list",
            "tuple",
            "set",
            "binary_operator",
            "call",
            "argument_list",
            "parenthesized_expression",
            "expression_list",
            "assignment",
        }:
            yield from _strings(child)


def lazy_table(parsed: Parsed, function: Node) -> tuple[dict[str, Term], bool]:
    """The names a module-level ``__getattr__`` provides by literal comparison or literal table."""
    table: dict[str, Term] = {}
    for node in _walk(function):
        if node.type == "comparison_operator":
            for child in node.named_children:
                for text in [child, *child.named_children]:
                    name = string_value(parsed, text)
                    if name is not None and name.isidentifier():
                        table.setdefault(name, Term("dynamic", "__getattr__"))
    for node in statements(parsed.root):
        if node.type == "expression_statement" and node.named_children:
            table.update(_literal_table(parsed, node.named_children[0]))
    return table, True


def _literal_table(parsed: Parsed, node: Node) -> Iterator[tuple[str, Term]]:
    """``{"Old": ".legacy"}`` or ``{"Old": (".legacy", "Old")}`` as lazily imported names."""
    right = node.child_by_field_name("right") if node.type == "assignment" else None
    if right is None or right.type != "dictionary":
        return
    for pair in right.named_children:
        if pair.type != "pair":
            continue
        name = string_value(parsed, pair.child_by_field_name("key"))
        value = pair.child_by_field_name("value")
        if name is None or value is None:
            continue
        line = pair.start_point.row + 1
        spec = string_value(parsed, value)
        if spec is not None and spec.strip(".").replace(".", "_").isidentifier():
            yield name, _lazy_term(name, spec, line)
        elif value.type == "tuple" and len(value.named_children) == 2:
            module, member = (string_value(parsed, v) for v in value.named_children)
            if module is not None and member is not None:
                yield name, Term("import", member, module, line=line)


def _lazy_term(name: str, spec: str, line: int) -> Term:
    module, colon, member = spec.partition(":")
    if colon:
        return Term("import", member, module, line=line)
    if not spec.startswith(".") and spec.endswith("." + name):
        return Term("path", spec, line=line)
    return Term("import", name, spec, line=line)


def _walk(node: Node) -> Iterator[Node]:
    for child in node.named_children:
        yield child
        yield from _walk(child)
