"""How TypeScript calls are rewritten: a call before, what is declared, and the call after."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tree_sitter import Node

from cutover.languages.call_nouns import Mapped, Misfit, Template
from cutover.languages.language import Source
from cutover.languages.nodes import descendants
from cutover.languages.patch import patched
from cutover.languages.trees import Parsed
from cutover.languages.typescript.calls.mapping import CallMapping, call_mapping, check
from cutover.languages.typescript.calls.signatures import parse_signature
from cutover.languages.typescript.calls.templates import parse_template
from cutover.languages.typescript.syntax.extents import literal_extent
from cutover.languages.typescript.syntax.parsing import parse
from cutover.manifest import CallTemplate, SymbolTable
from cutover.model import Kind, SymbolKind


def template(arguments: str, *drop: str) -> Template:
    return parse_template(CallTemplate(arguments=arguments, drop=drop, imports=("m#N",)))


def at(
    text: str, mapping: CallMapping, kind: Kind = Kind.CALL, path: str = "a.ts"
) -> Mapped | Misfit | None:
    parsed = parse(text.encode(), path)
    start = parsed.data.index(b"Old")
    return mapping.at(parsed, parsed.node_at(start, start + 3), kind)


def after(text: str, result: Mapped | Misfit | None) -> str:
    if isinstance(result, Misfit):
        return result.reason
    return "nothing" if result is None else patched(text.encode(), result.patches).decode()


def mapped(call: str, legacy: str | None, *templates: Template, new: str | None = None) -> str:
    mapping = CallMapping(
        None if legacy is None else parse_signature(legacy),
        templates,
        None if new is None else parse_signature(new),
    )
    return after(call, at(call, mapping))


L = "a?, b?, c?"
ONE = "new Old(\n  x, // one\n  y, // two\n)"
BARE = "new Old(\n  x, // one\n  y // two\n)"
STORE = '{{ store: new Store("svc", {{ dir: {a} }}) }}'

FITS: list[tuple[str, str | None, str, tuple[str, ...], str]] = [
    # in place
    ("new Old(x)", L, "{a}", (), "new Old(x)"),
    ("new Old(x)", L, STORE, (), 'new Old({ store: new Store("svc", { dir: x }) })'),
    ("Old(x)", L, "path({a})", (), "Old(path(x))"),
    ("new Old<T>(x)", L, "{{ dir: {a} }}", (), "new Old<T>({ dir: x })"),
    ("new m.Old<T>(x)", L, "[{a}]", (), "new m.Old<T>([x])"),
    ("await Old<T>(x)", L, "[{a}]", (), "await Old<T>([x])"),
    ("new (Old as any)(x)", L, "[{a}]", (), "new (Old as any)([x])"),
    ("Old!(x)", L, "[{a}]", (), "Old!([x])"),
    ("(0, m.Old)(x)", L, "[{a}]", (), "(0, m.Old)([x])"),
    ("@Old(x) class A {}", L, "[{a}]", (), "@Old([x]) class A {}"),
    ("new Old(x,)", L, "[{a}]", (), "new Old([x])"),
    (ONE, L, "[{a}], [{b}]", (), "new Old(\n  [x], // one\n  [y], // two\n)"),
    ("new Old(/* a */ x)", L, "[{a}]", (), "new Old(/* a */ [x])"),
    ("vi.fn(() => new Old(x))", L, "[{a}]", (), "vi.fn(() => new Old([x]))"),
    ("new Old(undefined, y)", L, "{a}, [{b}]", (), "new Old(undefined, [y])"),
    # parentheses
    ("new Old(x ?? y)", L, "{a}.z", (), "new Old((x ?? y).z)"),
    ("new Old(x?.y)", L, "{a}.z", (), "new Old((x?.y).z)"),
    ("new Old(x.y)", L, "{a}.z", (), "new Old(x.y.z)"),
    ("new Old(x as T)", L, "{a}.z", (), "new Old((x as T).z)"),
    ("new Old(x as T)", L, "{{ k: {a} }}", (), "new Old({ k: x as T })"),
    ("new Old(await x)", L, "{a}.z", (), "new Old((await x).z)"),
    ("new Old(await f<T>(x))", L, "{a}.z", (), "new Old((await f<T>(x)).z)"),
    ("new Old(() => x)", L, "{a}()", (), "new Old((() => x)())"),
    ("new Old(() => x)", L, "{{ f: {a} }}", (), "new Old({ f: () => x })"),
    ("new Old({ k: 1 })", L, "() => {a}", (), "new Old(() => ({ k: 1 }))"),
    ("new Old(1)", L, "{a}.toFixed()", (), "new Old((1).toFixed())"),
    ("new Old(new X)", L, "{a}.z", (), "new Old((new X).z)"),
    ("new Old(f(x).y)", L, "new {a}(1)", (), "new Old(new (f(x).y)(1))"),
    ("new Old(x ? y : z)", L, "!{a}", (), "new Old(!(x ? y : z))"),
    ("new Old(x ? y : z)", L, "t ? {a} : n", (), "new Old(t ? x ? y : z : n)"),
    ("new Old(-x)", L, "{a} ** 2", (), "new Old((-x) ** 2)"),
    ("new Old((x, y))", L, "[{a}]", (), "new Old([(x, y)])"),
    # drops
    ("new Old(x, y)", L, "{b}", ("a",), "new Old(y)"),
    ("new Old(x, y)", L, "{a}", ("b",), "new Old(x)"),
    ("new Old(x, y,)", L, "{a}", ("b",), "new Old(x,)"),
    ("new Old(\n  x,\n  y,\n)", L, "{a}", ("b",), "new Old(\n  x,\n)"),
    ("new Old(\n  x\n)", L, "", ("a",), "new Old()"),
    (ONE, L, "{b}", ("a",), "new Old(\n  // one\n  y, // two\n)"),
    (BARE, L, "{a}", ("b",), "new Old(\n  x // one\n  // two\n)"),
    ("new Old(x, 1, 2)", "a, ...rest", "{a}", ("rest",), "new Old(x)"),
    ("new Old(() => f())", L, "", ("a",), "new Old()"),
    # new items
    ("new Old()", "", "a, {{}}", (), "new Old(a, {})"),
    ("new Old", "", "a, {{}}", (), "new Old(a, {})"),
    ("new Old<T>", L, "a", (), "new Old<T>(a)"),
    ("new Old", L, "", (), "new Old"),
    ("new Old(\n)", "", "a", (), "new Old(a)"),
    ("new Old(\n  // c\n)", "", "a", (), "new Old(\n  // c\n  a,\n)"),
    ("new Old(\n\t// c\n)", "", "a", (), "new Old(\n\t// c\n  a,\n)"),
    ("new Old(x)", L, "n, {a}", (), "new Old(n, x)"),
    ("new Old(x)", L, "{a}, n, m", (), "new Old(x, n, m)"),
    (ONE, L, "{a}, {b}, n", (), ONE.replace("// two", "// two\n  n,")),
    ("new Old(\r\n  x,\r\n)", L, "{a}, n", (), "new Old(\r\n  x,\r\n  n,\r\n)"),
    ("new Old(x)", L, "`${{{a}}}!`", (), "new Old(`${x}!`)"),
    # order
    ("new Old(x, y)", L, "{b}, {a}", (), "new Old(y, x)"),
    ("new Old(f(), y)", L, "{b}, {a}", (), "new Old(y, f())"),
    ("new Old(x)", L, "{a}, {a}", (), "new Old(x, x)"),
    ("new Old(f(), g())", L, "{{ p: {a}, q: {b} }}", (), "new Old({ p: f(), q: g() })"),
    # properties
    ("new Old({ dir: x, n: 1 })", "o", "{o.dir}, {o.n}", (), "new Old(x, 1)"),
    ("new Old({ dir, 'n': 1 })", "o", "[{o.dir}]", ("o.n",), "new Old([dir])"),
    ("new Old(a, { dir: x ?? y })", "a, o", "{a}, {o.dir}.z", (), "new Old(a, (x ?? y).z)"),
    ("new Old({})", "o", "", ("o.n",), "new Old()"),
    ("new Old(Old(x))", L, "[{a}]", (), "new Old([Old(x)])"),
    # omitted
    ("new Old(x)", L, "{a}, {b}, {c}", (), "new Old(x)"),
    ("new Old()", None, "n", (), "new Old(n)"),
]


@pytest.mark.parametrize(("call", "legacy", "arguments", "drop", "expected"), FITS)
def test_fits(
    call: str, legacy: str | None, arguments: str, drop: tuple[str, ...], expected: str
) -> None:
    assert mapped(call, legacy, template(arguments, *drop)) == expected


MISFITS: list[tuple[str, str | None, str, tuple[str, ...], str]] = [
    ("new Old(f())", L, "", ("a",), "would be dropped"),
    ("new Old(await f)", L, "", ("a",), "would be dropped"),
    ("new Old(new F())", L, "", ("a",), "would be dropped"),
    ("new Old(`${f()}`)", L, "", ("a",), "would be dropped"),
    ("new Old(x = 1)", L, "", ("a",), "would be dropped"),
    ("new Old(x++)", L, "", ("a",), "would be dropped"),
    ("new Old(x[f()])", L, "{a}, {a}", (), "would be repeated"),
    ("new Old(f())", L, "() => {a}", (), "later or never"),
    ("new Old(f())", L, "x ?? {a}", (), "later or never"),
    ("new Old(f())", L, "x?.g({a})", (), "later or never"),
    ("new Old(f(), g())", L, "{b}, {a}", (), "would be evaluated after"),
    ("new Old(x = 1, x)", L, "{b}, {a}", (), "would be evaluated after"),
    ("new Old(x, y)", L, "{a}", (), "does not use it"),
    ("new Old()", L, STORE, (), "parameter a is used, but not given"),
    ("new Old", L, STORE, (), "parameter a is used, but not given"),
    ("new Old(...x)", L, "{a}", (), "cannot be proven"),
    ("new Old(x)", None, "{a}", (), "declare `parameters`"),
    ("new Old()", "a, b?", "{a}", (), "parameter a is missing"),
    ("new Old(1, 2, 3, 4)", L, "{a}", (), "more than 3 arguments"),
    ("new Old(x, 1, 2)", "a, ...rest", "{a}, {rest}", (), "several arguments"),
    ("new Old([ // c\n 1])", L, "", ("a",), "comment"),
    ("new Old(/* a */ x, y)", L, "{b}", ("a",), "the comment /* a */"),
    ("new Old(/* a */ x, /* b */ y)", L, "{b}, {a}", (), ""),
    ("new Old({ dir: x, n: 1 })", "o", "{o.dir}", (), "parameter o.n is given"),
    ("new Old({ n: 1 })", "o", "[{o.dir}]", ("o.n",), "parameter o.dir is used, but not given"),
    ("new Old(x)", "o", "{o.dir}", (), "is no object"),
    ("new Old({ ...x })", "o", "{o.dir}", (), "is no object"),
    ("new Old({ dir: f(), n: 1 })", "o", "{o.n}", ("o.dir",), "would be dropped"),
    ("new Old({ /* c */ dir: x })", "o", "{o.dir}", (), "comment"),
    ("new Old(x, Old(y))", L, "{b}, {a}", (), "moves holds another Old"),
    ("new Old(x y)", L, "{a}", (), "cannot be parsed"),
    ("@Old class A {}", L, "{a}", (), "the decorator calls it"),
    ("<Old a={x} />", L, "{a}", (), "JSX calls it"),
    ("xs.map(Old)", L, "{a}", (), "map() calls it"),
    ("Old.call(this, x)", L, "{a}", (), ".call() calls it"),
    ("Reflect.construct(Old, [x])", L, "{a}", (), "construct() calls it"),
    ("const p = { useFactory: Old }", L, "{a}", (), "useFactory calls it"),
    ("new (t ? Old : Other)(x)", L, "{a}", (), "a choice"),
    ("Old`x`", L, "{a}", (), "a tagged template"),
]


@pytest.mark.parametrize(("call", "legacy", "arguments", "drop", "reason"), MISFITS)
def test_misfits(
    call: str, legacy: str | None, arguments: str, drop: tuple[str, ...], reason: str
) -> None:
    mapping = CallMapping(
        None if legacy is None else parse_signature(legacy), (template(arguments, *drop),), None
    )
    result = at(call, mapping, path="a.tsx")
    if reason:
        assert isinstance(result, Misfit)
        assert reason in result.reason


@pytest.mark.parametrize(
    "text",
    ["const p = { useClass: Old }", "register(Old)", "x instanceof Old", "vi.mocked(Old)", "[Old]"],
)
def test_a_name_handed_on_makes_no_call(text: str) -> None:
    assert mapped(text, L, template("{a}")) == "nothing"


@pytest.mark.parametrize(
    ("call", "legacy", "new", "reason"),
    [
        ("new Old(x)", None, None, ""),
        ("new Old(x)", "a", "b?", ""),
        ("new Old(x)", "a", "b, c", "parameter c is missing"),
        ("new Old(x, y)", "a, b", "a", "more than 1 arguments"),
        ("new Old(x, y)", "a, b", "...all", ""),
        ("new Old", "", "a", "parameter a is missing"),
        ("new Old(...x)", None, "a", ""),
        ("new Old(...x)", "a?, b?", "a?", "cannot be proven"),
    ],
)
def test_calls_without_a_template(
    call: str, legacy: str | None, new: str | None, reason: str
) -> None:
    result = mapped(call, legacy, new=new)
    assert reason in result if reason else result == call


def test_an_exact_template_comes_before_one_that_leaves_out() -> None:
    templates = template("{a}, {b}"), template("{a}, n")
    assert mapped("new Old(x)", L, *templates) == "new Old(x, n)"
    assert mapped("new Old(x, y)", L, *templates) == "new Old(x, y)"
    assert mapped("new Old()", L, *templates) == "new Old()"


SUBCLASSES = [
    ("class A extends Old { constructor(x) { super(x, 1); } }", "super([x], 1)"),
    ("class A extends Old<T> { constructor() { super(f()); class B extends C { constructor()"
     " { super(); } } } }", "super([f()]); class B"),
    ("class A extends Old { x = 1 }", "the subclass inherits the constructor"),
    ("const A = class extends m.Old { constructor() { super(...x); } }", "super(): what ...x"),
    ("interface A extends Old {}", "nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SUBCLASSES)
def test_subclasses(text: str, expected: str) -> None:
    templates = template("[{a}]"), template("[{a}], {b}")
    mapping = CallMapping(parse_signature(L), templates, None)
    assert expected in after(text, at(text, mapping, Kind.SUBCLASS))


class Files:
    def parsed(self, path: str, data: bytes) -> Parsed:
        return parse(data, path)


def table(kind: SymbolKind = SymbolKind.REPLACE, **values: object) -> SymbolTable:
    return SymbolTable(legacy="a.ts#Old", replacement="b.ts#New", kind=kind, **values)  # type: ignore[arg-type]


def test_a_mapping_reads_both_definitions() -> None:
    old = Source("a.ts", b"export class Old { constructor(dir?: string) {} }", "Old")
    new = Source("b.ts", b"export class New { constructor(o: {dir: string}) {} }", "New")
    call = CallTemplate(arguments="{{ dir: {dir} }}")
    mapping = call_mapping(Files(), table(call=(call,)), old, new)
    assert mapping is not None
    assert mapping.is_declared
    assert check(mapping) == []
    assert after("new Old(x)", at("new Old(x)", mapping)) == "new Old({ dir: x })"
    wrong = call_mapping(Files(), table(call=(CallTemplate(arguments="{path}, 1"),)), old, new)
    assert wrong is not None
    assert check(wrong) == [
        "the legacy symbol has no parameter path",
        "replacement: more than 1 arguments",
    ]


def test_no_mapping_where_nothing_is_known() -> None:
    assert call_mapping(Files(), table(), None, None) is None
    old = Source("a.ts", b"export class Old {}", "Old")
    assert call_mapping(Files(), table(SymbolKind.RENAME), old, old) is None


def test_declared_parameters_win() -> None:
    old = Source("a.ts", b"export const Old = make();", "Old")
    declared = table(parameters="(dir?: string)", call=(CallTemplate(arguments="[{dir}]"),))
    mapping = call_mapping(Files(), declared, old, None)
    assert mapping is not None
    assert after("new Old(x)", at("new Old(x)", mapping)) == "new Old([x])"


# --- the law -------------------------------------------------------------------------------------

NAMES = "abcd"
VALUES = ["x", "1", "'s'", "x ?? y", "x ? y : z", "(() => 3)()", "[x, y]", "-x", "x && y", "{ k: x }",
          "() => x", "x as T", "await x", "x?.y", "new X", "f<T>(x)", "`${x}`", "x!", "y = 3"]  # fmt: skip
WRAPPERS = ["{%s}", "[{%s}, 1]", "wrap({%s})", "[{%s}][0]", "{%s} === 1", "!{%s}", "{{ k: {%s} }}",
            "{%s}.z", "new {%s}()", "() => {%s}", "t ? {%s} : n", "{%s}!", "`${{{%s}}}`"]  # fmt: skip
SPACES = ["", " ", "\n  ", " // %d\n  ", "\n  // %d\n  ", " /* %d */\n"]


@st.composite
def written_calls(draw: st.DrawFn) -> tuple[dict[str, str], str]:
    """The captured texts by parameter and the call."""
    names = NAMES[: draw(st.integers(0, len(NAMES)))]
    values = {name: draw(st.sampled_from(VALUES)) for name in names}
    text, number = "new Old(", 0
    for index, name in enumerate(names):
        gaps = [draw(st.sampled_from(SPACES)) for _ in range(2)]
        number += 2
        before, behind = (gap % (number + at) if "%" in gap else gap for at, gap in enumerate(gaps))
        text += f"{before}{values[name]}{behind}"
        text += "," if index < len(names) - 1 or draw(st.booleans()) else ""
    return values, text + draw(st.sampled_from(["", "\n", " // end\n"])) + ")"


OWNERS = {"member_expression", "subscript_expression", "non_null_expression"}


def shape(node: Node) -> object:
    """A tree without what does not change its meaning."""
    if node.type == "parenthesized_expression":
        inner = [child for child in node.named_children if child.type != "comment"]
        chain = any(each.type == "optional_chain" for each in descendants(inner[0]))
        beyond = node.parent is not None and node.parent.type in OWNERS
        return ("chain", shape(inner[0])) if chain and beyond else shape(inner[0])
    if not node.children:
        return (node.text or b"").decode()
    ignored = {"comment", "(", ")", ","}
    return (node.type, *(shape(child) for child in node.children if child.type not in ignored))


@settings(max_examples=400, deadline=None)
@given(written_calls(), st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(WRAPPERS)),
                                 max_size=5))  # fmt: skip
def test_the_result_is_what_the_template_says(
    written: tuple[dict[str, str], str], items: list[tuple[str, str]]
) -> None:
    values, call = written
    used = {name for name, _ in items}
    arguments = ", ".join(wrapper % name for name, wrapper in items)
    drop = tuple(name for name in NAMES if name not in used)
    text = mapped(call, "a?, b?, c?, d?", template(arguments, *drop))
    if not text.startswith("new Old("):
        assert any(
            each in text for each in ("effects", "not given", "noticed", "comment", "goes or moves")
        ), text
        return
    if any(name not in values for name in used):
        return
    expected = ", ".join(filled(wrapper, name, values[name]) for name, wrapper in items)
    assert shape(parse(text.encode(), "a.ts").root) == shape(
        parse(f"new Old({expected})".encode(), "a.ts").root
    )
    comments = [n.text for n in descendants(parse(call.encode()).root) if n.type == "comment"]
    kept = [n.text for n in descendants(parse(text.encode()).root) if n.type == "comment"]
    assert sorted(kept, key=str) == sorted(comments, key=str)


def filled(wrapper: str, name: str, value: str) -> str:
    text = (wrapper % name).replace(f"{{{name}}}", f"({value})")
    return text.replace("{{", "{").replace("}}", "}")


EXTENTS = [
    ("x = new m.Old(1);", Kind.CALL, "expression", "new m.Old(1)"),
    ("x = new (Old as any)(1);", Kind.CALL, "expression", "new (Old as any)(1)"),
    ("f(x.Old)", Kind.USE, "expression", "x.Old"),
    ("let a: ns.Old<T> = 1;", Kind.ANNOTATION, "expression", "ns.Old"),
    ("let a: Old<T> = 1;", Kind.ANNOTATION, "statement", "let a: Old<T> = 1;"),
    ("export const a = new Old();", Kind.CALL, "statement", "export const a = new Old();"),
    ("import { Old } from 'a';", Kind.IMPORT, "expression", "import { Old } from 'a';"),
    ("export { Old };", Kind.EXPORT, "expression", "export { Old };"),
    ("class A { s = new Old(); }", Kind.CALL, "statement", "s = new Old()"),
    ("interface A { s: Old; }", Kind.ANNOTATION, "statement", "s: Old"),
    ("export class A extends Old {}", Kind.SUBCLASS, "statement", "Old"),
    ("spy(ns, 'Old')", Kind.STRING, "expression", "'Old'"),
    ("it('x', () => { const a = new Old(); })", Kind.CALL, "statement", "const a = new Old();"),
]


@pytest.mark.parametrize(("text", "kind", "extent", "expected"), EXTENTS)
def test_what_a_text_stands_for(text: str, kind: Kind, extent: str, expected: str) -> None:
    parsed = parse(text.encode(), "a.ts")
    start = text.index("Old")
    node = literal_extent(parsed.node_at(start, start + 3), kind, extent)
    assert parsed.text(node) == expected
