"""What a TypeScript file imports and passes on is changed without touching anything else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cutover.languages.patch import patched
from cutover.languages.typescript.imports.edits import (
    Add,
    Change,
    Drop,
    Rename,
    Value,
    edit_imports,
)
from cutover.languages.typescript.syntax.attached import holes
from cutover.languages.typescript.syntax.parsing import parse

Making = Callable[[bytes], Change]


def at(data: bytes, word: str) -> int:
    return data.index(word.encode())


def drop(word: str) -> Making:
    return lambda data: Drop(at(data, word))


def rename(word: str, name: str, local: str = "") -> Making:
    return lambda data: Rename(at(data, word), name, local)


def value(word: str) -> Making:
    return lambda data: Value(at(data, word))


def add(word: str, spec: str = "./new", **rest: str) -> Making:
    return lambda data: Add(
        rest.get("kind", "import"),
        spec,
        rest.get("name", "New"),
        rest.get("local", ""),
        rest.get("form", ""),  # type: ignore[arg-type]
        at(data, word) if word else None,
    )


def edited(before: str, *making: Making) -> str:
    data = before.encode()
    changes = [make(data) for make in making]
    patches, vacant = edit_imports(parse(data, "app.ts"), changes, str.__eq__)
    return patched(data, [*patches, *holes(data, vacant)]).decode()


MOVED = (drop("Old"), add("Old"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import { Old } from './old';\n", "import { New } from './new';\n"),
        ('import {Old} from "./old"\n', 'import {New} from "./new"\n'),
        (
            "import {\n  Old,\n} from './old';\n",
            "import {\n  New,\n} from './new';\n",
        ),
        (
            "import { a, Old, b } from './old'; // kept\nrun();\n",
            "import { a, b } from './old'; // kept\nimport { New } from './new';\nrun();\n",
        ),
        (
            "import {\n  a,\n  Old, // gone\n  b,\n} from './old';\n",
            "import {\n  a,\n  b,\n} from './old';\nimport { New } from './new';\n",
        ),
        (
            "import {\n  a, // about a\n  Old\n} from './old';\n",
            "import {\n  a // about a\n} from './old';\nimport { New } from './new';\n",
        ),
        (
            "import {\r\n  a,\r\n  Old,\r\n} from './old';\r\nimport {\r\n  b,\r\n} from './new';\r\n",
            "import {\r\n  a,\r\n} from './old';\r\nimport {\r\n  b,\r\n  New,\r\n} from './new';\r\n",
        ),
        (
            "import { Old } from './old';\nimport {\n  b, // about b\n} from './new';\n",
            "import {\n  b, // about b\n  New,\n} from './new';\n",
        ),
        (
            "import { a, Old } from './old';\nimport type { T } from './new';\n",
            "import { a } from './old';\nimport { New } from './new';\n"
            "import type { T } from './new';\n",
        ),
        ("import Old from './old';\n", "import { New } from './new';\n"),
        (
            "import x, { Old } from './old';\nimport y from './new';\n",
            "import x from './old';\nimport y, { New } from './new';\n",
        ),
        (
            "import Old, { x } from './old';\nimport * as ns from './new';\n",
            "import { x } from './old';\nimport { New } from './new';\n"
            "import * as ns from './new';\n",
        ),
        (
            "// a\n\nimport { Old } from './old';\nimport { New } from './new';\n\nrun();\n",
            "// a\n\nimport { New } from './new';\n\nrun();\n",
        ),
    ],
)
def test_a_name_moves_to_another_module(before: str, after: str) -> None:
    assert edited(before, *MOVED) == after


def test_a_type_moves_to_where_types_are_imported() -> None:
    before = "import type { Old } from './old';\nimport { a } from './new';\n"
    after = "import { a, type New } from './new';\n"
    assert edited(before, drop("Old"), add("Old", form="type")) == after


@pytest.mark.parametrize(
    ("before", "making", "after"),
    [
        ("import { Old as O } from './m';\n", [rename("Old", "New")],
         "import { New as O } from './m';\n"),
        ("import { Old as New } from './m';\n", [rename("Old", "New")],
         "import { New } from './m';\n"),
        ("import { a, type Old } from './m';\n", [rename("Old", "New")],
         "import { a, type New } from './m';\n"),
        ("import { A, B, c } from './m';\n", [rename("A", "New"), rename("B", "New")],
         "import { New, c } from './m';\n"),
        ("const { Old: O, b } = require('./m');\n", [rename("Old", "New")],
         "const { New: O, b } = require('./m');\n"),
        ("export { Old as Public } from './m';\n", [rename("Old", "New")],
         "export { New as Public } from './m';\n"),
        ("export { Old };\n", [rename("Old", "N", "New")], "export { N as New };\n"),
        ("import { type New, T } from './m';\n", [value("type New")],
         "import { New, T } from './m';\n"),
        ("import type { New } from './m';\n", [value("New")], "import { New } from './m';\n"),
        ("import type { New, T } from './m';\n", [value("New")],
         "import type { T } from './m';\nimport { New } from './m';\n"),
    ],
)  # fmt: skip
def test_a_name_changes_where_it_stands(before: str, making: list[Making], after: str) -> None:
    assert edited(before, *making) == after


@pytest.mark.parametrize(
    ("before", "making", "after"),
    [
        ("export { Old } from './old';\nexport { New } from './new';\n", [drop("Old")],
         "export { New } from './new';\n"),
        ("export { a, Old } from './old';\n", [drop("Old"), add("Old", kind="export")],
         "export { a } from './old';\nexport { New } from './new';\n"),
        ("export * from './old';\nexport * from './z';\n", [add("*", kind="export")],
         "export * from './old';\nexport { New } from './new';\nexport * from './z';\n"),
        ("const { a, Old } = require('./old');\n", [drop("Old"), add("Old", kind="require")],
         "const { a } = require('./old');\nconst { New } = require('./new');\n"),
        ("async function f() {\n  let { Old, a } = await import('./old');\n}\n",
         [drop("Old"), add("Old", kind="require")],
         "async function f() {\n  let { a } = await import('./old');\n"
         "  let { New } = await import('./new');\n}\n"),
    ],
)  # fmt: skip
def test_exports_and_loads(before: str, making: list[Making], after: str) -> None:
    assert edited(before, *making) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("run();\n", "import { New } from './new';\n\nrun();\n"),
        ("'use strict';\n\nrun();\n", "'use strict';\n\nimport { New } from './new';\n\nrun();\n"),
        (
            "#!/usr/bin/env node\n/** @license MIT */\n\n/** about run */\nrun();\n",
            "#!/usr/bin/env node\n/** @license MIT */\n\nimport { New } from './new';\n\n"
            "/** about run */\nrun();\n",
        ),
        (
            "import a from 'a'\n\nrun()\n",
            "import a from 'a'\nimport { New } from './new'\n\nrun()\n",
        ),
    ],
)
def test_an_import_without_a_predecessor(before: str, after: str) -> None:
    assert edited(before, add("")) == after


def test_nothing_is_imported_twice() -> None:
    before = "import { New } from './new';\nimport { Old } from './old';\n"
    assert edited(before, *MOVED, add("")) == "import { New } from './new';\n"
