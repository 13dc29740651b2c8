"""Edits of import statements: a table of inputs and outcomes, and laws that hold for any of them.

Changes name what they mean: ``drop("Old")``, ``add("c", "New", at="Old")``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
import tree_sitter_python
from hypothesis import given, settings
from hypothesis import strategies as st
from tree_sitter import Language, Node, Parser

from cutover.languages.patch import Patch, patched
from cutover.languages.python.imports import Add, Drop, Rename, Section, edit_imports

PARSER = Parser(Language(tree_sitter_python.language()))
STDLIB = {"os", "sys", "re", "typing", "json", "collections", "abc", "io", "contextlib", "zlib"}


def section(module: str) -> Section:
    root = module.partition(".")[0]
    if not root:
        return Section.LOCAL
    if root == "__future__":
        return Section.FUTURE
    if root in STDLIB:
        return Section.STDLIB
    return Section.FIRST_PARTY if root.startswith("my") else Section.THIRD_PARTY


def entries(node: Node) -> Iterator[tuple[Node, Node, str]]:
    """Every imported name below a node: its statement, its name's node, its text."""
    if node.type in {"import_statement", "import_from_statement", "future_import_statement"}:
        word = next(c.start_byte for c in node.children if c.type == "import")
        for child in node.named_children:
            name = child.child_by_field_name("name") or child
            if child.start_byte > word and name.type == "dotted_name":
                yield node, name, (name.text or b"").decode("latin-1")
        return
    for child in node.children:
        yield from entries(child)


def token(root: Node, name: str) -> int:
    """The offset of an imported name; ``Old#1`` is its second occurrence."""
    text, _, nth = name.partition("#")
    found = [node.start_byte for _, node, entry in entries(root) if entry == text]
    return found[int(nth or 0)]


def drop(name: str) -> tuple[str, ...]:
    return ("drop", name)


def rename(name: str, new: str) -> tuple[str, ...]:
    return ("rename", name, new)


def add(
    module: str,
    name: str | None,
    alias: str | None = None,
    *,
    at: str | None = None,
    also: str = "",
) -> tuple[str | None, ...]:
    return ("add", module, name, alias, at, also)


def swap(old: str, module: str, name: str | None, alias: str | None = None) -> list[object]:
    """One name goes, another takes its place."""
    return [drop(old), add(module, name, alias, at=old)]


def edited(text: bytes, changes: list[object]) -> bytes:
    root = PARSER.parse(text).root_node
    made: list[Drop | Rename | Add] = []
    for change in changes:
        assert isinstance(change, tuple)
        match change:
            case ("drop", name):
                made.append(Drop(token(root, name)))
            case ("rename", name, new):
                made.append(Rename(token(root, name), new))
            case (_, module, name, alias, at, also):
                anchor = token(root, at) if at else None
                made.append(Add(module, name, alias, anchor, tuple(also.split())))
    patches = edit_imports(text, root, made, section)
    assert list(patches) == sorted(patches)
    return patched(text, patches)


CASES: list[tuple[str, str, list[object], str]] = []


def case(name: str, before: str, changes: list[object], after: str) -> None:
    CASES.append((name, before, changes, after))


NEW = swap("Old", "c", "New")

# in place
case("one", "from a import Old\n", NEW, "from c import New\n")
case("parenthesised", "from a import (Old)\n", NEW, "from c import (New)\n")
case("alias", "from a import Old as X\n", swap("Old", "c", "New", "X"), "from c import New as X\n")
case("alias goes", "from a import Old as X\n", NEW, "from c import New\n")
case(
    "alias comes",
    "from a import Old\n",
    swap("Old", "c", "New", "Old"),
    "from c import New as Old\n",
)
case("public alias", "from a import Old as Old\n", NEW, "from c import New as New\n")
case(
    "alias is the name",
    "from a import Old\n",
    swap("Old", "c", "New", "New"),
    "from c import New\n",
)
case("noqa", "from a import Old  # noqa: F401\n", NEW, "from c import New  # noqa: F401\n")
case(
    "comments in parentheses",
    "from a import (  # one\n    Old,  # two\n    # three\n)  # four\n",
    NEW,
    "from c import (  # one\n    New,  # two\n    # three\n)  # four\n",
)
case("dotted", "import a.b as L\n", swap("a.b", "a.c", None, "L"), "import a.c as L\n")
case("plain", "import a.b\n", swap("a.b", "store", None), "import store\n")
case("from to plain", "from a import b  # x\n", swap("b", "store", None), "import store  # x\n")
case("plain to from", "import a.b as b\n", swap("a.b", "c", "New"), "from c import New\n")
case("relative", "from ..a import Old\n", swap("Old", ".", "New"), "from . import New\n")
case("tight dots", "from .a import Old\n", swap("Old", "c", "New"), "from c import New\n")
case("no space before dots", "from.a import Old\n", NEW, "from c import New\n")
case("no space behind dots", "from .import Old\n", NEW, "from c import New\n")
case("same module", "from a import Old\n", swap("Old", "a", "New"), "from a import New\n")
case("backslash", "from a \\\n    import Old\n", NEW, "from c \\\n    import New\n")
case(
    "two for two",
    "from a import A, B\n",
    [drop("A"), drop("B"), add("c", "A", at="A"), add("c", "B", at="B")],
    "from c import A, B\n",
)
case("final newline", "from a import Old", NEW, "from c import New")
case(
    "in a function",
    "def f():\n    from a import Old\n    return Old\n",
    NEW,
    "def f():\n    from c import New\n    return Old\n",
)

