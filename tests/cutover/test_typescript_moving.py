"""TypeScript definitions on their way to another module: the file before, the module after."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from cutover.languages.base import Meaning, Term
from cutover.languages.editing import Destination
from cutover.languages.typescript.deletion.removal import removal
from cutover.languages.typescript.moving.move import TypeScriptMoved, move_definitions
from cutover.languages.typescript.resolution.layout import TypeScriptLayout
from cutover.languages.typescript.syntax.parsing import parse
from cutover.model import MemoryTree, Symbol


class Nobody:
    def meanings(self, term: Term, path: str) -> tuple[Meaning, ...]:
        return ()

    def may_offer(self, path: str, name: str) -> bool:
        return True


def moved(
    files: Mapping[str, str], path: str = "src/a.ts", goal: str = "src/lib/b.ts", name: str = "Old"
) -> TypeScriptMoved:
    tree = MemoryTree({name: text.encode() for name, text in files.items()})
    layout = TypeScriptLayout(tree)
    parsed = parse(tree.read(path), path)
    destination = Destination(
        legacy=Symbol(path, name),
        module=goal,
        name=name,
        key=layout.find(goal, "") or goal,
        legacy_key=layout.key(path),
        deleted=True,
        layout=layout,
        resolver=Nobody(),
        offers=lambda key: False,
        publishes=lambda key: False,
    )
    gone = removal(parsed, [name], lambda name: False, frozenset(), public=True)
    return move_definitions(parsed, path, {name: destination}, gone)


def into(files: Mapping[str, str], held: str | None = None, **options: str) -> str:
    found = moved(files, **options)
    assert found.obstacle == ""
    data = (files.get(found.path, "") if held is None else held).encode()
    assert found.collision(data) == ""
    return found.into(data).decode()


LICENCE = "/**\n * @license\n * MIT\n */\n\n"
SOURCE = (
    LICENCE
    + """import fs, { type Stats } from "node:fs"
import type { Token } from './types.js'
import { used, join as j } from '../lib/join.js'
import * as z from "zod"

interface Lock { at: number }

/** Kept. */
export const other = used(1)

/** Moves. */
export class Old {
  lock?: Lock
  read(t: Token, s: Stats) { return j(fs, z, t) }
}
"""
)


def test_a_new_module_has_all_it_needs_in_the_style_of_the_old() -> None:
    assert into({"src/a.ts": SOURCE}) == (
        LICENCE
        + """import fs, { type Stats } from "node:fs"
import type { Token } from "../types.js"
import { join as j } from "../../lib/join.js"
import * as z from "zod"

interface Lock { at: number }

