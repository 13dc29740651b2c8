"""Parameter lists and call templates: what is read, and what is refused and where."""

from __future__ import annotations

import pytest

from cutover.languages.typescript.calls.definition_signatures import signature_of
from cutover.languages.typescript.calls.signatures import Signature, parse_signature
from cutover.languages.typescript.calls.templates import check_template, parse_template
from cutover.languages.typescript.syntax.parsing import parse
from cutover.manifest import CallTemplate


def shown(signature: Signature | None) -> str:
    if signature is None:
        return "unknown"
    return ", ".join(
        ("..." if each.rest else "") + each.name + ("" if each.required or each.rest else "?")
        for each in signature.parameters
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("()", ""),
        ("(basePath?: string, opts = {})", "basePath?, opts?"),
        ("a: string, ...rest: number[]", "a, ...rest"),
        ("this: Window, a: (x: number) => void", "a"),
        ("{ a,\n b }: Options, c", "{ a, b }, c"),
        ("private readonly a: string, public b?: T", "a, b?"),
        ("a = 1, b", "a?, b"),
    ],
)
def test_parameter_lists(text: str, expected: str) -> None:
    assert shown(parse_signature(text)) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a b", "position 2: this is no parameter list"),
        ("a) {} function g(", "no parameter list"),
        ("a, a", "position 3: parameter a is there twice"),
        ("...a, b", "position 6: nothing can follow"),
        ("a?, b", "position 4: parameter b is required but follows the optional a"),
    ],
)
def test_parameter_lists_that_are_nonsense(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_signature(text)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export class Old { constructor(private a?: string, b = 1, ...c: any[]) {} }",
         "a?, b?, ...c"),
        ("export class Old {}", ""),
        ("class Base { constructor(a: string) {} } export class Old extends Base<T> {}", "a"),
        ("export class Old extends Base {}", "unknown"),
        ("class Old extends mix(A) {}", "unknown"),
        ("class Old extends Old {}", "unknown"),
        ("class Old extends Base { constructor(a) { super(); } }", "a"),
        ("class Old { constructor(a: string); constructor(a: number, b: string);"
         " constructor(x: any, y?: string) {} }", "x, y?"),
        ("declare class Old { constructor(a: string); constructor(a: number, b: string); }",
         "a, b?"),
        ("class Old { static constructor(a) {} }", ""),
        ("export default class { constructor(a) {} }", "unknown"),
        ("export default class Old { constructor(a) {} }", "a"),
        ("export abstract class Old { constructor(protected a: string) {} }", "a"),
        ("export function Old(this: Window, a: string, { b }: O = {}) {}", "a, { b }?"),
        ("function Old(a: string): void; function Old(a: any, b?: any) {}", "a, b?"),
        ("declare function Old(a: string): void; declare function Old(): void;", "a?"),
        ("export const Old = async (a, b = 1) => {};", "a, b?"),
        ("const Old = a => a", "a"),
        ("const other = (z) => z, Old = (a) => a", "a"),
        ("const Old = class { constructor(a) {} };", "a"),
        ("const Old = memo((a) => a)", "unknown"),
        ("interface Old { a: string } class Old { constructor(a) {} }", "a"),
    ],
)  # fmt: skip
def test_signatures(source: str, expected: str) -> None:
    assert shown(signature_of(parse(source.encode(), "a.ts"), "Old", "a.ts")) == expected


def test_javascript_lets_every_parameter_out() -> None:
    source = b"exports.Old = class { constructor(a, b) {} }; exports.f = function (c) {};"
    parsed = parse(source, "a.js")
    assert shown(signature_of(parsed, "Old", "a.js")) == "a?, b?"
    assert shown(signature_of(parsed, "f", "a.js")) == "c?"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("a, , b", "no argument list"),
        ("a) + f(b", "no argument list"),
        ("'{a}'", "inside a string"),
        ("`x {a}`", "inside a string"),
        ("`{a}`", "inside a string"),
        ("x{a}", "inside a string or a name"),
        ("{{ {a} }}", "for a name"),
        ("{{ {a}: 1 }}", "for a name"),
        ("x.{a}", "for a name"),
        ("new Map<{a}>()", "for a name or a type"),
        ("(x) => {a}", "cannot stand inside"),
        ("x => {a}", "cannot stand inside"),
        ("() => {{ return {a}; }}", "cannot stand inside"),
        ("function () {{ return {a}; }}", "cannot stand inside"),
        ("...{a}", "cannot be proven"),
        ("a /* b */", "comment"),
        ("{a", "position 0"),
    ],
)
def test_templates_that_are_nonsense(arguments: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_template(CallTemplate(arguments=arguments))


@pytest.mark.parametrize(
    ("arguments", "drop", "legacy", "replacement", "message"),
    [
        ("{z}, {a}", (), "a", None, "no parameter z"),
        ("{a}", ("z",), "a", None, "no parameter z"),
        ("{a}", (), "a, b", None, "parameter b is neither used nor dropped"),
        ("{a}", ("a",), "a", None, "both used and dropped"),
        ("{r}", (), "...r", None, "can only be dropped"),
        ("{a}", (), "a", "a, b", "parameter b is missing"),
        ("{a}, 1", (), "a", "a", "more than 1 arguments"),
        ("{a.x}, {z.y}", (), "a", None, "no parameter z"),
        ("{a.x}, {a}", (), "a", None, "both whole and by its properties"),
        ("{a.x}", ("a.y",), "a", "b", ""),
        ("{a}", (), None, "a", ""),
        ("{a}", (), "a, b?", "a", ""),
    ],
)
def test_static_check(
    arguments: str, drop: tuple[str, ...], legacy: str | None, replacement: str | None, message: str
) -> None:
    problems = check_template(
        parse_template(CallTemplate(arguments=arguments, drop=drop)),
        parse_signature(legacy) if legacy is not None else None,
        parse_signature(replacement) if replacement is not None else None,
    )
    assert len(problems) == bool(message), problems
    assert all(message in problem for problem in problems)