# merging
case("merge", "from a import Old\nfrom c import B, Z\n", NEW, "from c import B, New, Z\n")
case(
    "merge into parentheses",
    "from a import Old\nfrom c import (B, Z)\n",
    NEW,
    "from c import (B, New, Z)\n",
)
case("merge unsorted", "from a import Old\nfrom c import Z, B\n", NEW, "from c import Z, B, New\n")
case("merge first", "from a import Old\nfrom c import Z\n", NEW, "from c import New, Z\n")
case("merge last", "from a import Old\nfrom c import A\n", NEW, "from c import A, New\n")
case(
    "merge types",
    "from a import Old\nfrom c import CONST, Zed, func\n",
    NEW,
    "from c import CONST, New, Zed, func\n",
)
case(
    "merge caseless",
    "from a import Old\nfrom c import alpha, Beta, zed\n",
    NEW,
    "from c import alpha, Beta, New, zed\n",
)
case(
    "merge case-sensitive",
    "from a import Old\nfrom c import API, Abc, ZOO, z\n",
    NEW,
    "from c import API, Abc, New, ZOO, z\n",
)
case(
    "merge by spelling",
    "from a import Old\nfrom .c import B\n",
    [drop("Old"), add("p.c", "New", at="Old", also=".c")],
    "from .c import B, New\n",
)
case(
    "merge an alias",
    "from a import Old\nfrom c import B\n",
    swap("Old", "c", "New", "N"),
    "from c import B, New as N\n",
)
case("there already", "from a import Old\nfrom c import New\n", NEW, "from c import New\n")
case(
    "there under alias",
    "from a import Old\nfrom c import New as N\n",
    NEW,
    "from c import New, New as N\n",
)
case(
    "merge rows",
    "from a import Old\nfrom c import (\n    B,  # b\n    # of z\n    Z,\n)\n",
    NEW,
    "from c import (\n    B,  # b\n    New,\n    # of z\n    Z,\n)\n",
)
case(
    "merge last row",
    "from a import Old\nfrom c import (\n    A,\n    B  # b\n)\n",
    NEW,
    "from c import (\n    A,\n    B,  # b\n    New\n)\n",
)
case(
    "merge closing on row",
    "from a import Old\nfrom c import (\n    A,\n    B)\n",
    NEW,
    "from c import (\n    A,\n    B,\n    New)\n",
)
case(
    "merge one row",
    "from a import Old\nfrom c import (\n    A,\n)\n",
    NEW,
    "from c import (\n    A,\n    New,\n)\n",
)
case(
    "merge visual",
    "from a import Old\nfrom c import (B,\n               Z)\n",
    NEW,
    "from c import (B,\n               New,\n               Z)\n",
)
case(
    "merge visual first",
    "from a import Old\nfrom c import (P,\n               Z)\n",
    NEW,
    "from c import (New,\n               P,\n               Z)\n",
)
case(
    "merge visual last",
    "from a import Old\nfrom c import (A,\n               B)\n",
    NEW,
    "from c import (A,\n               B,\n               New)\n",
)
case(
    "merge backslash",
    "from a import Old\nfrom c import A, \\\n    B\n",
    NEW,
    "from c import A, \\\n    B, \\\n    New\n",
)
case(
    "merge backslash head",
    "from a import Old\nfrom c import \\\n    A, Z\n",
    NEW,
    "from c import \\\n    A, New, Z\n",
)
case(
    "merge grid",
    "from a import Old\nfrom c import (\n    A, B,\n    X, Z,\n)\n",
    NEW,
    "from c import (\n    A, B,\n    New, X, Z,\n)\n",
)
case("merge no spaces", "from a import Old\nfrom c import A,Z\n", NEW, "from c import A,New,Z\n")
case(
    "merge inner spaces",
    "from a import Old\nfrom c import ( A, Z )\n",
    NEW,
    "from c import ( A, New, Z )\n",
)
case(
    "merge trailing comma",
    "from a import Old\nfrom c import (A, B,)\n",
    NEW,
    "from c import (A, B, New,)\n",
)
case(
    "merge tabs",
    "from a import Old\nfrom c import (\n\tA,\n\tZ,\n)\n",
    NEW,
    "from c import (\n\tA,\n\tNew,\n\tZ,\n)\n",
)
case(
    "same statement",
    "from c import B, Old, Z\n",
    swap("Old", "c", "New"),
    "from c import B, New, Z\n",
)
case(
    "star is no target",
    "from a import Old\nfrom c import *\n",
    NEW,
    "from c import *\nfrom c import New\n",
)
case(
    "two merged",
    "from a import A, B\nfrom c import K\n",
    [drop("A"), drop("B"), add("c", "A", at="A"), add("c", "Z", at="B")],
    "from c import A, K, Z\n",
)
LONG = "from c import " + ", ".join(f"Name{i:02}" for i in range(9))
case(
    "wrap",
    f"from a import Old\n{LONG}\n",
    swap("Old", "c", "NewAndLongName"),
    "from c import (\n"
    + "".join(f"    Name{i:02},\n" for i in range(9))
    + "    NewAndLongName,\n)\n",
)
case(
    "no wrap in wide files",
    f"from a import Old\n{LONG}\n# {'=' * 100}\n",
    swap("Old", "c", "NewAndLongName"),
    f"{LONG}, NewAndLongName\n# {'=' * 100}\n",
)
case(
    "single lines",
    "from a import Old\nfrom c import A\nfrom c import Z\n",
    NEW,
    "from c import A\nfrom c import New\nfrom c import Z\n",
)
case(
    "single lines elsewhere",
    "from a import Old\nfrom b import A\nfrom b import Z\nfrom c import K\n",
    NEW,
    "from b import A\nfrom b import Z\nfrom c import K\nfrom c import New\n",
)

