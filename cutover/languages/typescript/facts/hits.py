"""Every whole-word hit of a TypeScript file, with what the file says about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import structs
from tree_sitter import Node

from cutover.languages.base import FileFacts, Hit, Term
from cutover.languages.embedding import Block
from cutover.languages.typescript.facts.exports import default_terms, module_facts
from cutover.languages.typescript.facts.jsdoc import jsdoc_hit
from cutover.languages.typescript.facts.name_hits import is_broken, name_hit
from cutover.languages.typescript.facts.string_hits import prose_hit, string_hit
from cutover.languages.typescript.syntax.module_references import handed_on
from cutover.languages.typescript.syntax.parsing import Parsed, ancestors, parse, type_import
from cutover.languages.typescript.syntax.scopes import qualified_scope
from cutover.languages.words import whole_words
from cutover.model import Kind

_DEFAULT = "default"
_NAMES = frozenset({"identifier", "type_identifier", "property_identifier", "statement_identifier",
                    "shorthand_property_identifier", "shorthand_property_identifier_pattern",
                    "private_property_identifier"})  # fmt: skip
_TEXTS = frozenset({"comment", "html_comment", "hash_bang_line", "regex_pattern", "regex",
                    "jsx_text", "html_character_reference"})  # fmt: skip
_OWN = frozenset({"here", "unbound"})
_JSX_ENDS = (b"</", b"/>")
_JSX = re.compile(
    rb"<(?<![\w$\]'\"`]<)\s*(?:[A-Za-z_$>\\\x80-\xff]|/[*/])"
    rb"|\b(?:await|case|default|delete|do|else|extends|in|instanceof|new|of|return|throw|typeof"
    rb"|void|yield)<"
)
_STRINGS = frozenset({"string", "template_string", "template_literal_type"})


def file_facts(parsed: Parsed, names: Sequence[str]) -> FileFacts:
    """The hits of ``names`` and the exports of one file."""
    hits = [hit for name in names for hit in _hits(parsed, name)]
    if _DEFAULT in names:
        hits += handed_on(parsed)
    module = module_facts(parsed) if not names or any(map(_asks_its_file, hits)) else None
    return FileFacts(tuple(sorted(hits, key=lambda hit: hit.start)), module)


def _asks_its_file(hit: Hit) -> bool:
    """Whether what a hit means will be looked up among the names of its own file, or of others."""
    return hit.kind is Kind.EXPORT or any(term.origin in _OWN for term in hit.terms)


def block_hits(block: Block, names: Sequence[str]) -> tuple[Hit, ...]:
    """The hits of embedded code, at their offsets in the host."""
    parsed = parse_block(block.data)
    if parsed.root.has_error and not block.certain:
        return ()
    return tuple(
        structs.replace(hit, start=start, end=start + hit.end - hit.start, block=block.start)
        for name in names
        for hit in _hits(parsed, name)
        for start in [block.host(hit.start)]
    )


def parse_block(data: bytes) -> Parsed:
    """Embedded code, of which nobody says whether it may hold JSX."""
    parsed = parse(data, "block.ts")
    if not parsed.root.has_error or not _may_be_jsx(data):
        return parsed
    other = parse(data, "block.tsx")
    return parsed if other.root.has_error else other


def _may_be_jsx(data: bytes) -> bool:
    """Whether there is something like the end of an element, and like the begin of the first.

    No element begins directly behind a name or a quote, as type arguments do behind a name.
    """
    return any(end in data for end in _JSX_ENDS) and _JSX.search(data) is not None


def _hits(parsed: Parsed, name: str) -> Iterator[Hit]:
    size = len(name.encode())
    for start in whole_words(parsed.data, name.encode()):
        node = parsed.node_at(start, start + size)
        if node.type in _NAMES:
            yield _named(parsed, node, start, name)
        elif node.type in _TEXTS:
            comment = node.type == "comment"
            found = jsdoc_hit(parsed, node, start, name) if comment else None
            yield found or prose_hit(parsed.data, start, name, qualified_scope(parsed, node))
        elif (string := _string_around(node)) is not None:
            yield string_hit(parsed, string, start, name)
        else:
            yield _keyword(parsed, node, start, name)


def _named(parsed: Parsed, node: Node, start: int, name: str) -> Hit:
    end = start + len(name.encode())
    spec = type_import(parsed, node)
    if spec:
        term = Term("import", "", spec, line=node.start_point.row + 1)
        scope = qualified_scope(parsed, node)
        return Hit(start, end, name, "code", Kind.IMPORT, scope, (term,), "import")
    if node.start_byte == start and node.end_byte == end:
        return name_hit(parsed, node, name)
    return Hit(start, end, name, "code", Kind.USE, qualified_scope(parsed, node),
               (Term("value", "part of another name"),), "name")  # fmt: skip


def _keyword(parsed: Parsed, node: Node, start: int, name: str) -> Hit:
    """A word that the grammar keeps for itself: the name of a default export, or nobody's."""
    end = start + len(name.encode())
    parent = node.parent

    def hit(kind: Kind, rule: str, *terms: Term, binds: bool = False) -> Hit:
        return Hit(
            start, end, name, "code", kind, qualified_scope(parsed, node), terms, rule, binds
        )

    if node.type == "ERROR" or parent is None or is_broken(node):
        return hit(Kind.UNPARSED, "syntax-error")
    if node.type != "default" or parent.type != "export_statement":
        return hit(Kind.USE, "keyword", Term("value", "a keyword"))
    terms = default_terms(parsed, parent)
    if [term.name for term in terms] == ["default"] and terms[0].origin == "here":
        return hit(Kind.DEFINITION, "definition", *terms, binds=True)
    return hit(Kind.EXPORT, "default-export", *terms)


def _string_around(node: Node) -> Node | None:
    for parent in (node, *ancestors(node)):
        if parent.type in _STRINGS:
            return parent
        if parent.type in {"template_substitution", "template_type"} or (
            parent.type.endswith("_statement")
        ):
            return None
    return None
