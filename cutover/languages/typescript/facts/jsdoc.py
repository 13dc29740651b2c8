"""Names in documentation comments: types in braces and links follow what the file binds."""

from __future__ import annotations

import re

from tree_sitter import Node

from cutover.languages.base import Hit, Term
from cutover.languages.typescript.facts.terms import name_terms
from cutover.languages.typescript.syntax.parsing import Parsed
from cutover.languages.typescript.syntax.scopes import qualified_scope
from cutover.languages.words import dotted_before
from cutover.model import Kind

_IMPORTED = re.compile(r"import\(\s*['\"]([^'\"]+)['\"]\s*\)((?:\.[\w$]+)*)\.?\Z")
_TYPEDEF = re.compile(
    rb"@typedef\s+\{\s*(?:typeof\s+)?import\(\s*['\"]([^'\"]+)['\"]\s*\)((?:\.[\w$]+)*)[^}\n]*\}"
    rb"\s*([\w$]+)"
)
_IMPORT_TAG = re.compile(rb"@import\s*\{([^}]*)\}\s*from\s*['\"]([^'\"]+)['\"]")
_DEFINED = re.compile(rb"@(?:typedef|callback)\s+(?:\{[^}]*\}\s*)?([\w$]+)")
_TEMPLATE = re.compile(rb"@template\s+(?:\{[^}]*\}\s*)?([\w$]+(?:\s*,\s*[\w$]+)*)")
_LINK = re.compile(rb"\{@(?:link|linkcode|linkplain)\s+[\w$.#~]*\Z")
_SEE = re.compile(rb"@(?:see|extends|augments|implements|memberof|class)\s+[\w$.#~]*\Z")
_BRACE = re.compile(rb"@\w+\s*(?:[\w$.]+\s+)?(\{[^{}]*(?:\{[^{}]*\}[^{}]*)*)\Z")


def jsdoc_hit(parsed: Parsed, comment: Node, start: int, name: str) -> Hit | None:
    """The hit of a name that a documentation comment uses as code; None where it is prose."""
    if not parsed.data.startswith(b"/**", comment.start_byte):
        return None
    before = parsed.data[comment.start_byte : start]
    end = start + len(name.encode())
    scope = qualified_scope(parsed, comment)
    tag = _import_tag(parsed, comment, start, name)
    if tag is not None:
        return Hit(start, end, name, "string", Kind.IMPORT, scope, (tag,), "jsdoc", binds=True)
    own = _own_name(parsed, comment, start, name)
    if own is not None:
        kind = Kind.DEFINITION if own.origin == "here" else Kind.ANNOTATION
        return Hit(start, end, name, "string", kind, scope, (own,), "jsdoc", binds=True)
    if _LINK.search(before) or _SEE.search(before):
        kind, rule = Kind.MENTION, "jsdoc-link"
    elif _BRACE.search(before[before.rfind(b"\n@") + 1 :]):
        kind, rule = Kind.ANNOTATION, "jsdoc"
    else:
        return None
    terms = _terms(parsed, comment, start, name)
    if not terms or all(term.origin == "unbound" for term in terms):
        return None
    return Hit(start, end, name, "string", kind, scope, terms, rule)


def _terms(parsed: Parsed, comment: Node, start: int, name: str) -> tuple[Term, ...]:
    before = parsed.data[comment.start_byte : start].decode("utf-8", "replace")
    found = _IMPORTED.search(before)
    if found is not None:
        path = [part for part in found[2].split(".") if part]
        return _imported(found[1], [*path, name])
    prefix = dotted_before(parsed.data, start, comment.start_byte)[1].rstrip(".:")
    parts = [*prefix.replace(":", ".").split("."), name] if prefix else [name]
    known = _bound(parsed, comment, parts[0])
    terms = (known,) if known is not None else name_terms(parsed, parts[0], comment)
    for part in parts[1:]:
        terms = tuple(term.attribute(part) for term in terms)
    return terms


def _imported(spec: str, path: list[str]) -> tuple[Term, ...]:
    if not path:
        return (Term("import", "", spec),)
    return (Term("import", path[0], spec, tuple(path[1:])),)


def typedefs(parsed: Parsed) -> dict[str, Term]:
    """The types that documentation comments define, which their module exports."""
    memo = parsed.memo()
    known = memo.get("typedefs")
    if isinstance(known, dict):
        return known
    table: dict[str, Term] = {}
    if b"@typedef" in parsed.data or b"@callback" in parsed.data:
        for found in _DEFINED.finditer(parsed.data):
            name = found[1].decode("utf-8", "replace")
            line = parsed.data.count(b"\n", 0, found.start()) + 1
            table[name] = Term("here", name, line=line)
        for found in _TYPEDEF.finditer(parsed.data):
            spec, path, name = (part.decode("utf-8", "replace") for part in found.groups())
            table[name] = _imported(spec, [part for part in path.split(".") if part])[0]
    memo["typedefs"] = table
    return table


def _bound(parsed: Parsed, comment: Node, name: str) -> Term | None:
    """What documentation comments say that a name is; None if they say nothing."""
    if _is_template(parsed, comment, name):
        return Term("value", "type parameter")
    if b"@import" in parsed.data:
        for found in _IMPORT_TAG.finditer(parsed.data):
            for exported, local in _entries(found[1].decode("utf-8", "replace")):
                if local == name:
                    return Term("import", exported, found[2].decode("utf-8", "replace"))
    return typedefs(parsed).get(name)


def _own_name(parsed: Parsed, comment: Node, start: int, name: str) -> Term | None:
    """The term of a name that a comment itself defines at ``start``; None elsewhere."""
    for pattern in (_DEFINED, _TEMPLATE):
        for found in pattern.finditer(parsed.data, comment.start_byte, comment.end_byte):
            if not found.start(1) <= start < found.end(1):
                continue
            if pattern is _TEMPLATE:
                return Term("value", "type parameter")
            return typedefs(parsed).get(name)
    return None


def _is_template(parsed: Parsed, comment: Node, name: str) -> bool:
    """Whether a comment declares a name as its type parameter."""
    return any(
        name in found[1].decode("utf-8", "replace").replace(",", " ").split()
        for found in _TEMPLATE.finditer(parsed.data, comment.start_byte, comment.end_byte)
    )


def _entries(text: str) -> list[tuple[str, str]]:
    entries = [entry.replace("*", " ").split() for entry in text.split(",")]
    return [(words[0], words[-1]) for words in entries if words]


def _import_tag(parsed: Parsed, comment: Node, start: int, name: str) -> Term | None:
    for found in _IMPORT_TAG.finditer(parsed.data, comment.start_byte, comment.end_byte):
        if found.start(1) <= start < found.end(1):
            spec = found[2].decode("utf-8", "replace")
            for exported, local in _entries(found[1].decode("utf-8", "replace")):
                if name in {exported, local}:
                    return Term("import", exported, spec)
    return None
