"""How like two versions of a source file are, and whether one can no longer be read."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator

import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

PLAIN = (".ts", ".mts", ".cts")
SCRIPT = (*PLAIN, ".tsx", ".js", ".jsx", ".mjs", ".cjs")
_CLOSING = {")", "]", "}", ">"}
_SPACE = re.compile(rb"[\s*]+")


def same_but_lines(name: str, mine: bytes, theirs: bytes) -> bool:
    """Whether two versions of a source file differ in line breaks alone, as a formatter sets them."""
    if name.endswith(".py"):
        return _formatted(mine) == _formatted(theirs)
    if name.endswith(SCRIPT):
        return list(_tokens(name, mine)) == list(_tokens(name, theirs))
    return False


def is_broken(name: str, old: bytes, new: bytes) -> bool:
    """Whether a source file can be read less well than before."""
    if name.endswith(".py"):
        return _is_python(old) and not _is_python(new)
    return name.endswith(SCRIPT) and _errors(name, new) > _errors(name, old)


def _is_python(source: bytes) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True


def _formatted(source: bytes) -> bytes:
    """Python source with nobody's line breaks: as ruff lays it out."""
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "320", "-"]
    flat = re.sub(rb",(\s*[)\]}])", rb"\1", source)
    return subprocess.run(command, input=flat, capture_output=True, check=False).stdout or source


def _tree(name: str, source: bytes) -> Node:
    """The syntax tree by the plain grammar: what the engine does about its gaps stays out of it."""
    plain = name.endswith(PLAIN)
    grammar = (
        tree_sitter_typescript.language_typescript()
        if plain
        else tree_sitter_typescript.language_tsx()
    )
    return Parser(Language(grammar)).parse(source).root_node


def _tokens(name: str, source: bytes) -> Iterator[bytes]:
    """The words of a script without white space, and without a comma before what closes."""
    comma = False
    for node in _leaves(_tree(name, source)):
        word = node.text or b""
        if comma and node.type not in _CLOSING:
            yield b","
        comma = node.type == ","
        if not comma and word.strip():
            yield _SPACE.sub(b" ", word).strip()
    if comma:
        yield b","


def _leaves(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.child_count == 0 or node.type in {"string", "template_string"}:
            yield node
        else:
            waiting += reversed(node.children)


def _errors(name: str, source: bytes) -> int:
    count, waiting = 0, [_tree(name, source)]
    while waiting:
        node = waiting.pop()
        if node.has_error:
            count += node.is_error or node.is_missing
            waiting += node.children
    return count
