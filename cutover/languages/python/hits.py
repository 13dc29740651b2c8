"""Every whole-word hit of a Python file, with what the file says about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import structs
from tree_sitter import Node

from cutover.languages.base import FileFacts, Hit, ModuleFacts, Term
from cutover.languages.embedding import Block, doctest_block, source_block
from cutover.languages.python.exports import module_facts
from cutover.languages.python.parsing import Parsed, ancestors, parse
from cutover.languages.python.scopes import binding_at, lookup, qualified_scope
from cutover.languages.python.strings import prose_hit, string_hit
from cutover.languages.python.terms import import_term, name_terms, terms_of
from cutover.languages.words import dotted_before, whole_words
from cutover.model import Kind

_TYPE_COMMENT = re.compile(rb"#\s*type:\s*(?!ignore)")
_EMPTY = ModuleFacts({})


def file_facts(parsed: Parsed, path: str, names: Sequence[str]) -> FileFacts:
    """The hits of ``names`` and the exports of one Python file."""
    module = module_facts(parsed)
    package = path.rpartition("/")[2].startswith("__init__.")
    hits = [hit for name in names for hit in _hits(parsed, name, package, module)]
    return FileFacts(tuple(sorted(hits, key=lambda hit: hit.start)), module)


def block_hits(block: Block, names: Sequence[str]) -> tuple[Hit, ...]:
    """The hits of embedded code, at their offsets in the host."""
    parsed = parse(block.data)
    if parsed.root.has_error and not block.certain:
        return ()
    return tuple(
        structs.replace(hit, start=start, end=start + hit.end - hit.start, block=block.start)
        for name in names
        for hit in _hits(parsed, name, False, _EMPTY)
        for start in [block.host(hit.start)]
    )


def _hits(parsed: Parsed, name: str, package: bool, module: ModuleFacts) -> Iterator[Hit]:
    size = len(name.encode())
    seen: dict[int, tuple[Hit, ...]] = {}
    for start in whole_words(parsed.data, name.encode()):
        node = parsed.node_at(start, start + size)
        if node.type == "identifier" and node.end_byte - node.start_byte == size:
            hit = code_hit(parsed, node, name, package)
            if hit is not None:
                yield hit
            continue
        if node.type == "comment":
            yield _comment_hit(parsed, node, start, name)
            continue
        string = _string_around(node)
        if string is None:
            yield Hit(start, start + size, name, "code", Kind.UNPARSED,
                      qualified_scope(parsed, node), (), "syntax-error")  # fmt: skip
            continue
        if string.id not in seen:
            seen[string.id] = embedded_hits(parsed, string, name, module)
        inside = next((hit for hit in seen[string.id] if hit.start == start), None)
        yield inside or string_hit(parsed, string, start, name)


def _string_around(node: Node) -> Node | None:
    if node.type == "string":
        return node
    for parent in ancestors(node):
        if parent.type == "string":
            return parent
        if parent.type == "interpolation" or parent.type.endswith("_statement"):
            return None
    return None


def code_hit(parsed: Parsed, node: Node, name: str, package: bool) -> Hit | None:
    """The hit of an identifier in code."""
    scope = qualified_scope(parsed, node)

    def hit(kind: Kind, rule: str, *terms: Term, binds: bool = False, local: str = "") -> Hit:
        start, end = node.start_byte, node.end_byte
        return Hit(start, end, name, "code", kind, scope, terms, rule, binds, local=local)

    if _broken(node):
        return hit(Kind.UNPARSED, "syntax-error")
    parent = node.parent
    if parent is None:
        return hit(Kind.UNPARSED, "syntax-error")
    if parent.type == "keyword_argument" and parent.child_by_field_name("name") == node:
        return hit(Kind.USE, "keyword-name", Term("value", "keyword of a call"))
    if parent.type == "keyword_pattern" and parent.named_children[0] == node:
        return hit(Kind.USE, "keyword-name", Term("value", "keyword of a pattern"))
    imported = _import_hit(parsed, node, parent)
    if imported is not None:
        term, binds = imported
        export = (package and not scope) or _is_self_alias(parsed, node)
        kind = Kind.EXPORT if export else Kind.IMPORT
        return hit(kind, "import", term, binds=binds, local=_alias(parsed, parent))
    if parent.type == "attribute" and parent.child_by_field_name("attribute") == node:
        owner = parsed.text(parent.child_by_field_name("object") or parent)
        rule = "own-attribute" if owner in {"self", "cls"} else "attribute"
        assigned = binding_of_attribute(parent)
        return hit(kind_of(parent), rule, *terms_of(parsed, parent), binds=assigned)
    if parent.type in {"class_definition", "function_definition"} and (
        parent.child_by_field_name("name") == node
    ):
        where = f"{scope}.{name}" if scope else name
        return hit(Kind.DEFINITION, "definition", Term("here", where), binds=True)
    bound = binding_at(parsed, node)
    if bound is not None and bound[0].type == "class_definition" and bound[1].how != "global":
        return hit(Kind.USE, "class-attribute", Term("value", "class attribute"), binds=True)
    dotted = _pattern_path(parsed, node, parent)
    terms = dotted or name_terms(parsed, name, node)
    if (
        bound is not None
        and bound[1].how == "assign"
        and not scope
        and Term("here", name)
        in [Term("here", term.name) for term in terms if term.origin == "here"]
        and all(term.origin == "here" for term in terms)
    ):
        return hit(Kind.DEFINITION, "assignment", *terms, binds=True)
    return hit(kind_of(node), "name", *terms, binds=bound is not None)


def _pattern_path(parsed: Parsed, node: Node, parent: Node) -> tuple[Term, ...]:
    """A dotted class pattern (``case mod.Old():``), which the grammar spells as a dotted name."""
    if parent.type != "dotted_name":
        return ()
    parts = parent.named_children
    place = next(i for i, part in enumerate(parts) if part == node)
    if place == 0:
        return ()
    terms = name_terms(parsed, parsed.text(parts[0]), parts[0])
    for part in parts[1 : place + 1]:
        terms = tuple(term.attribute(parsed.text(part)) for term in terms)
    return terms


def _import_hit(parsed: Parsed, node: Node, parent: Node) -> tuple[Term, bool] | None:
    line = node.start_point.row + 1
    if parent.type == "aliased_import":
        return import_term(parsed, parent, line), True
    if parent.type != "dotted_name":
        return None
    outer = parent.parent
    if outer is not None and outer.type == "relative_import":
        spec = parsed.data[outer.start_byte : node.end_byte].decode("utf-8", "replace")
        return Term("import", "", spec, line=line), False
    entry = outer if outer is not None and outer.type == "aliased_import" else parent
    statement = entry.parent
    if statement is None or statement.type not in {"import_statement", "import_from_statement"}:
        return None
    upto = parsed.data[parent.start_byte : node.end_byte].decode("utf-8", "replace")
    if statement.type == "import_statement" or parent == statement.child_by_field_name(
        "module_name"
    ):
        return Term("import", "", upto, line=line), entry == parent and parent.named_children[
            0
        ] == node
    return import_term(parsed, entry, line), entry == parent


def _alias(parsed: Parsed, name: Node) -> str:
    """The name an aliased import binds, for the dotted name that is imported."""
    entry = name.parent
    if name.type != "dotted_name" or entry is None or entry.type != "aliased_import":
        return ""
    alias = entry.child_by_field_name("alias")
    return "" if alias is None else parsed.text(alias)


def binding_of_attribute(attribute: Node) -> bool:
    """Whether an attribute is assigned to."""
    parent = attribute.parent
    return (
        parent is not None
        and parent.type == "assignment"
        and (parent.child_by_field_name("left") == attribute)
    )


def _is_self_alias(parsed: Parsed, node: Node) -> bool:
    entry = next((p for p in ancestors(node) if p.type == "aliased_import"), None)
    if entry is None:
        return False
    name, alias = entry.child_by_field_name("name"), entry.child_by_field_name("alias")
    return name is not None and alias is not None and parsed.text(name) == parsed.text(alias)


def kind_of(expression: Node) -> Kind:
    """What the code around a name or attribute does with it."""
    node, parent = expression, expression.parent
    while parent is not None and parent.type in {
        "parenthesized_expression",
        "subscript",
        "generic_type",
    }:
        if parent.type == "subscript" and parent.child_by_field_name("value") != node:
            break
        node, parent = parent, parent.parent
    if parent is None:
        return Kind.USE
    if parent.type == "call" and parent.child_by_field_name("function") == node:
        return Kind.CALL
    if parent.type == "keyword_argument":
        parent = parent.parent or parent
    if (
        parent.type == "argument_list"
        and parent.parent is not None
        and (parent.parent.type == "class_definition")
    ):
        return Kind.SUBCLASS
    for outer in ancestors(expression):
        if outer.type == "type":
            return Kind.ANNOTATION
        if outer.type in {"call", "block", "module"} or outer.type.endswith("_statement"):
            break
    return Kind.USE


def _broken(node: Node) -> bool:
    for parent in ancestors(node):
        if parent.type == "ERROR":
            return parent.parent is not None or node.parent == parent
        if parent.type.endswith("_statement") or parent.type in {"block", "module"}:
            return False
    return False


def _comment_hit(parsed: Parsed, node: Node, start: int, name: str) -> Hit:
    text = parsed.data[node.start_byte : start]
    prefix = dotted_before(parsed.data, start, node.start_byte)[1].rstrip(".:")
    root, *rest = [*prefix.split("."), name] if prefix else [name]
    if _TYPE_COMMENT.match(text) and lookup(parsed, root, node):
        terms = name_terms(parsed, root, node)
        for part in rest:
            terms = tuple(term.attribute(part) for term in terms)
        return Hit(start, start + len(name.encode()), name, "string", Kind.ANNOTATION,
                   qualified_scope(parsed, node), terms, "type-comment")  # fmt: skip
    return prose_hit(parsed.data, start, node.start_byte, name, qualified_scope(parsed, node))


def string_blocks(parsed: Parsed, node: Node) -> Iterator[Block]:
    """The code a string literal may hold: its doctests, or source as a whole."""
    start, end = _content(node)
    text = parsed.data[start:end]
    if b">>>" in text:
        block = doctest_block(parsed.data, start, end)
        if block is not None:
            yield block
    elif b"import" in text:
        block = source_block(parsed.data, start, end)
        if block is not None and not parse(block.data).root.has_error:
            yield block


def _content(node: Node) -> tuple[int, int]:
    opening = next((c for c in node.children if c.type == "string_start"), None)
    closing = next((c for c in node.children if c.type == "string_end"), None)
    start = opening.end_byte if opening is not None else node.start_byte
    return start, closing.start_byte if closing is not None else node.end_byte


def embedded_hits(parsed: Parsed, node: Node, name: str, module: ModuleFacts) -> tuple[Hit, ...]:
    """Hits in the code of a string; names its own code does not bind are those of the module."""
    found: list[Hit] = []
    scope = qualified_scope(parsed, node)
    for block in string_blocks(parsed, node):
        for hit in block_hits(block, [name]):
            doctest = block.style == "doctest"
            if hit.where != "code" or (
                not doctest and not any(t.origin == "import" for t in hit.terms)
            ):
                continue
            terms = tuple(
                Term("path", ".".join((t.name, *t.attributes)))
                if t.origin == "unbound"
                and doctest
                and t.attributes
                and t.name not in module.exports
                else Term("here", t.name, attributes=t.attributes)
                if t.origin == "unbound" and doctest
                else t
                for t in hit.terms
            )
            rule = "doctest" if doctest else "source-string"
            found.append(structs.replace(hit, terms=terms, rule=rule, scope=scope))
    return tuple(found)