# the dropped statement
case(
    "its line and comment go",
    "from a import Old  # why\nfrom c import A\n",
    NEW,
    "from c import A, New\n",
)
case(
    "comment above stays",
    "import os\n# above\nfrom a import Old\nfrom c import A\n",
    NEW,
    "import os\n# above\nfrom c import A, New\n",
)
case("semicolon before", "import os; from a import Old\n", [drop("Old")], "import os\n")
case("semicolon behind", "from a import Old; x = 1\n", [drop("Old")], "x = 1\n")
case("semicolons around", "x = 0; from a import Old; y = 1\n", [drop("Old")], "x = 0; y = 1\n")
case("two on a line", "import a; import b; x = 1\n", [drop("a"), drop("b")], "x = 1\n")
case("two at the end", "x = 1; import a; import b\n", [drop("a"), drop("b")], "x = 1\n")
case("all of a line", "import a; import b\nx = 1\n", [drop("a"), drop("b")], "x = 1\n")
case("lone semicolon", "import a;\nx = 1\n", [drop("a")], "x = 1\n")
case(
    "pass in try",
    "try:\n    from a import Old  # x\nexcept ImportError:\n    Old = None\n",
    [drop("Old")],
    "try:\n    pass\nexcept ImportError:\n    Old = None\n",
)
case("pass in one line", "if T: from a import Old\nx = 1\n", [drop("Old")], "if T: pass\nx = 1\n")
case(
    "pass for two",
    "def f():\n\timport a\n\timport b\n",
    [drop("a"), drop("b")],
    "def f():\n\tpass\n",
)
case("pass for two on a line", "if T: import a; import b\n", [drop("a"), drop("b")], "if T: pass\n")
case(
    "no pass beside code",
    "def f():\n    import a\n\n    return 1\n",
    [drop("a")],
    "def f():\n    return 1\n",
)
case(
    "no pass under docstring",
    'def f():\n    """D."""\n    import a\n',
    [drop("a")],
    'def f():\n    """D."""\n',
)
case(
    "pass below comment",
    "if T:\n    # why\n    from a import Old\n",
    [drop("Old")],
    "if T:\n    # why\n    pass\n",
)
case("last line", "import os\nfrom a import Old", [drop("Old")], "import os\n")

