"""What a deleted TypeScript definition takes along, and what stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutover.languages.patch import patched
from cutover.languages.typescript.deletion.removal import TypeScriptRemoval, holes, removal
from cutover.languages.typescript.syntax.parsing import parse


def removed(source: str, *names: str, path: str = "a.ts", **options: bool) -> TypeScriptRemoval:
    parsed = parse(source.encode(), path)
    return removal(parsed, names or ("Old",), lambda name: False, frozenset(), **options)


def after(source: str, found: TypeScriptRemoval) -> str:
    data = source.encode()
    return patched(data, holes(data, (*found.spans, *found.exports))).decode()


def dead(found: TypeScriptRemoval) -> list[str]:
    return [f"{each.what} {each.name}" for each in found.dead]


def dropped(source: str, found: TypeScriptRemoval) -> list[str]:
    return [source.encode()[at:].split()[0].decode().strip(",;}") for at in found.drops]


STORE = """/**
 * @license
 * Copyright
 */

import { promises as fs } from 'fs';
import {
  type Token,
  Schema,
} from './types.js';
import './polyfill.js';

/** Kept. */
export interface Store {
  get(): Token;
}

interface Lock {
  pid: number;
}

/**
 * Gone.
 */
export class Old implements Store {
  get(): Token {
    const lock: Lock = fs.read();
    return Schema.parse(lock);
  }
}
"""


def test_the_class_goes_with_what_only_it_used() -> None:
    found = removed(STORE)
    assert dead(found) == ["helper Lock", "import fs", "import Schema"]
    assert [each.because for each in found.dead] == ["only Old used it"] * 3
    assert [each.line for each in found.dead] == [18, 6, 9]
    assert dropped(STORE, found) == ["promises", "Schema"]
    assert after(STORE, found) == STORE[: STORE.index("\ninterface Lock")]
    assert not found.empty


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_line_breaks_stay(ending: str) -> None:
    source = STORE.replace("\n", ending)
    expected = source[: source.index(f"{ending}interface Lock")]
    assert after(source, removed(source)) == expected


OLD = "export class Old { a: A }\n"
CASES = [
    # helpers
    ("type A = B;\ntype B = A;\n" + OLD, ["helper A", "helper B"], ""),
    ("export type A = string;\n" + OLD, [], "export type A = string;\n"),
    ("type A = string;\nexport { A };\n" + OLD, [], "type A = string;\nexport { A };\n"),
    ("enum A { x }\nconst z: A = A.x;\nlog(z);\n" + OLD, [],
     "enum A { x }\nconst z: A = A.x;\nlog(z);\n"),
    ("function A() {}\n" + OLD, ["helper A"], ""),
    ("const A = new Map<string, B>();\ntype B = number;\n" + OLD, ["helper A", "helper B"], ""),
    ("const b = 1, A = 2;\nuse(b);\n" + OLD, ["helper A"], "const b = 1;\nuse(b);\n"),
    ("const A = 1, b = 2;\nuse(b);\n" + OLD, ["helper A"], "const b = 2;\nuse(b);\n"),
    ("const A = (count += 1);\n" + OLD, [], "const A = (count += 1);\n"),
    ("const A = () => { count += 1; };\n" + OLD, ["helper A"], ""),
    ("interface A {}\n/** Takes {A}. */\nexport const b = 1;\n" + OLD, [],
     "interface A {}\n/** Takes {A}. */\nexport const b = 1;\n"),
    ("interface A {}\n// A is good\nexport const b = { A: 1 };\n" + OLD, ["helper A"],
     "// A is good\nexport const b = { A: 1 };\n"),
    ("interface A {}\nexport const b = (A: string) => A;\n" + OLD, ["helper A"],
     "export const b = (A: string) => A;\n"),
    ("interface A {}\nexport const b = x.A;\n" + OLD, ["helper A"], "export const b = x.A;\n"),
    ("interface A {}\nclass A {}\n" + OLD, ["helper A"], ""),
    ("interface A {}\nexport class A {}\n" + OLD, [], "interface A {}\nexport class A {}\n"),
    ("let A = 1;\nexport function f() { A = 2; }\n" + OLD, [],
     "let A = 1;\nexport function f() { A = 2; }\n"),
    # what belongs to the class
    ("interface Old { b: string }\nexport const c = 1;\n" + OLD, [], "export const c = 1;\n"),
    ("class Old {}\nexport const c = 1;\nexport { Old };\n", [], "export const c = 1;\n"),
    ("class Old {}\nconst c = 1;\nexport { Old, c };\n", [], "const c = 1;\nexport { c };\n"),
    ("class Old {}\nexport const c = 1;\nexport default Old;\n", [], "export const c = 1;\n"),
    ("class Old {}\nOld.label = 'x';\nOld.prototype.m = 1;\nexport const c = 1;\n", [],
     "export const c = 1;\n"),
    ("class Old {}\nmodule.exports = { Old, c };\n", [], "module.exports = { c };\n"),
    ("class Old {}\nmodule.exports = {\n  Old,\n  c,\n};\n", [], "module.exports = {\n  c,\n};\n"),
    ("class Old {}\nexports.Old = Old;\nexports.c = 1;\n", [], "exports.c = 1;\n"),
    ("@A()\nexport class Old {}\nexport const c = 1;\n", [], "export const c = 1;\n"),
    ("declare function Old(): void;\ndeclare function Old(a: A): void;\nexport const c = 1;\n", [],
     "export const c = 1;\n"),
    # comments and blank lines
    ("/** @license MIT */\n" + OLD, [], "/** @license MIT */\n"),
    ("// Copyright us\n// eslint-disable-next-line x\n" + OLD, [], "// Copyright us\n"),
    ("/** of a */\nexport const a = 1;\n\n// above\n/** doc */\n" + OLD, [],
     "/** of a */\nexport const a = 1;\n"),
    ("export const a = 1; // of a\n" + OLD, [], "export const a = 1; // of a\n"),
    ("// apart\n\n" + OLD, [], "// apart\n"),
    ("/* eslint-disable x */\n" + OLD + "/* eslint-enable x */\nexport const a = 1;\n", [],
     "export const a = 1;\n"),
    ("/* eslint-disable x */\n" + OLD + "export const a = 1;\n", [],
     "/* eslint-disable x */\nexport const a = 1;\n"),
    ("export const a = 1;\n\n" + OLD + "\nexport const b = 2;\n", [],
     "export const a = 1;\n\nexport const b = 2;\n"),
    (OLD + "\n\nexport const b = 2;\n", [], "export const b = 2;\n"),
    ("\ufeff" + OLD + "\nexport const b = 2;\n", [], "\ufeffexport const b = 2;\n"),
    ("export const a = 1;\n\n" + OLD.rstrip(), [], "export const a = 1;\n"),
    ("export const a = 1; export class Old {}\n", [], "export const a = 1;\n"),
    ("export class Old {} export const a = 1;\n", [], "export const a = 1;\n"),
    ("export class Old {};\nexport const a = 1;\n", [], "export const a = 1;\n"),
    ("export namespace N {\n  export class Old {}\n\n  export const a = 1;\n}\n", None,
     "export namespace N {\n  export const a = 1;\n}\n"),
    # a script shares its names with every other
    ("interface A {}\nclass Old { a: A }\n", [], "interface A {}\n"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "goes", "expected"), CASES)
def test_removals(source: str, goes: list[str] | None, expected: str) -> None:
    found = removed(source) if goes is not None else removed(source, "N.Old")
    assert (dead(found), after(source, found)) == (goes or [], expected)


IMPORTS = [
    ("import A from 'a';\n", ["A"]),
    ("import * as A from 'a';\n", ["A"]),
    ("import type { A } from 'a';\n", ["A"]),
    ("import { type A } from 'a';\n", ["type"]),
    ("import { x as A } from 'a';\n", ["x"]),
    ("import { A as x } from 'a';\n", []),
    ("import A = require('a');\n", ["A"]),
    ("const A = require('a');\n", ["A"]),
    ("const { A, b } = require('a');\n", ["A"]),
    ("const { b: A } = require('a');\n", ["b:"]),
    ("import { A } from 'a';\nexport { A } from 'a';\n", ["A"]),
    ("import { A } from 'a';\nexport { A };\n", []),
    ("import { A } from 'a';\nexport const x: A = 1;\n", []),
    ("import { A } from 'a';\nexport const x = { A };\n", []),
    ("import { A } from 'a'; // eslint-disable-line no-unused-vars\n", []),
    ("import 'A';\n", []),
]


@pytest.mark.parametrize(("source", "expected"), IMPORTS)
def test_imports(source: str, expected: list[str]) -> None:
    source += OLD
    assert dropped(source, removed(source)) == expected


def test_react_stays_where_jsx_does() -> None:
    old = "export const Old = () => <a />;\n"
    source = "import React from 'react';\n" + old
    assert dead(removed(source, path="a.tsx")) == ["import React"]
    source += "export const b = () => <b />;\n"
    assert dead(removed(source, path="a.tsx")) == []


@pytest.mark.parametrize(
    ("source", "empty"),
    [
        (OLD, True),
        ("'use strict';\n/** doc */\nimport { A } from 'a';\nexport {};\n" + OLD, True),
        ("import { b } from 'b';\n" + OLD, True),
        ("import './effect.js';\n" + OLD, False),
        ("export * from './b.js';\n" + OLD, False),
        ("export const b = 1;\n" + OLD, False),
        ("class Old {}\nmodule.exports = { Old };\n", True),
        ("class Old {}\nexport { Old };\n", True),
        ("class Old {}\nconst c = 1;\nexport { Old, c };\n", False),
        ("const b = 1;\n", False),
    ],
)
def test_emptied_files(source: str, empty: bool) -> None:
    assert removed(source).empty is empty


def test_a_move_takes_exported_helpers_nobody_else_reads() -> None:
    source = "export type A = B;\nexport type B = string;\n" + OLD
    parsed = parse(source.encode(), "a.ts")
    found = removal(parsed, ["Old"], lambda name: name == "B", frozenset(), public=True)
    assert dead(found) == ["helper A"]
    kept = removal(parsed, ["Old"], lambda name: False, frozenset({"A"}), public=True)
    assert dead(kept) == []


NAMES = "ABCDE"
FORMS = ["type {0} = [{1}];", "interface {0} {{ x: [{1}] }}", "class {0} {{ m() {{ return [{1}]; }} }}",
         "const {0} = [{1}];", "function {0}() {{ return [{1}]; }}"]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(FORMS), st.sets(st.sampled_from(NAMES)), st.booleans()),
             min_size=5, max_size=5),
    st.sets(st.sampled_from(NAMES)),
)  # fmt: skip
def test_exactly_what_nothing_else_reaches_goes(
    forms: list[tuple[str, set[str], bool]], used: set[str]
) -> None:
    reads = {name: needs for name, (_, needs, _) in zip(NAMES, forms, strict=True)}
    exported = {name for name, (_, _, out) in zip(NAMES, forms, strict=True) if out}
    lines = [
        ("export " if name in exported else "") + form.format(name, ", ".join(sorted(needs)))
        for name, (form, needs, _) in zip(NAMES, forms, strict=True)
    ]
    source = "\n".join([*lines, f"export const Old = [{', '.join(sorted(used))}];"]) + "\n"

    def closure(start: set[str]) -> set[str]:
        found: set[str] = set()
        while start - found:
            found |= start
            start = set().union(*(reads[name] for name in found))
        return found

    named = closure(used)
    alive = closure(exported | (set(NAMES) - named))
    gone = {each.name for each in removed(source).dead}
    assert gone == named - alive