/** Moves. */
export class Old {
  lock?: Lock
  read(t: Token, s: Stats) { return j(fs, z, t) }
}
"""
    )


def test_a_module_that_is_there_keeps_its_own_and_gets_the_rest() -> None:
    held = "import { b } from '../types.js';\n\nexport const c = b;\n"
    source = "import { Token } from './types.js';\nexport class Old { t?: Token }\n"
    assert into({"src/a.ts": source, "src/lib/b.ts": held}) == (
        "import { b, Token } from '../types.js';\n\nexport const c = b;\n\n"
        "export class Old { t?: Token }\n"
    )


def test_line_breaks_are_those_of_the_target() -> None:
    held = "export const c = 1;\r\n"
    source = "import * as z from 'zod';\nexport class Old {\n  t = z;\n}\n"
    assert into({"src/a.ts": source, "src/lib/b.ts": held}) == (
        "import * as z from 'zod';\r\n\r\nexport const c = 1;\r\n\r\n"
        "export class Old {\r\n  t = z;\r\n}\r\n"
    )


def test_an_import_that_is_there_is_not_repeated() -> None:
    held = "import { T } from '../t.js';\nexport const c: T = 1;\n"
    source = "import { T } from './t.js';\nexport class Old { t?: T }\n"
    assert into({"src/a.ts": source, "src/lib/b.ts": held, "src/t.ts": ""}) == (
        held + "\nexport class Old { t?: T }\n"
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("class Old {}\nexport { Old };\n", "export class Old {}\n"),
        ("export default class Old {}\n", "export class Old {}\n"),
        ("@Dec class Old {}\nexport default Old;\n", "@Dec export class Old {}\n"),
        ("export abstract class Old {}\n", "export abstract class Old {}\n"),
        ("declare class Old {}\nexport { Old };\n", "export declare class Old {}\n"),
        ("export const a = 1, Old = 2;\n", "export const Old = 2;\n"),
        ("let a = 1, Old = 2\nexport { Old, a }\n", "export let Old = 2\n"),
        ("export interface Old { a: 1 }\nexport class Old {}\nOld.x = 1;\n",
         "export interface Old { a: 1 }\nexport class Old {}\nOld.x = 1;\n"),
        ("export function Old(a: 1): 1;\nexport function Old(a: any) { return Old(a); }\n",
         "export function Old(a: 1): 1;\nexport function Old(a: any) { return Old(a); }\n"),
        ("'use client';\nexport class Old {}\n", "'use client';\n\nexport class Old {}\n"),
    ],
)  # fmt: skip
def test_it_is_exported_by_name(source: str, expected: str) -> None:
    assert into({"src/a.ts": source}) == expected


def test_what_stays_is_imported_from_where_it_is() -> None:
    source = "import { x } from './x.js';\nexport const base = x;\nexport type T = 1;\nexport const u = [base, 1 as T];\nexport class Old { t?: T; b = base }\n"
    found = moved({"src/a.ts": source})
    assert found.obstacle == ""
    assert found.into(b"").decode() == (
        "import { base } from '../a.js';\nimport type { T } from '../a.js';\n\n"
        "export class Old { t?: T; b = base }\n"
    )


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("const base = 1;\nexport const u = base;\nexport class Old { b = base }\n",
         "src/a.ts does not export base, which src/lib/b.ts will need"),
        ("export const base = 1;\nexport const u = () => new Old(base);\n"
         "export class Old { b = base }\n", "src/lib/b.ts needs base from src/a.ts, which imports"),
        ("export const base = 1;\nexport const u = base;\nexport class Old { b = base }\n"
         "import { c } from './lib/b.js';\nexport const d = c;\n", "would import each other"),
        ("export namespace N { export class Old {} }\n", "inside a block"),
    ],
)  # fmt: skip
def test_moves_that_need_a_person(source: str, reason: str) -> None:
    files = {"src/a.ts": source, "src/lib/b.ts": "export const c = 1;\n"}
    assert reason in moved(files, name="N.Old" if "namespace" in source else "Old").obstacle


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        ("const Lock = 1;\n", "defines another Lock"),
        ("import { Token } from './other.js';\n", "calls something else Token"),
        ("import { Token } from '../types.js';\n", ""),
        ("export const other = 1;\n", ""),
    ],
)
def test_collisions(held: str, reason: str) -> None:
    found = moved({"src/a.ts": SOURCE, "src/types.ts": ""}).collision(held.encode())
    assert reason in found if reason else found == ""


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ("", "const { join } = require('path');\nconst fs = require('fs');\n\n"
             "class Old { a = join(fs) }\n\nmodule.exports = { Old };\n"),
        ("const { x } = require('path');\n\nmodule.exports = { x };\n",
         "const { x, join } = require('path');\nconst fs = require('fs');\n\n"
         "class Old { a = join(fs) }\n\nmodule.exports = { x, Old };\n"),
    ],
)  # fmt: skip
def test_commonjs(held: str, expected: str) -> None:
    source = (
        "const { join } = require('path');\nconst fs = require('fs');\n\n"
        "class Old { a = join(fs) }\n\nmodule.exports = { Old };\n"
    )
    files = {"src/a.js": source, **({"src/b.js": held} if held else {})}
    assert into(files, path="src/a.js", goal="src/b.js") == expected