# one of several names
case("first", "from a import Old, B, C\n", [drop("Old")], "from a import B, C\n")
case("middle", "from a import B, Old, C\n", [drop("Old")], "from a import B, C\n")
case("last", "from a import B, C, Old\n", [drop("Old")], "from a import B, C\n")
case("one left", "from a import (B, Old)\n", [drop("Old")], "from a import (B)\n")
case("one left comma", "from a import (B, Old,)\n", [drop("Old")], "from a import (B,)\n")
case(
    "with alias", "from a import B, Old as O, C as D\n", [drop("Old")], "from a import B, C as D\n"
)
case(
    "row",
    "from a import (\n    B,  # b\n    Old,  # old\n    C,  # c\n)\n",
    [drop("Old")],
    "from a import (\n    B,  # b\n    C,  # c\n)\n",
)
case(
    "row keeps comments",
    "from a import (\n    # of b\n    B,\n    # of old\n    Old,\n    # of c\n    C,\n)\n",
    [drop("Old")],
    "from a import (\n    # of b\n    B,\n    # of old\n    # of c\n    C,\n)\n",
)
case(
    "last row",
    "from a import (\n    B,  # b\n    Old  # old\n)\n",
    [drop("Old")],
    "from a import (\n    B  # b\n)\n",
)
case(
    "last row comma",
    "from a import (\n    B,\n    Old,\n)\n",
    [drop("Old")],
    "from a import (\n    B,\n)\n",
)
case(
    "visual first",
    "from a import (Old,  # o\n               B)\n",
    [drop("Old")],
    "from a import (B)\n",
)
case(
    "visual last", "from a import (B,\n               Old)\n", [drop("Old")], "from a import (B)\n"
)
case(
    "visual last comment",
    "from a import (B,  # b\n               Old)\n",
    [drop("Old")],
    "from a import (B  # b\n               )\n",
)
case("backslash last", "from a import B, \\\n    Old\n", [drop("Old")], "from a import B\n")
case("backslash first", "from a import Old, \\\n    B\n", [drop("Old")], "from a import B\n")
case(
    "grid end",
    "from a import (\n    A, Old,  # x\n    C,\n)\n",
    [drop("Old")],
    "from a import (\n    A,  # x\n    C,\n)\n",
)
case(
    "grid start",
    "from a import (\n    A, B,\n    Old, C,\n)\n",
    [drop("Old")],
    "from a import (\n    A, B,\n    C,\n)\n",
)
case(
    "several",
    "from a import (\n    A,\n    B,\n    C,\n)\n",
    [drop("A"), drop("C")],
    "from a import (\n    B,\n)\n",
)
case("plain list", "import a, b, c\n", [drop("b")], "import a, c\n")

# new statements
case("beside", "from a import A, Old\n", NEW, "from a import A\nfrom c import New\n")
case(
    "sorted place",
    "from a import A, Old\nfrom b import B\nfrom d import D\n",
    NEW,
    "from a import A\nfrom b import B\nfrom c import New\nfrom d import D\n",
)
case(
    "unsorted block",
    "from z import Z\nfrom a import A, Old\nimport q\n",
    NEW,
    "from z import Z\nfrom a import A\nfrom c import New\nimport q\n",
)
case(
    "before with comment",
    "import os\n# of d\nfrom d import D, Old\n",
    NEW,
    "import os\nfrom c import New\n# of d\nfrom d import D\n",
)
case(
    "shared line",
    "from z import A, Old; x = 1\n",
    NEW,
    "from z import A; from c import New; x = 1\n",
)
case(
    "one-line suite",
    "if T: from z import A, Old\n",
    NEW,
    "if T: from z import A; from c import New\n",
)
case(
    "in suite",
    "try:\n  from z import A, Old\nexcept E:\n  pass\n",
    NEW,
    "try:\n  from c import New\n  from z import A\nexcept E:\n  pass\n",
)
case(
    "second in one suite",
    "def f():\n    from a import Old\n",
    [*NEW, add("d", "More", at="Old")],
    "def f():\n    from c import New\n    from d import More\n",
)
case(
    "plain in default order",
    "import a, z\nfrom b import B\n",
    [drop("z"), add("c", None, at="z")],
    "import a\nimport c\nfrom b import B\n",
)
case(
    "forced sort",
    "from a import A\nimport b\nfrom d import D, Old\n",
    [drop("Old"), add("c", None, at="Old")],
    "from a import A\nimport b\nimport c\nfrom d import D\n",
)
case(
    "relative order",
    "from ..x import X\nfrom . import y\nfrom .z import Old, Z\n",
    swap("Old", ".k", "New"),
    "from ..x import X\nfrom . import y\nfrom .k import New\nfrom .z import Z\n",
)
case(
    "reverse relative",
    "from . import y\nfrom ..x import Old, X\n",
    swap("Old", ".k", "New"),
    "from . import y\nfrom .k import New\nfrom ..x import X\n",
)
case("no final newline", "from a import A, Old", NEW, "from a import A\nfrom c import New")
case("twice", "x = 1\n", [add("c", "New"), add("c", "New")], "from c import New\n\nx = 1\n")

