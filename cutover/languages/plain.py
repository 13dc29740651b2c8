"""Everything that is no program: configuration, documents, notebooks, unknown files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from msgspec import structs

from cutover.languages.base import FileFacts, Hit, ModuleFacts, Term
from cutover.languages.documents import directive_blocks, fence_blocks
from cutover.languages.embedding import Block
from cutover.languages.notebooks import notebook_blocks
from cutover.languages.words import dotted_before, whole_words
from cutover.model import Kind

DATA = (".toml", ".cfg", ".ini", ".yaml", ".yml", ".json", ".conf", ".properties", ".env")
MARKDOWN = (".md", ".markdown", ".mdx")
RST = (".rst", ".rest")
TEXT = (*MARKDOWN, *RST, ".txt", ".adoc", ".html", ".htm", ".tex", ".po", ".pot", ".csv", "")
_MODULE = re.compile(rb"^\.\. (?:py:)?(?:current)?module::[ \t]*([\w.]+)", re.MULTILINE)
_IMPORT = re.compile(
    rb"\b(?:from\s+([\w.]+)\s+import|import\s+[\w.]+)\b|\bimport\s*[{*(]|\brequire\("
)
_IN_LIST = re.compile(rb"\bimport\s+(?:type\s+)?(?:[\w$]+\s*,\s*)?\{[^{}]*\Z")
_FROM = re.compile(rb"[^;{]*?\bfrom\s*['\"]([^'\"\n]+)['\"]")
_WINDOW = 2000
_COMMENT = re.compile(rb"^\s*(?:#|;|//)")
_EMPTY = ModuleFacts({})

BlockHits = Callable[[Block, Sequence[str]], Sequence[Hit]]


def plain_facts(path: str, data: bytes, names: Sequence[str], code: BlockHits) -> FileFacts:
    """The hits of a file that is no module; ``code`` reads the blocks embedded in it."""
    hits = [
        hit
        for block in blocks_of(path, data, names)
        for hit in code(block, [name for name in names if name.encode() in block.data])
    ]
    imported = {hit.text: hit.terms for hit in hits if hit.rule == "import" and hit.binds}
    found = {
        hit.start: read
        for hit in hits
        if hit.kind is not Kind.UNPARSED and (read := _sample(hit, imported)) is not None
    }
    for name in names:
        for start in whole_words(data, name.encode()):
            if start not in found:
                found[start] = _hit(path, data, start, name)
    return FileFacts(tuple(found[start] for start in sorted(found)), _EMPTY)


def _sample(hit: Hit, imported: Mapping[str, tuple[Term, ...]]) -> Hit | None:
    """A hit of a code sample: bound by any sample of the document, or by its reader's imports."""
    unbound = [term for term in hit.terms if term.origin == "unbound"]
    if hit.where != "code" or not unbound:
        return hit
    term = unbound[0]
    if not term.attributes and hit.text in imported:
        return structs.replace(hit, terms=imported[hit.text])
    if not term.attributes:
        return None
    path = Term("path", ".".join((term.name, *term.attributes)))
    return structs.replace(
        hit, where="prose", kind=Kind.MENTION, terms=(path,), rule="code-sample", block=-1
    )


def blocks_of(path: str, data: bytes, words: Sequence[str]) -> tuple[Block, ...]:
    """The code a document holds, at least where one of ``words`` stands in it."""
    if path.endswith(MARKDOWN):
        return _fences(data, tuple(word.encode() for word in words))
    if path.endswith(RST) or path.endswith(".txt"):
        return directive_blocks(data)
    return notebook_blocks(data) if path.endswith(".ipynb") else ()


@lru_cache(maxsize=64)
def _fences(data: bytes, words: tuple[bytes, ...]) -> tuple[Block, ...]:
    return fence_blocks(data, words)


def _hit(path: str, data: bytes, start: int, name: str) -> Hit:
    end = start + len(name)
    begin, prefix = dotted_before(data, start, 0)
    line = data[data.rfind(b"\n", 0, start) + 1 : (data.find(b"\n", end) + 1 or len(data) + 1) - 1]
    suffix = path[path.rfind(".") :] if "." in path.rpartition("/")[2] else ""

    def hit(kind: Kind, rule: str, *terms: Term, text: bool = True) -> Hit:
        return Hit(start, end, name, "prose" if text else "string", kind, "", terms, rule)

    if prefix:
        term = Term("path", prefix.replace(":", ".") + name)
        if (suffix in TEXT and suffix) or _COMMENT.match(line):
            return hit(Kind.MENTION, "dotted-mention", term)
        return hit(Kind.STRING, "dotted-path", term, text=False)
    if suffix in RST:
        modules = list(_MODULE.finditer(data, 0, start))
        if modules and re.search(rb"::[ \t]*$|[`~!]$", data[max(0, begin - 3) : begin]):
            return hit(Kind.MENTION, "markup", Term("path", f"{modules[-1][1].decode()}.{name}"))
    if suffix in DATA and not _COMMENT.match(line) and _is_value(data, start, end):
        return hit(
            Kind.DYNAMIC,
            "exact-value",
            Term("dynamic", "a value equal to the name"),
            text=False,
        )
    if suffix == ".mdx" or (suffix not in TEXT and suffix not in DATA and suffix != ".ipynb"):
        terms = _imported(data, line, start, name)
        if terms is not None and (suffix != ".mdx" or _is_statement(data, start)):
            return hit(Kind.UNPARSED, "code-in-unknown-language", *terms)
    marked = (
        data[max(0, begin - 1) : begin] in {b"`", b"~"} or data[max(0, begin - 3) : begin] == b":: "
    )
    return hit(Kind.MENTION, "markup" if marked else "prose")


def _imported(data: bytes, line: bytes, start: int, name: str) -> tuple[Term, ...] | None:
    """What an import of a language that is not read can mean; None if there is no import here."""
    listed = _IN_LIST.search(data, max(0, start - _WINDOW), start)
    found = _IMPORT.search(line)
    if listed is None and found is None:
        return None
    if found is not None and found[1]:
        return (Term("path", f"{found[1].decode('utf-8', 'replace')}.{name}"),)
    source = _FROM.match(data, start, start + _WINDOW)
    return (Term("import", name, source[1].decode("utf-8", "replace")),) if source else ()


def _is_statement(data: bytes, start: int) -> bool:
    """Whether a name stands in a paragraph that begins as an import or export does."""
    begin = max(data.rfind(b"\n\n", 0, start) + 2, data.rfind(b"---\n", 0, start) + 4, 0)
    return data[begin if begin > 3 else 0 :].lstrip().startswith((b"import", b"export"))


def _is_value(data: bytes, start: int, end: int) -> bool:
    """Whether the name is a whole value: quoted alone, or alone after a sign."""
    before, after = data[max(0, start - 1) : start], data[end : end + 1]
    if before in {b'"', b"'"} and after == before:
        return True
    lead = data[data.rfind(b"\n", 0, start) + 1 : start].rstrip()
    rest = data[end : (data.find(b"\n", end) + 1 or len(data) + 1) - 1].split(b"#")[0].strip()
    return lead[-1:] in {b":", b"=", b"-"} and rest in {b"", b","}
