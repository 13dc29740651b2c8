"""What a name means in one TypeScript or JavaScript file: source in, terms out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutover.languages.base import Hit, Term
from cutover.languages.documents import fence_blocks
from cutover.languages.patch import Patch, patched
from cutover.languages.typescript.facts.hits import file_facts, parse_block
from cutover.languages.typescript.syntax.parsing import parse

NEW = "import { Old } from './x';\n"


def hits(source: str, name: str = "Old", path: str = "a.ts") -> list[Hit]:
    return list(file_facts(parse(source.encode(), path), [name]).hits)


def spelled(term: Term) -> str:
    spec = f"{term.spec}#" if term.spec else ""
    return f"{term.origin}:{spec}{'.'.join((term.name, *term.attributes))}"


def read(source: str, path: str = "a.ts") -> list[str]:
    """``kind rule term`` of every hit, the first line left out if it is the usual import."""
    skipped = len(NEW) if source.startswith(NEW) else 0
    return [
        " ".join([hit.kind.value, hit.rule, *map(spelled, hit.terms)])
        for hit in hits(source, path=path)
        if hit.start >= skipped
    ]


IMPORTED = "import:./x#Old"
MEMBER = "import:./x#.Old"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import { Old } from './x';", ["import import import:./x#Old"]),
        ("import { A as Old } from './x';", ["import import import:./x#A"]),
        ("import Old from './x';", ["import import import:./x#default"]),
        ("import * as Old from './x';", ["import import import:./x#"]),
        ("import Old = require('./x');", ["import import import:./x#"]),
        ("import type { Old } from './x';", [f"import import {IMPORTED}"]),
        ("export { Old } from './x';", [f"export export {IMPORTED}"]),
        ("export { Old as default } from './x';", [f"export export {IMPORTED}"]),
        ("export * as Old from './x';", ["export export import:./x#"]),
        ("import type * as L from './x'; let a: L.Old;", [f"annotation attribute {MEMBER}"]),
        ("const { Old } = await import('./x');", [f"import destructured {MEMBER}"]),
        ("const { Old: D } = require('./x');", [f"import destructured {MEMBER}"]),
        ("import('./x').then((m) => new m.Old());", [f"call attribute {MEMBER}"]),
        ("import('./x').then(function (m) { m.Old; });", [f"use attribute {MEMBER}"]),
        ("const load = () => import('./x'); (await load()).Old;", [f"use attribute {MEMBER}"]),
        (
            "const [{ Old }] = await Promise.all([import('./x'), import('./y')]);",
            [f"import destructured {MEMBER}"],
        ),
        ("type T = import('./x').Old;", [f"annotation attribute {MEMBER}"]),
        ("type T = (typeof import('./x'))['Old'];", [f"string namespace-item {MEMBER}"]),
        ("let a: import('./x').Old<string>[];", [f"annotation attribute {MEMBER}"]),
        ("f<typeof import('./x').Old>();", [f"annotation attribute {MEMBER}"]),
        ("import './Old.js';", ["import import import:./Old.js#"]),
        ("import * as ns from './x'; ns['Old'];", [f"string namespace-item {MEMBER}"]),
        ("import * as ns from './x'; class A extends ns.Old {}", [f"subclass attribute {MEMBER}"]),
        ("class A { m: typeof import('./x'); f() { this.m.Old; } }", [f"use attribute {MEMBER}"]),
        (
            "declare module './x' { interface Old { a: 1 } }",
            ["definition augmentation import:./x#Old"],
        ),
    ],
)
def test_imports(source: str, expected: list[str]) -> None:
    assert read(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("new Old();", ["call name"]),
        ("new Old<T>();", ["call name"]),
        ("await Old<T>(1);", ["call name"]),
        ("Old?.();", ["call name"]),
        ("class A extends Old<B> {}", ["subclass name"]),
        ("class A implements Old {}", ["annotation name"]),
        ("interface A extends Old {}", ["subclass name"]),
        ("x instanceof Old;", ["use name"]),
        ("x as Old;", ["annotation name"]),
        ("x satisfies Old;", ["annotation name"]),
        ("typeof Old;", ["use name"]),
        ("let a: typeof Old;", ["annotation name"]),
        ("@Old() class A {}", ["call decorator"]),
        ("const o = { Old };", ["use shorthand"]),
        ("export { Old };", ["export export"]),
        ("export default Old;", ["export default-export"]),
        ("const f = (a: Old = new Old()) => a;", ["annotation name", "call name"]),
    ],
)
def test_uses(source: str, expected: list[str]) -> None:
    assert read(NEW + source) == [f"{line} {IMPORTED}" for line in expected]


@pytest.mark.parametrize(
    ("source", "meant"),
    [
        ("const A = Old; new A();", True),
        ("const A = cond ? Old : Other; new A();", True),
        ("let A; A = Old; new A();", True),
        ("const o = { A: Old }; new o.A();", True),
        ("const A = wrap(Old); new A();", False),
    ],
)
def test_values_that_flow_into_other_names(source: str, meant: bool) -> None:
    last = hits(NEW + source, "A")[-1]
    assert (IMPORTED in map(spelled, last.terms)) is meant


@pytest.mark.parametrize(
    "source",
    [
        "function f(Old) { Old; }",
        "const f = (Old) => Old;",
        "const f = ({ Old }) => Old;",
        "const f = ({ a: [Old = 1] }) => Old;",
        "try {} catch (Old) { Old; }",
        "for (const Old of list) Old;",
        "{ const Old = 1; Old; }",
        "function f() { Old; var Old = 1; }",
        "function f() { { var Old = 1; } Old; }",
        "function f() { Old(); function Old() {} }",
        "const f = function Old() { Old; };",
        "const A = class Old { m() { Old; } };",
        "function f() { class Old {} new Old(); }",
        "enum E { Old = 1, B = Old }",
        "function f<Old>(a: Old): Old {}",
        "type T<Old> = Old[];",
        "type T = { [Old in K]: Old };",
        "type T<U> = U extends (infer Old)[] ? Old : never;",
        "obj.f({ Old: 1 }); Old: for (;;) break Old;",
        "class A { Old = 1; #Old = 2; get Old() {} static Old() {} }",
        "interface A { Old: string; }",
        "let f: (Old: string) => void;",
        "let t: [Old: string];",
    ],
)
def test_shadowed(source: str) -> None:
    assert all(IMPORTED not in line for line in read(NEW + source))


@pytest.mark.parametrize(
    ("source", "meant"),
    [
        ("function f(Old: Old) {}", 1),
        ("function f<Old>() { new Old(); }", 1),
        ("const f = (make = Old) => { const Old = 1; };", 1),
        ("for (const a of b) { let Old; } Old;", 1),
        ("type T<U> = U extends (infer Old)[] ? 1 : Old;", 1),
        ("class A { Old = Old; m(): Old { return this.a; } }", 2),
        ("{ function Old() {} } Old;", 1),
        ("switch (a) { case Old: { let Old; } }", 1),
        ("interface Old {} new Old();", 1),
    ],
)
def test_not_shadowed(source: str, meant: int) -> None:
    assert sum(IMPORTED in line for line in read(NEW + source)) == meant


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("vi.mock('./x', () => ({ Old: vi.fn() }));", [f"use mock-key {IMPORTED}"]),
        ("jest.mock('./x', () => { return { Old: 1 }; });", [f"use mock-key {IMPORTED}"]),
        ("vi.mock(import('./x'), async () => ({ Old: 1 }));", [f"use mock-key {IMPORTED}"]),
        ("vi.doMock('./x', () => ({ 'Old': 1 }));", [f"string mock-key {IMPORTED}"]),
        (
            "vi.mock('./x', async (original) => ({ ...(await original<typeof import('./x')>()),"
            " Old: class {} }));",
            [f"use mock-key {IMPORTED}"],
        ),
        ("const m = { Old: 1 };\nvi.mock('./x', () => m);", [f"use mock-key {IMPORTED}"]),
        (
            "vi.mock('./x', async (original) => { const a = await original(); return a.Old; });",
            [f"use attribute {MEMBER}"],
        ),
        (
            "const a = await vi.importActual<typeof import('./x')>('./x'); a.Old;",
            [f"use attribute {MEMBER}"],
        ),
        ("jest.requireActual('./x').Old;", [f"use attribute {MEMBER}"]),
        ("import * as ns from './x'; vi.spyOn(ns, 'Old');", [f"string mock-member {MEMBER}"]),
        ("other.mock('./x', () => ({ Old: 1 }));", ["use key value:object key"]),
        ("vi.mock('./x', () => ({ a: { Old: 1 } }));", ["use key value:object key"]),
    ],
)
def test_mocks(source: str, expected: list[str]) -> None:
    assert read(source) == expected


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("/** {@link Old} */", f"mention jsdoc-link {IMPORTED}"),
        ("/** @param {Old} a */", f"annotation jsdoc {IMPORTED}"),
        ("/** @type {Map<string, Old[]>} */", f"annotation jsdoc {IMPORTED}"),
        ("/** @type {import('./y').Old} */", "annotation jsdoc import:./y#Old"),
        ("/** @param a an Old */", "mention prose"),
        ("/** @template Old\n * @param {Old} a */", "annotation jsdoc value:type parameter"),
        ("// {@link Old}", "mention prose"),
        ("/* `Old` */", "mention markup"),
    ],
)
def test_comments(comment: str, expected: str) -> None:
    assert read(f"{NEW}{comment}\nlet a;")[-1] == expected


def test_types_that_comments_define() -> None:
    source = "/** @typedef {import('./x').Old} Store */\n/** @type {Store} */\nlet a;"
    assert [spelled(t) for hit in hits(source, "Store", "a.js") for t in hit.terms] == [
        IMPORTED,
        IMPORTED,
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("describe('Old', () => {});", "mention prose"),
        ("it.skip('an Old one', () => {});", "mention prose"),
        ("f('Old');", "dynamic exact-string"),
        ("obj['Old'];", "dynamic dict-key"),
        ("x.name === 'Old';", "dynamic compared"),
        ("const o = { 'Old': 1 };", "dynamic dict-key"),
        ("const t = `an ${a} Old`;", "mention prose"),
        ("const r = /Old/;", "mention prose"),
        ("vi.spyOn(obj, 'Old');", "dynamic unknown-object"),
        ("'Old'.length;", "mention text"),
    ],
)
def test_strings(source: str, expected: str) -> None:
    assert " ".join(read(source)[0].split()[:2]) == expected


def test_members_of_unknown_values_stay_values() -> None:
    assert read("const a: any = load(); a.Old;") == ["use attribute value:member of a value"]
    assert read("const a = { Old: 1 }; a.Old;")[-1] == "use object-member value:number"
    assert read("function f(a) { a.Old; }") == ["use attribute value:parameter.Old"]


def test_names_with_dollar_signs_are_other_names() -> None:
    assert {line.split()[-1] for line in read("$Old; Old$;")} == {"name"}


def test_broken_code_is_unparsed_and_the_rest_is_read() -> None:
    source = NEW + "const a = new Old();\nfunction ( { Old @@ ;\n"
    kinds = [line.split()[0] for line in read(source)]
    assert kinds[0] == "call"
    assert "unparsed" in kinds


def test_alias_is_told() -> None:
    assert [hit.local for hit in hits("import { Old as O } from './x';")] == ["O"]
    assert [hit.local for hit in hits("const { Old: O } = require('./x');")] == ["O"]
    assert [hit.local for hit in hits("export { Old as O } from './x';")] == ["O"]


def test_scopes_are_the_named_things_around() -> None:
    source = "class A { m() { Old; } }\nconst f = () => Old;\nnamespace N { function g() { Old; } }"
    assert [hit.scope for hit in hits(source)] == ["A.m", "f", "N.g"]


@pytest.mark.parametrize(
    "sample",
    [
        "const a = <Old b={1} />;",
        "const a = <Old>b</Old>;",
        "const a = <Old>b;",
        "const a = <></>;",
        "function f() { return<Old /> }",
        "if (a) <b>it's</b>",
        "const a = (<Old/>);",
    ],
)
def test_samples_are_read_with_jsx_and_without(sample: str) -> None:
    assert not parse_block(sample.encode()).root.has_error


def test_fences_are_found_at_the_first_line_and_indented() -> None:
    (block,) = fence_blocks(b"```ts\nnew Old();\n```\nOld\n  ~~~ts\n  Old\n", [b"Old"])
    assert block.data == b"new Old();\nOld\n"
    assert [block.host(at) for at in (0, 11)] == [6, 35]


@pytest.mark.parametrize(
    ("other", "is_read"),
    [
        ("class A {", False),
        ("function f({ // important", False),
        ("import * as old from './old';", True),
        ("const old = require('./old');", True),
        ("const Older = 1;", True),
    ],
)
def test_a_fence_is_read_if_it_can_say_what_the_name_means(other: str, is_read: bool) -> None:
    text = f"```ts\n{other}\n```\n```ts\nOld();\n```\n"
    (block,) = fence_blocks(text.encode(), [b"Old"])
    assert block.data.decode() == (f"{other}\nOld();\n" if is_read else "Old();\n")
    assert block.host(block.data.index(b"Old();")) == text.index("Old();")


FENCE = st.lists(st.sampled_from(["a();", "  b();", "", "c"]), max_size=4)


@given(
    st.lists(st.tuples(st.sampled_from(["Old", "import", "class {"]), FENCE), min_size=1), st.data()
)
def test_patches_of_fences_change_nothing_between_them(
    fences: list[tuple[str, list[str]]], data: st.DataObject
) -> None:
    fences.append(("Old", []))
    held = [[first, *lines] for first, lines in fences]
    spoken = [
        (i, j) for i, lines in enumerate(held) if lines[0] != "class {" for j in range(len(lines))
    ]
    (block,) = fence_blocks(_host(held).encode(), [b"Old"])
    assert block.data.decode() == "".join(f"{held[i][j]}\n" for i, j in spoken)
    changes = data.draw(_changes(len(spoken)))
    starts = [0, *(at + 1 for at, byte in enumerate(block.data) if byte == ord("\n"))]
    patches = [Patch(starts[a], starts[b], text.encode()) for a, b, text in changes]
    expected: list[list[str | None]] = [[*lines] for lines in held]
    for a, b, text in changes:
        new = text.splitlines()
        for i, j in spoken[a:b]:
            expected[i][j] = None
        i, j = spoken[a]
        kept = expected[i][j]
        expected[i][j] = "\n".join([*new, *([] if kept is None else [kept])]) if new else kept
    result = patched(_host(held).encode(), sorted(block.hosted(patches))).decode()
    assert result == _host([[line for line in lines if line is not None] for lines in expected])


def _host(fences: list[list[str]]) -> str:
    """A document with prose around its fences, which are indented."""
    parts = [
        "".join(_line(each) for line in lines for each in line.split("\n")) for lines in fences
    ]
    return "".join(f"Text {i}\n  ```ts\n{part}  ```\n\n" for i, part in enumerate(parts)) + "End\n"


def _line(line: str) -> str:
    return f"  {line}\n" if line else "\n"


@st.composite
def _changes(draw: st.DrawFn, count: int) -> list[tuple[int, int, str]]:
    """Runs of lines, in order and apart, each with the text in its place."""
    bounds = sorted(draw(st.lists(st.integers(0, count - 1), max_size=6, unique=True)))
    text = st.sampled_from(["", "new();\n", "x\n  y\n", "a();\n", "a();\nnew();\n", "Old\nb\n"])
    return [(a, b, draw(text)) for a, b in zip(bounds[::2], bounds[1::2], strict=False)]