# sorted blocks stay sorted
case(
    "moves",
    "from a import Old\nfrom b import B\nfrom d import D\n",
    NEW,
    "from b import B\nfrom c import New\nfrom d import D\n",
)
case(
    "moves with comments",
    "from a import K\n# of old\nfrom b import Old  # o\nfrom d import D\nfrom e import E\n",
    swap("Old", "dd", "New"),
    "from a import K\nfrom d import D\n# of old\nfrom dd import New  # o\nfrom e import E\n",
)
case(
    "moves up",
    "from b import B\nfrom d import D\nfrom e import (\n    Old,\n)\n",
    NEW,
    "from b import B\nfrom c import (\n    New,\n)\nfrom d import D\n",
)
case(
    "stays unsorted",
    "from z import Z\nfrom a import Old\nfrom k import K\nfrom b import B\n",
    swap("Old", "y", "New"),
    "from z import Z\nfrom y import New\nfrom k import K\nfrom b import B\n",
)
case(
    "not above the shebang",
    "#!/usr/bin/python\n# coding: utf-8\nfrom a import Old\nfrom b import B\n",
    NEW,
    "#!/usr/bin/python\n# coding: utf-8\nfrom b import B\nfrom c import New\n",
)
case(
    "kind changes place",
    "import a\nimport b\nfrom c import C\nfrom e import E\n",
    swap("a", "d", "New"),
    "import b\nfrom c import C\nfrom d import New\nfrom e import E\n",
)
case(
    "numbers",
    "from a2 import Old\nfrom a3 import B\nfrom a11 import C\n",
    swap("Old", "a10", "New"),
    "from a3 import B\nfrom a10 import New\nfrom a11 import C\n",
)
case("rename", "from a import Old\n", [rename("Old", "New")], "from a import New\n")
case(
    "rename keeps alias",
    "from a import Old as O\n",
    [rename("Old", "New")],
    "from a import New as O\n",
)
case(
    "rename moves", "from a import A, Bld, C\n", [rename("A", "Zed")], "from a import Bld, C, Zed\n"
)
case(
    "rename moves row",
    "from a import (\n    A,  # of a\n    B,\n    C,\n)\n",
    [rename("A", "Bz")],
    "from a import (\n    B,\n    Bz,  # of a\n    C,\n)\n",
)
case("rename unsorted", "from a import Z, A, C\n", [rename("A", "K")], "from a import Z, K, C\n")
case(
    "rename to one there", "from a import New, Old\n", [rename("Old", "New")], "from a import New\n"
)
case(
    "rename to one there twice",
    "from a import New\nfrom a import Old\n",
    [rename("Old", "New")],
    "from a import New\n",
)
case(
    "rename with alias",
    "from a import New, Old as O\n",
    [rename("Old", "New")],
    "from a import New, New as O\n",
)

# sections
BLOCKS = "import os\n\nfrom a import Old\nfrom b import B\n\nfrom .x import X\n"
case(
    "section",
    BLOCKS,
    swap("Old", ".y", "New"),
    "import os\n\nfrom b import B\n\nfrom .x import X\nfrom .y import New\n",
)
case(
    "section made",
    BLOCKS,
    swap("Old", "my.y", "New"),
    "import os\n\nfrom b import B\n\nfrom my.y import New\n\nfrom .x import X\n",
)
case(
    "section vanishes",
    "import os\n\nfrom a import Old\n\nfrom .x import X\n",
    swap("Old", ".a", "New"),
    "import os\n\nfrom .a import New\nfrom .x import X\n",
)
case(
    "section stays",
    "import os\n\nfrom a import Old\n\nfrom .x import X\n",
    swap("Old", "my.a", "New"),
    "import os\n\nfrom my.a import New\n\nfrom .x import X\n",
)
case(
    "section before",
    "import os\n\nfrom my.x import X\n\nfrom .x import Old, Y\n",
    swap("Old", "a", "New"),
    "import os\n\nfrom a import New\n\nfrom my.x import X\n\nfrom .x import Y\n",
)
case(
    "section first",
    "from a import B, Old\n\nfrom .x import X\n",
    swap("Old", "os", "path"),
    "from os import path\n\nfrom a import B\n\nfrom .x import X\n",
)
case(
    "mixed blocks",
    "import os\nfrom a import Old\n\nfrom .x import X\n",
    swap("Old", ".y", "New"),
    "import os\n\nfrom .x import X\nfrom .y import New\n",
)
case(
    "last block vanishes",
    "import os\n\nfrom a import Old\n\n\nx = 1\n",
    [drop("Old")],
    "import os\n\n\nx = 1\n",
)
case("first block vanishes", "from a import Old\n\n\nx = 1\n", [drop("Old")], "x = 1\n")
case(
    "two blocks vanish",
    "x = 0\n\nimport a\n\nimport b\n\n\nx = 1\n",
    [drop("a"), drop("b")],
    "x = 0\n\n\nx = 1\n",
)
case(
    "future stays first",
    "from __future__ import annotations\n\nfrom b import Old\n",
    swap("Old", "abc", "New"),
    "from __future__ import annotations\n\nfrom abc import New\n",
)
case(
    "future in the block",
    "from __future__ import annotations\nfrom z import Z, Old\n",
    swap("Old", "abc", "New"),
    "from __future__ import annotations\nfrom abc import New\nfrom z import Z\n",
)

