"""One TypeScript file before and after a cutover, and the sites that are left to people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec
import pytest

from cutover.manifest_toml import parse_manifest
from cutover.model import MemoryTree
from cutover.planner import Planning, make_plan, survey
from cutover.sites import sites_of

TODAY = date(2026, 1, 1)
TREE = {
    "src/old.ts": "export class Old {\n  constructor(path?: string) {}\n}\nexport const rest = 1;\n",
    "src/new.ts": "export class New {\n  constructor(options?: object) {}\n}\nexport const y = 2;\n",
    "src/context.ts": "export class Context {}\nexport class Other {}\n",
}
MANIFEST = """
version = 1
[cutover]
id = "x"
[[symbol]]
legacy = "src/old.ts#Old"
replacement = "src/new.ts#New"
"""


def planned(files: Mapping[str, bytes], manifest: str) -> Planning:
    """The plan of a tree whose sites a scan has listed."""
    tree = MemoryTree({path: text.encode() for path, text in TREE.items()} | dict(files))
    read = parse_manifest((MANIFEST + manifest).encode(), "cutover.toml")
    seen = survey(tree, read, TODAY)
    counts: dict[str, dict[str, int]] = {}
    for x in sites_of(seen.found):
        reference = x.reference
        if (reference.path, reference.start) not in seen.declared.decisions:
            kinds = counts.setdefault(reference.path, {})
            kinds[reference.kind.value] = kinds.get(reference.kind.value, 0) + 1
    full = msgspec.structs.replace(read, sites=counts)
    return make_plan(tree, full, manifest_sha256="0" * 64, today=TODAY)


def rewritten(before: str, path: str = "src/app.ts", manifest: str = "") -> str:
    planning = planned({path: before.encode()}, manifest)
    assert [site.reason for site in planning.plan.sites if site.reason] == []
    after = planning.after.get(path, before.encode())
    return (after or b"").decode()


def reasons(before: str, path: str = "src/app.ts", manifest: str = "") -> list[str]:
    planning = planned({path: before.encode()}, manifest)
    return [site.reason for site in planning.plan.sites if site.reason]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "const a = () => import('./old.js').then(({ Old }) => new Old());\n",
            "const a = () => import('./new.js').then(({ New }) => new New());\n",
        ),
        (
            "const c = import('./old.js').then((m) => new m.Old());\n",
            "const c = import('./new.js').then((m) => new m.New());\n",
        ),
        (
            "const b = async () => new (await import('./old.js')).Old();\n",
            "const b = async () => new (await import('./new.js')).New();\n",
        ),
        (
            "let a: import('./old').Old;\nlet b: typeof import('./old').Old;\n",
            "let a: import('./new').New;\nlet b: typeof import('./new').New;\n",
        ),
        (
            "import * as ns from './old';\nlet t: ns.Old = new ns.Old();\n",
            "import * as ns from './new';\nlet t: ns.New = new ns.New();\n",
        ),
        (
            "import * as ns from './old';\nlet t: ns.Old = new ns.Old(ns.rest);\n",
            "import * as ns from './old';\nimport { New } from './new';\n"
            "let t: New = new New(ns.rest);\n",
        ),
        (
            "import * as ns from './old';\nconst { Old, rest } = ns;\nnew Old(rest);\n",
            "import * as ns from './old';\nimport { New } from './new';\n"
            "const { rest } = ns;\nnew New(rest);\n",
        ),
        (
            "import { Old } from './old';\nexport const t = { Old, z: Old };\n",
            "import { New } from './new';\nexport const t = { Old: New, z: New };\n",
        ),
        (
            "import { Old } from './old';\nconst { Old: Mine = Old } = { Old };\n",
            "import { New } from './new';\nconst { Old: Mine = New } = { Old: New };\n",
        ),
        (
            "import { Old } from './old';\nimport type { New } from './new';\n"
            "let n: New = new Old();\n",
            "import { New } from './new';\nlet n: New = new New();\n",
        ),
        (
            "import { New as Mine } from './new';\nimport { Old } from './old';\n"
            "export { Old };\nlet n: Old;\n",
            "import { New as Mine } from './new';\nexport { Mine as New };\nlet n: Mine;\n",
        ),
        (
            "import { Old } from './old';\nlet a: Old | New;\nimport { New } from './new';\n",
            "let a: New;\nimport { New } from './new';\n",
        ),
        (
            "export { Old, rest } from './old';\nexport type { New } from './new';\n",
            "export { rest } from './old';\nexport { New } from './new';\n",
        ),
        (
            "import { Old } from './old';\nexport { Old as default, Old as Legacy };\n",
            "import { New } from './new';\nexport { New as default, New as Legacy };\n",
        ),
        (
            "export * from './old';\nexport * from './new';\n",
            "export * from './old';\nexport * from './new';\n",
        ),
    ],
)
def test_code(before: str, after: str) -> None:
    assert rewritten(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "const { Old } = require('./old');\nconst { New } = require('./new');\n"
            "module.exports = { New, Old };\n",
            "const { New } = require('./new');\nmodule.exports = { New };\n",
        ),
        (
            "const { Old } = require('./old');\nexports.New = require('./new').New;\n"
            "exports.Old = Old;\n",
            "const { New } = require('./new');\nexports.New = require('./new').New;\n",
        ),
        (
            "const old = require('./old');\nmodule.exports = new old.Old(old.rest);\n",
            "const old = require('./old');\nconst { New } = require('./new');\n"
            "module.exports = new New(old.rest);\n",
        ),
        (
            "/** @type {import('./old').Old} */\nlet a;\n",
            "/** @type {import('./new').New} */\nlet a;\n",
        ),
    ],
)
def test_common_js(before: str, after: str) -> None:
    assert rewritten(before, "src/app.js") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "vi.mock('./old', () => ({ Old: vi.fn() }));\n",
            "vi.mock('./new', () => ({ New: vi.fn() }));\n",
        ),
        (
            "const Old = vi.fn();\nvi.mock('./old', () => ({ Old }));\n",
            "const Old = vi.fn();\nvi.mock('./new', () => ({ New: Old }));\n",
        ),
        (
            "vi.mock('./old', async (importOriginal) => {\n"
            "  const actual = await importOriginal<typeof import('./old')>();\n"
            "  return { ...actual, Old: vi.fn() };\n});\n",
            "vi.mock('./new', async (importOriginal) => {\n"
            "  const actual = await importOriginal<typeof import('./new')>();\n"
            "  return { ...actual, New: vi.fn() };\n});\n",
        ),
        (
            "jest.mock('./old', () => ({ ...jest.requireActual('./old'), Old: class {} }));\n",
            "jest.mock('./new', () => ({ ...jest.requireActual('./new'), New: class {} }));\n",
        ),
        (
            "import * as ns from './old';\nvi.spyOn(ns, 'Old');\n",
            "import * as ns from './new';\nvi.spyOn(ns, 'New');\n",
        ),
    ],
)
def test_mocks(before: str, after: str) -> None:
    assert rewritten(before, "src/app.test.ts") == after


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        (
            "vi.mock('./old', () => ({ Old: 1, rest: 2 }));\n",
            "the mock of './old' names it beside rest; its new home is another module",
        ),
        (
            "vi.mock('./old', () => ({ Old: 1 }));\nvi.mock('./new', () => ({}));\n",
            "'./new' is mocked already",
        ),
        (
            "import { Old } from './old';\nfunction f(New: number) {\n  new Old();\n}\n",
            "New is already bound to something else in line 2",
        ),
        (
            "export { Old } from './old';\nexport class New {}\n",
            "New is already exported as something else",
        ),
        (
            "import('./old').then((m) => m.Old ?? m.rest);\n",
            "the module m is also used for other names",
        ),
    ],
)
def test_what_is_left_to_people(before: str, reason: str) -> None:
    assert reason in reasons(before, "src/app.test.ts")


CALL = """
[[symbol.call]]
arguments = "{{ root: {path}, context: new Context() }}"
imports = ["src/context.ts#Context"]
"""


@pytest.mark.parametrize(
    ("imported", "after"),
    [
        ("", "import { Context } from './context';\n"),
        ("import type { Context } from './context';\n", "import { Context } from './context';\n"),
        ("import { Other } from './context';\n", "import { Other, Context } from './context';\n"),
    ],
)
def test_a_template_imports_what_it_needs_once(imported: str, after: str) -> None:
    before = f"import {{ Old }} from './old';\n{imported}\nnew Old('x');\n"
    made = "new New({ root: 'x', context: new Context() });\n"
    expected = f"import {{ New }} from './new';\n{after}\n{made}"
    assert rewritten(before, manifest=CALL) == expected


def test_a_text_takes_the_place_of_a_call_or_statement() -> None:
    site = '\n[[site]]\npath = "src/app.ts"\nkind = "call"\ntext = "New.open()"\n'
    before = "import { Old } from './old';\n\nconst a: Old = new Old('x');\n"
    after = "import { New } from './new';\n\nconst a: New = New.open();\n"
    assert rewritten(before, manifest=site) == after
    whole = site.replace("New.open()", "const a = New;") + 'extent = "statement"\n'
    assert rewritten(before, manifest=whole) == after.split("const")[0] + "const a = New;\n"


def test_bytes_outside_the_edits_stay() -> None:
    before = b"\xef\xbb\xbf'use client';\r\nimport { Old } from './old';\r\n\r\nnew Old('\xe9');"
    planning = planned({"src/app.ts": before}, "")
    assert planning.after["src/app.ts"] == before.replace(b"Old", b"New").replace(b"/old", b"/new")


def test_the_legacy_file_imports_what_it_used_itself() -> None:
    before = "/** @license MIT */\n\nexport class Old {}\n\nexport const make = () => new Old();\n"
    after = (
        "/** @license MIT */\n\nimport { New } from './new';\n\n"
        "export const make = () => new New();\n"
    )
    assert rewritten(before, "src/old.ts") == after


def test_a_document_keeps_its_prose_and_follows_in_its_code() -> None:
    before = "Uses `Old`.\n\n```ts\nimport { Old } from '../src/old';\nnew Old();\n```\n"
    after = "Uses `New`.\n\n```ts\nimport { New } from '../src/new';\nnew New();\n```\n"
    planning = planned({"docs/a.md": before.encode(), "src/app.ts": b"new Old();\n"}, "")
    assert planning.after["docs/a.md"] == after.encode()
