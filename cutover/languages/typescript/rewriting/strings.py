"""Names inside string literals, comments and running text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from cutover.languages.editing import Destination, Site
from cutover.languages.typescript.imports.statements import IMPORT_TYPE, Source
from cutover.languages.typescript.rewriting.mocks import rewrite_spied
from cutover.languages.typescript.rewriting.modules import rewrite_attribute
from cutover.languages.typescript.rewriting.replacement import is_offered
from cutover.languages.typescript.rewriting.sheet import Sheet
from cutover.languages.typescript.syntax.parsing import ancestors
from cutover.languages.typescript.syntax.scopes import bindings
from cutover.languages.words import dotted_before

_PATH = re.compile(rb"[\w@$.~/-]*[\w$]#\Z")
_TAG = re.compile(rb"@import\s*\{([^}]*)\}\s*from\s*['\"]([^'\"\n]+)['\"]")
_TYPE = re.compile(IMPORT_TYPE.pattern + rb"\s*\)\s*\.\s*\Z")
_STRINGS = frozenset({"string", "template_string"})


def rewrite_string(sheet: Sheet, site: Site, node: Node) -> str:
    """A name in a string literal or a JSDoc type, by what it is for."""
    literal = next((n for n in (node, *ancestors(node)) if n.type in _STRINGS), None)
    if literal is None:
        return _doc_type(sheet, site)
    parent = literal.parent
    if site.hit.rule == "mock-member":
        return rewrite_spied(sheet, site, literal)
    if parent is not None and parent.type == "literal_type":
        parent = parent.parent
    if parent is not None and parent.type in {"subscript_expression", "lookup_type"}:
        whole = sheet.parsed.data[literal.start_byte + 1 : literal.end_byte - 1]
        if whole.decode("utf-8", "replace") == site.hit.text:
            return rewrite_attribute(sheet, site, parent, parent.named_children[0])
    return rewrite_prose(sheet, site)


def _doc_type(sheet: Sheet, site: Site) -> str:
    """A type in a comment: ``{import('./old').Old}``, ``{Old}``."""
    data, start = sheet.parsed.data, site.hit.start
    found = next(_ends(data, start), None)
    if found is not None:
        if not is_offered(site.destination, site.hit, sheet.path):
            spec = found[2].decode("utf-8", "replace")
            sheet.respell(Source(found.start(2), found.end(2), spec), site.destination)
        sheet.rename(site)
        return ""
    if (tag := _import_tag(data, start)) is not None:
        return _tagged(sheet, site, tag)
    if data[start - 1 : start] == b"." and not is_offered(site.destination, site.hit, sheet.path):
        _, owner = dotted_before(data, start, 0)
        if owner and not bindings(sheet.parsed, owner[:-1].split(".")[0]):
            sheet.rename(site)
            return ""
        return "a documented type that reaches through the legacy module" if owner else ""
    return rewrite_prose(sheet, site)


def _import_tag(data: bytes, start: int) -> re.Match[bytes] | None:
    """The ``@import`` in whose list an offset is."""
    at = data.rfind(b"@import", 0, start)
    found = _TAG.match(data, at) if at >= 0 else None
    return found if found is not None and found.start(1) <= start < found.end(1) else None


def _tagged(sheet: Sheet, site: Site, tag: re.Match[bytes]) -> str:
    """``@import { Old } from './old'``: the module changes with its only name."""
    if not is_offered(site.destination, site.hit, sheet.path):
        if b"," in tag[1].strip().rstrip(b","):
            return "other names are imported by the same tag"
        spec = tag[2].decode("utf-8", "replace")
        return sheet.follow(site, Source(tag.start(2), tag.end(2), spec))
    sheet.rename(site)
    return ""


def _ends(data: bytes, start: int) -> Iterator[re.Match[bytes]]:
    """The import type that leads up to an offset."""
    found = _TYPE.search(data, max(0, start - 300), start)
    if found is not None:
        yield found


def rewrite_prose(sheet: Sheet, site: Site) -> str:
    """A path with a name, or a bare word outside code."""
    data, start = sheet.parsed.data, site.hit.start
    hash_before = data[start - 1 : start] == b"#"
    found = _PATH.search(data, max(0, start - 300), start) if hash_before else None
    if found is None:
        sheet.rename(site)
        return ""
    spelled = found[0][:-1].decode("utf-8", "replace")
    module = _home(site.destination, spelled, sheet.path)
    sheet.rename(site)
    if module != spelled:
        sheet.replace(found.start(), start - 1, module)
    return ""


def _home(destination: Destination, spelled: str, path: str) -> str:
    """The module that a text names, after the cutover: as much of its path as there was."""
    key = destination.layout.find(spelled, "")
    if key is not None and destination.offers(key):
        return spelled
    legacy, new = destination.legacy.module, destination.module
    if spelled == legacy:
        return new
    if legacy.endswith("/" + spelled):
        return "/".join(new.split("/")[-len(spelled.split("/")) :])
    return new if key is not None and key == destination.legacy_key else spelled