# module level without anchor
case("empty", "", [add("c", "New")], "from c import New\n")
case("docstring", '"""Doc."""\n', [add("c", "New")], '"""Doc."""\n\nfrom c import New\n')
case("docstring alone", '"""Doc."""', [add("c", "New")], '"""Doc."""\n\nfrom c import New')
case(
    "docstring and code",
    '"""Doc."""\n\n\ndef f(): ...\n',
    [add("c", "New")],
    '"""Doc."""\n\nfrom c import New\n\n\ndef f(): ...\n',
)
case(
    "docstring touches code",
    '"""Doc."""\nx = 1\n',
    [add("c", "New")],
    '"""Doc."""\n\nfrom c import New\n\nx = 1\n',
)
case("code", "x = 1\n", [add("c", "New")], "from c import New\n\nx = 1\n")
case(
    "shebang",
    "#!/bin/python\n# coding: latin-1\nx = 1\n",
    [add("c", "New")],
    "#!/bin/python\n# coding: latin-1\n\nfrom c import New\n\nx = 1\n",
)
case(
    "comment of code",
    "# about x\nx = 1\n",
    [add("c", "New")],
    "from c import New\n\n# about x\nx = 1\n",
)
case(
    "licence",
    "# licence\n\nx = 1\n",
    [add("c", "New")],
    "# licence\n\nfrom c import New\n\nx = 1\n",
)
case("only comments", "# licence\n", [add("c", "New")], "# licence\n\nfrom c import New\n")
case(
    "after future",
    "from __future__ import annotations\n\nx = 1\n",
    [add("c", "New")],
    "from __future__ import annotations\n\nfrom c import New\n\nx = 1\n",
)
case(
    "into the block",
    "import os\nimport re\n\nx = 1\nimport late\n",
    [add("json", None)],
    "import json\nimport os\nimport re\n\nx = 1\nimport late\n",
)
case(
    "into its section",
    "import os\n\nimport a\nimport d\n\nfrom . import x\n",
    [add("c", None)],
    "import os\n\nimport a\nimport c\nimport d\n\nfrom . import x\n",
)
case("new section", "import os\n\nx = 1\n", [add("c", None)], "import os\n\nimport c\n\nx = 1\n")
case(
    "new sections", "x = 1\n", [add("c", None), add("os", None)], "import os\n\nimport c\n\nx = 1\n"
)
case(
    "late import is no target",
    "x = 1\nfrom c import A\n",
    [add("c", "New")],
    "from c import New\n\nx = 1\nfrom c import A\n",
)
case(
    "conditional imports",
    "import a\ntry:\n    import b\nexcept ImportError:\n    b = None\nimport d\nx = 1\n",
    [add("e", None)],
    "import a\ntry:\n    import b\nexcept ImportError:\n    b = None\nimport d\nimport e\nx = 1\n",
)
case(
    "unordered",
    "import b\nimport a\nx = 1\n",
    [add("Aa", None)],
    "import b\nimport a\nimport Aa\nx = 1\n",
)

case(
    "not again in a later stretch",
    "from a import A\nx = 1\nfrom b import Old\n",
    [*swap("Old", "c", "New"), *swap("A", "c", "New")],
    "from c import New\nx = 1\n",
)
case(
    "not again beside an anchor",
    "from a import Old\n",
    [add("c", "New"), *NEW],
    "from c import New\n",
)

# odd files
case(
    "syntax error",
    "from a import Old\nfrom b import B\ndef f(:\n",
    NEW,
    "from b import B\nfrom c import New\ndef f(:\n",
)
case(
    "python 2",
    "from a import A, Old\nprint 'x'\n",
    NEW,
    "from a import A\nfrom c import New\nprint 'x'\n",
)
case("inside an error", "def f(:\n    from a import Old\n", NEW, "def f(:\n    from c import New\n")
case("form feed", "from a import Old\n\x0c\nx = 1\n", [drop("Old")], "x = 1\n")
case("nothing", "import a\n", [], "import a\n")


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(
    ("before", "changes", "after"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_table(before: str, changes: list[object], after: str, ending: str) -> None:
    if ending == "\r\n" and "\n" not in before:
        return
    text = before.replace("\n", ending).encode()
    assert edited(text, changes).decode() == after.replace("\n", ending)


@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        (b"\xef\xbb\xbffrom a import Old\n", NEW, b"\xef\xbb\xbffrom c import New\n"),
        (b"\xef\xbb\xbffrom a import Old\n\nx = 1\n", [drop("Old")], b"\xef\xbb\xbfx = 1\n"),
        (b"\xef\xbb\xbf", [add("c", "New")], b"\xef\xbb\xbffrom c import New\n"),
        (
            b"\xef\xbb\xbffrom d import Old, X\n",
            NEW,
            b"\xef\xbb\xbffrom c import New\nfrom d import X\n",
        ),
        (
            b"# coding: latin-1\n# \xe9\nfrom a import Old  # \xe9\nx = '\xe9'\n",
            NEW,
            b"# coding: latin-1\n# \xe9\nfrom c import New  # \xe9\nx = '\xe9'\n",
        ),
        (b"x = '\xe9'\n", [add("c", "New")], b"from c import New\n\nx = '\xe9'\n"),
    ],
)
def test_bytes(before: bytes, changes: list[object], after: bytes) -> None:
    assert edited(before, changes) == after


