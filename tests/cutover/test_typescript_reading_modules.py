"""What a TypeScript or JavaScript module offers, and where it defines it: source in, facts out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutover.languages.base import ModuleFacts, Term
from cutover.languages.typescript.adapter import TypeScriptAdapter
from cutover.languages.typescript.facts.exports import module_facts
from cutover.languages.typescript.facts.hits import file_facts
from cutover.languages.typescript.syntax.definitions import definition_kind, definitions
from cutover.languages.typescript.syntax.parsing import parse
from cutover.languages.typescript.syntax.tagged_templates import as_calls


def facts(source: str, path: str = "a.ts") -> ModuleFacts:
    return module_facts(parse(source.encode(), path))


def spelled(terms: tuple[Term, ...]) -> str:
    return " ".join(
        f"{t.origin}:{t.spec + '#' if t.spec else ''}{'.'.join((t.name, *t.attributes))}"
        for t in terms
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export class A {}", {"A": "here:A"}),
        ("export const a = 1, b = () => 1;", {"a": "here:a", "b": "here:b"}),
        ("export const { a, b: [c], ...d } = load();", {"a": "here:a", "c": "here:c", "d": "here:d"}),
        ("export type T = 1; export interface I {}", {"T": "here:T", "I": "here:I"}),
        ("export enum E {} export namespace N.M {}", {"E": "here:E", "N": "here:N"}),
        ("export default class A {}", {"default": "here:A"}),
        ("export default class {}", {"default": "here:default"}),
        ("export default () => 1;", {"default": "here:default"}),
        ("class A {} export default A;", {"default": "here:A"}),
        ("class A {} export { A as B, A };", {"B": "here:A", "A": "here:A"}),
        ("import { A } from './x'; export { A as B };", {"B": "import:./x#A"}),
        ("import { A } from './x'; export const B = A;", {"B": "import:./x#A"}),
        ("export { A, default as B } from './x';", {"A": "import:./x#A", "B": "import:./x#default"}),
        ("export { default } from './x';", {"default": "import:./x#default"}),
        ("export * as ns from './x';", {"ns": "import:./x#"}),
        ("export type { A } from './x';", {"A": "import:./x#A"}),
        ("export declare function f(): void;", {"f": "here:f"}),
        ("exports.A = class {};", {"A": "here:A"}),
        ("class A {} exports.A = exports.B = A;", {"A": "here:A", "B": "here:A"}),
        ("class A {} module.exports = { A, B: A, 'c': 1 };",
         {"A": "here:A", "B": "here:A", "c": "here:c"}),
        ("module.exports = { get A() { return require('./x').A; } };", {"A": "import:./x#.A"}),
        ("Object.defineProperty(exports, 'A', { get: function () { return x_1.A; } });"
         "const x_1 = require('./x');", {"A": "import:./x#.A"}),
        ("exports.A = void 0;", {}),
        ("/** @typedef {import('./x').A} B */", {"B": "import:./x#A"}),
    ],
)  # fmt: skip
def test_exports(source: str, expected: dict[str, str]) -> None:
    assert {name: spelled(terms) for name, terms in facts(source).exports.items()} == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export * from './a'; export * from './b';", ("./a", "./b")),
        ("export type * from './a';", ("./a",)),
        ("module.exports = { ...require('./a') };", ("./a",)),
        ("module.exports = require('./a');", ("./a",)),
        ("__exportStar(require('./a'), exports);", ("./a",)),
        ("Object.assign(exports, require('./a'));", ("./a",)),
        ("export * as a from './a';", ()),
    ],
)
def test_stars(source: str, expected: tuple[str, ...]) -> None:
    assert facts(source).stars == expected
    assert not expected or TypeScriptAdapter().passes_on(source.encode())


def test_locals_are_what_is_not_exported() -> None:
    found = facts("import { A } from './x'; class B {} export class C {} const D = A;").locals
    assert {name: spelled(terms) for name, terms in found.items()} == {
        "A": "import:./x#A",
        "B": "here:B",
        "D": "import:./x#A",
    }


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("class A {} module.exports = A;", "here:A"),
        ("module.exports = class A {};", "here:A"),
        ("module.exports = class {};", "here:default"),
        ("import { A } from './x'; export = A;", "import:./x#A"),
        ("export const a = 1;", ""),
    ],
)
def test_value(source: str, expected: str) -> None:
    assert spelled(facts(source).value) == expected


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        ("export class A {}", "A", ["export class A {}"]),
        ("@dec() export class A {}", "A", ["@dec() export class A {}"]),
        ("export @dec class A {}", "A", ["export @dec class A {}"]),
        ("declare class A {}", "A", ["declare class A {}"]),
        ("interface A {} class A {}", "A", ["interface A {}", "class A {}"]),
        ("export const A = 1;", "A", ["export const A = 1;"]),
        ("const A = 1, B = 2;", "B", ["B = 2"]),
        ("export default class {}", "default", ["export default class {}"]),
        ("export default class A {}", "default", ["export default class A {}"]),
        ("namespace N { export class A {} }", "N.A", ["export class A {}"]),
        ("namespace N.M { export class A {} }", "N.M.A", ["export class A {}"]),
        ("class A { static B = class {}; }", "A.B", ["static B = class {}"]),
        ("exports.A = class {};", "A", ["exports.A = class {};"]),
        ("function f() { class A {} }", "A", []),
        ("import { A } from './x';", "A", []),
    ],
)
def test_definitions(source: str, name: str, expected: list[str]) -> None:
    parsed = parse(source.encode(), "a.ts")
    assert [parsed.text(node) for node in definitions(parsed, name)] == expected


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("export abstract class A {}", "class"),
        ("export async function A() {}", "function"),
        ("export const A = () => 1;", "function"),
        ("export const A = class {};", "class"),
        ("export const A = 1;", "constant"),
        ("exports.A = function () {};", "function"),
    ],
)
def test_definition_kinds(source: str, kind: str) -> None:
    parsed = parse(source.encode(), "a.ts")
    assert [definition_kind(node) for node in definitions(parsed, "A")] == [kind]


def test_stars_are_hits_and_imports_are_found_by_a_part_of_their_path() -> None:
    adapter = TypeScriptAdapter()
    data = b"export * from './auth/store';\nvi.mock('./auth/store');\nf('./auth/store');\n"
    assert [(hit.start, hit.text, hit.rule) for hit in adapter.star_hits("a.ts", data)] == [
        (7, "*", "star-export")
    ]
    assert [term.spec for term, _ in adapter.imports("a.ts", data, "store")] == ["./auth/store"] * 2


def test_offsets_survive_what_the_grammar_cannot_read() -> None:
    source = (
        b"let a: import('x').A<B>;\nexport type * from './y';\nconst b = f<typeof import('x')>();\n"
    )
    parsed = parse(source, "a.ts")
    assert not parsed.root.has_error
    assert parsed.data == source
    assert parsed.root.end_byte == len(source)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("new Store({ path: base, ...rest })", {"Store", "base", "rest"}),
        ("store.get('Old', Math.max(1, n))", {"store", "n"}),
    ],
)
def test_free_names(text: str, names: set[str]) -> None:
    assert TypeScriptAdapter().free_names(text) == names


@pytest.mark.parametrize(
    ("source", "stars", "opaque"),
    [
        ("module.exports = Object.assign({}, require('./a'), { b: 1 });", ("./a",), False),
        ("module.exports = Object.assign({}, build());", (), True),
        ("module.exports = { ...require('./a'), ...extra() };", ("./a",), True),
        ("const a = require('./a'); module.exports = { ...a };", ("./a",), False),
        ("module.exports = build();", (), True),
        ("module.exports = require('./a');", ("./a",), False),
        ("const a = require('./a'); for (const k in a) exports[k] = a[k];", ("./a",), False),
        ("for (const k of names) module.exports[k] = load(k);", (), True),
        ("exports['a'] = 1;", (), False),
        ("read(exports[key]);", (), False),
        ("const x = require('./a'); Object.keys(x).forEach(function (k) {"
         "Object.defineProperty(exports, k, { get: function () { return x[k]; } }); });",
         ("./a",), False),
    ],
)  # fmt: skip
def test_computed_exports(source: str, stars: tuple[str, ...], opaque: bool) -> None:
    found = facts(source, "a.js")
    assert (found.stars, found.opaque) == (stars, opaque)
    assert not stars or TypeScriptAdapter().passes_on(source.encode())


STARS = [
    "export *\n  from './a';",
    "export *  from './a';",
    "export * /* x */ from './a';",
    "export type * from './a';",
    "const a = require('./a');\nmodule.exports = a;",
    "module.exports =\n  require('./a');",
    "module.exports  =  require('./a');",
    "module.exports = (require('./a'));",
    "const a = require('./a');\nfor (const k in a) exports [k] = a[k];",
    "Object.assign (exports, require('./a'));",
    "__exportStar (require('./a'), exports);",
    "_.extend(exports, require('./a'));",
    "module.exports = { ... require('./a') };",
    "Object.assign(exports /* all */, require('./a'));",
    "module.exports /* all */ = require('./a');",
    "(exports as any).b = 1;\nObject.assign(exports, require('./a'));",
    "module . exports\n= require('./a')",
]


@pytest.mark.parametrize("source", STARS)
def test_what_passes_all_on_is_read_however_it_is_spelled(source: str) -> None:
    assert facts(source, "a.ts").stars == ("./a",)
    assert TypeScriptAdapter().passes_on(source.encode())


PLAIN = [
    "export { a } from './a';",
    "f({...require('./a')});",
    "",
    "import { a } from './a'; // what the module exports to others",
    "import { a } from './a'; const text = 'it re-exports';",
    "import { a } from './a'; const text = `exports: everything`;",
]


@pytest.mark.parametrize("source", PLAIN)
def test_what_passes_nothing_on_is_not_read_for_stars(source: str) -> None:
    assert not TypeScriptAdapter().passes_on(source.encode())


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        ("export const { a, b } = api;", "a", "a"),
        ("export const { k: a, b } = api;", "a", "k: a"),
        ("export const { a = 1, b } = api;", "a", "a = 1"),
        ("export const { a } = api;", "a", "export const { a } = api;"),
        ("export const { a, ...b } = api;", "a", "a"),
        ("export const { k: { a }, b } = api;", "a", "a"),
        ("const [a, b] = api;", "b", "b"),
    ],
)
def test_names_taken_out_of_a_pattern_are_definitions(
    source: str, name: str, expected: str
) -> None:
    parsed = parse(source.encode(), "a.ts")
    assert [parsed.text(node) for node in definitions(parsed, name)] == [expected]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("lazy(() => import('./a'));", ["./a"]),
        ("lazy(async () => await import('./a'));", ["./a"]),
        ("lazy(function () { return import('./a'); });", ["./a"]),
        ("const load = () => import('./a'); lazy(load);", ["./a"]),
        ("const routes = [{ component: () => import('./a') }];", ["./a"]),
        ("const load = () => import('./a'); (await load()).b;", []),
        ("import('./a').then((m) => m.b);", []),
        ("const { b } = await import('./a');", []),
        ("vi.mock('./b', () => import('./a'));", []),
        ("vi.mock(import('./a'));", []),
        ("Promise.all([import('./a')]);", []),
        ("let x: import('./a').B;", []),
    ],
)
def test_modules_that_are_handed_on_for_their_default(source: str, expected: list[str]) -> None:
    hits = TypeScriptAdapter().facts("a.ts", source.encode(), ["default"]).hits
    found = [hit for hit in hits if hit.rule == "module-default"]
    assert [hit.terms[0].spec for hit in found] == expected
    assert [source[hit.start : hit.end] for hit in found] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("const { a, b } = c; f({ a, }, [, 1]);", False),
        ("const { , b } = c;", True),
        ("f({ a, , b });", True),
        ("const t = '{ , }'; // { , }", False),
    ],
)
def test_missing_entries_are_broken(source: str, expected: bool) -> None:
    assert TypeScriptAdapter().is_broken("a.ts", source.encode()) is expected


@pytest.mark.parametrize(
    "above",
    ["a: string", "(x: B): B", "m(): Set<B>", "a: B // why", "a: B[]\n\n  // why", "a: 'b'"],
)
def test_signatures_that_begin_with_type_parameters(above: str) -> None:
    source = f"export interface A {{\n  {above}\n  <T extends B>(x: T): void\n}}\nclass B {{}}\n"
    parsed = parse(source.encode(), "a.ts")
    assert not parsed.root.has_error
    assert parsed.data == source.encode()
    assert set(module_facts(parsed).exports) == {"A"}


@pytest.mark.parametrize(
    "source",
    [
        "type A<in out T> = (x: T) => T; export class B {}",
        "interface A<\n  out T = B,\n  in U extends B = B\n> { x: T }\nexport class B {}",
        "abstract class A extends C {\n  abstract override readonly x: B;\n}\nexport class B {}",
    ],
)
def test_modifiers_that_the_grammar_does_not_know(source: str) -> None:
    parsed = parse(source.encode(), "a.ts")
    assert not parsed.root.has_error
    assert set(module_facts(parsed).exports) == {"B"}


def test_an_operator_in_broken_code_stays() -> None:
    parsed = parse(b"const a = 'x' in B, c = 1;\nconst = ;\n", "a.ts")
    assert "binary_expression" in str(parsed.root)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("exports.A = process.env.X === '1';", True),
        ("module.exports.A = { a: 1 };", True),
        ("exports.A = load();", True),
        ("exports.A = require('./a');", False),
        ("exports.A = void 0;", False),
        ("exports.A = other.A;", False),
    ],
)
def test_exports_that_are_made_where_they_are_exported(source: str, found: bool) -> None:
    assert bool(list(definitions(parse(source.encode(), "a.js"), "A"))) is found


TEMPLATES = [
    "div<{ wide: boolean }>`width: ${(p) => p.wide ? `${Old}px` : '}'};`",
    "styled(Old)<{\n  a?: 'x' | 'y';\n  on: () => void;\n}>`\n  ${Old}:hover & { a: b; }\n  ${Old};\n`",
    "div.attrs({})<{ a: Old } & Old>``",
]


@pytest.mark.parametrize("code", TEMPLATES)
def test_templates_behind_type_arguments_are_read(code: str) -> None:
    source = f"import {{ Old }} from './x';\nconst A = {code};\nexport default A;\n"
    parsed = parse(source.encode(), "a.tsx")
    assert not parsed.root.has_error
    assert parsed.data == source.encode()
    found = file_facts(parsed, ["Old"]).hits
    assert [hit.start for hit in found] == [m.start() for m in re.finditer("Old", source)]
    assert all(hit.terms[0].spec == "./x" for hit in found)


@given(st.text("`${}<>()'\\ab\n", max_size=40))
def test_what_is_read_as_calls_is_as_long(text: str) -> None:
    data = f"f<{{ a: b }}>`{text}".encode()
    assert len(as_calls(data)) == len(data)
    assert as_calls(data).count(b"\n") == data.count(b"\n")