def test_in_place_touches_only_the_module_and_the_name() -> None:
    data = b"from old import (Old as X)  # noqa\n"
    root = PARSER.parse(data).root_node
    changes: list[Drop | Rename | Add] = [Drop(17), Add("new.place", "New", "X", 17)]
    assert edit_imports(data, root, changes, section) == (
        Patch(5, 8, b"new.place"),
        Patch(17, 20, b"New"),
    )


@pytest.mark.parametrize("change", [Drop(5), Rename(19, "X"), Add("c", "New", anchor=19)])
def test_an_offset_that_is_no_import_is_an_error(change: Drop | Rename | Add) -> None:
    data = b"from a import Old\n\nx = 1\n"
    with pytest.raises(ValueError, match="offset"):
        edit_imports(data, PARSER.parse(data).root_node, [change], section)


NAMES = st.sampled_from(["Old", "A", "Beta", "CONST", "func", "zed", "K2", "K10"])
MODULES = st.sampled_from(["a", "b.c", "os", "my.x", ".", ".k", "..up", "typing", "z"])


@st.composite
def statements(draw: st.DrawFn) -> str:
    """One import statement in any layout, with or without comments."""
    if draw(st.integers(0, 5)) == 0:
        modules = draw(
            st.lists(st.sampled_from(["os", "sys", "p.q", "re"]), min_size=1, max_size=2)
        )
        return "import " + ", ".join(modules)
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    if draw(st.booleans()):
        names = sorted(names)
    parts = [f"{name} as {name}_" if draw(st.integers(0, 6)) == 0 else name for name in names]
    start = f"from {draw(MODULES)} import "
    comment = st.sampled_from(["", "", "  # note", "\n    # own line"])
    layout = draw(
        st.sampled_from(["line", "line", "parens", "rows", "grid", "visual", "backslash"])
    )
    match layout:
        case "parens":
            return f"{start}({', '.join(parts)})"
        case "rows":
            rows = "".join(f"    {part},{draw(comment)}\n" for part in parts)
            return f"{start}(\n{rows})"
        case "grid":
            return (
                f"{start}(\n    {', '.join(parts[:2])},"
                + "".join(f"\n    {part}" for part in [", ".join(parts[2:])] if part)
                + "\n)"
            )
        case "visual":
            comma = draw(st.sampled_from([",\n      ", ",  # v\n      "]))
            return f"{start}({comma.join(parts)})"
        case "backslash":
            return start + ", \\\n    ".join(parts)
        case _:
            return start + ", ".join(parts)


@st.composite
def suites(draw: st.DrawFn) -> str:
    """Some import statements with what stands between them."""
    text = draw(st.sampled_from(["", '"""Doc."""\n', "# head\n", "#!/x\n\n"]))
    for statement in draw(st.lists(statements(), min_size=1, max_size=6)):
        between = ["", "", "", "\n", "\n", "# above\n", "x = 1; ", "\nx = 1\n\n"]
        ends = ["\n", "\n", "\n", "  # behind\n", "; ", ";\n"]
        if text.endswith("; "):
            text += statement + draw(st.sampled_from(ends))
        else:
            text += draw(st.sampled_from(between)) + statement + draw(st.sampled_from(ends))
    return text.removesuffix("; ") + draw(st.sampled_from(["", "\n", "\n\n\ny = 1\n"]))


def files() -> st.SearchStrategy[bytes]:
    """Suites at module level, in a function and in a try."""

    def nested(text: str, header: str) -> str:
        return header + "".join(f"    {line}" for line in text.splitlines(keepends=True))

    flat = suites()
    inner = st.builds(nested, flat, st.sampled_from(["def f():\n", "class A:\n", "if T:\n"]))
    both = st.builds(lambda a, b: f"{a.rstrip()}\n\n{b}", flat, inner)
    crlf = st.one_of(flat, inner, both).map(lambda text: text.replace("\n", "\r\n"))
    return st.one_of(flat, inner, both, crlf).map(str.encode)


def bindings(data: bytes) -> Counter[tuple[str, str, bool]]:
    """Every import of a file: module, entry as written, whether nested."""
    found: Counter[tuple[str, str, bool]] = Counter()
    for statement, name, text in entries(PARSER.parse(data).root_node):
        module = (statement.children[1].text or b"").decode()
        plain = statement.type == "import_statement"
        outer = statement.parent
        entry = name.parent if name.parent and name.parent.type == "aliased_import" else name
        words = " ".join((entry.text or text.encode()).decode().split())
        found["" if plain else module, words, bool(outer and outer.parent)] += 1
    return found


def code(data: bytes) -> list[bytes]:
    """What is left of a file without its imports: the leaves of all other statements."""
    root = PARSER.parse(data).root_node
    kept: list[bytes] = []

    def walk(node: Node) -> None:
        if (
            node.type.startswith(("import_", "future_import", "comment", "pass"))
            or node.type == ";"
        ):
            return
        if not node.children:
            kept.append(node.text or b"")
        for child in node.children:
            walk(child)

    walk(root)
    return [leaf for leaf in kept if leaf]


@settings(max_examples=400, deadline=None)
@given(files(), st.data())
def test_a_swap_leaves_all_other_imports(data: bytes, choice: st.DataObject) -> None:
    root = PARSER.parse(data).root_node
    before = bindings(data)
    found = [e for e in entries(root) if not root.has_error]
    if not found or max(before.values()) > 1:
        return
    chosen = choice.draw(st.lists(st.sampled_from(found), min_size=1, max_size=3, unique=True))
    module = choice.draw(st.sampled_from(["b.c", "c", ".k", "my.new", "abc"]))
    name = choice.draw(st.sampled_from(["New", "func2", "Beta", None]))
    module = module if name or module[0] != "." else "c"
    changes: list[Drop | Rename | Add] = []
    for _, node, _ in chosen:
        changes += [Drop(node.start_byte), Add(module, name, None, node.start_byte)]
    after = patched(data, edit_imports(data, root, changes, section))
    tree = PARSER.parse(after).root_node
    assert not tree.has_error
    compile(after, "after", "exec")
    now = bindings(after)
    gone: Counter[tuple[str, str, bool]] = Counter()
    added: set[tuple[str, str, bool]] = set()
    for statement, node, _ in chosen:
        nested = bool(statement.parent and statement.parent.parent)
        added.add((module if name else "", name or module, nested))
        for written, entry in bindings_of(statement, node):
            gone[written, entry, nested] += 1
    expected = before - gone
    for key in added:
        expected[key] = now[key]
        assert 1 <= now[key] <= max(1, areas(after))
    assert now == expected
    assert code(after) == code(data)
    assert comments(data) - comments(after) <= comments(data)
    assert not re.search(rb"\n[ \t]+\n", after.replace(b"\r", b"")) or re.search(
        rb"\n[ \t]+\n", data.replace(b"\r", b"")
    )


def bindings_of(statement: Node, name: Node) -> list[tuple[str, str]]:
    """The import that one name stands for."""
    plain = statement.type == "import_statement"
    entry = name.parent if name.parent and name.parent.type == "aliased_import" else name
    module = "" if plain else (statement.children[1].text or b"").decode()
    return [(module, " ".join((entry.text or b"").decode().split()))]


def areas(data: bytes) -> int:
    """How often other code separates the imports: a name may be needed once in each."""
    return 1 + data.count(b"x = 1")


def comments(data: bytes) -> Counter[bytes]:
    """The comments of a file."""
    return Counter(re.findall(rb"#[^\r\n]*", data))


@settings(max_examples=150, deadline=None)
@given(files(), st.data())
def test_a_drop_takes_only_its_own_comment(data: bytes, choice: st.DataObject) -> None:
    root = PARSER.parse(data).root_node
    found = list(entries(root))
    if not found or root.has_error:
        return
    statement, node, _ = choice.draw(st.sampled_from(found))
    after = patched(data, edit_imports(data, root, [Drop(node.start_byte)], section))
    compile(after, "after", "exec")
    whole = sum(other == statement for other, _, _ in found) == 1
    inside = comments(statement.text or b"").total() if whole else 0
    assert (comments(data) - comments(after)).total() <= 1 + inside
    assert bindings(after).total() == bindings(data).total() - 1
    assert code(after) == code(data)


@settings(max_examples=150, deadline=None)
@given(files(), st.sampled_from(["New", "Beta", "aa", "Zed"]), st.data())
def test_a_rename_changes_one_name(data: bytes, new: str, choice: st.DataObject) -> None:
    root = PARSER.parse(data).root_node
    found = [e for e in entries(root) if e[0].type != "import_statement"]
    if not found or root.has_error:
        return
    _, node, _ = choice.draw(st.sampled_from(found))
    after = patched(data, edit_imports(data, root, [Rename(node.start_byte, new)], section))
    compile(after, "after", "exec")
    assert bindings(data).total() - bindings(after).total() in {0, 1}
    assert comments(after).keys() <= comments(data).keys()
    assert code(after) == code(data)


@settings(max_examples=100, deadline=None)
@given(files())
def test_an_addition_is_made_once(data: bytes) -> None:
    root = PARSER.parse(data).root_node
    if root.has_error:
        return
    change = [Add("new.place", "New")]
    after = patched(data, edit_imports(data, root, change, section))
    compile(after, "after", "exec")
    assert bindings(after) - bindings(data) == Counter({("new.place", "New", False): 1})
    assert comments(after) == comments(data)
    assert edit_imports(after, PARSER.parse(after).root_node, change, section) == ()
