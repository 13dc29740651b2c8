"""How calls are rewritten: every case is a call before, what is declared, and the call after."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tree_sitter import Node

from cutover.languages.patch import patched
from cutover.languages.python.binding import Misfit
from cutover.languages.python.calls import Mapped, map_call
from cutover.languages.python.nodes import descendants
from cutover.languages.python.parsing import parse
from cutover.languages.python.signatures import parse_signature
from cutover.languages.python.templates import Template, check_template, parse_template
from cutover.manifest import CallTemplate


def template(arguments: str, *drop: str) -> Template:
    return parse_template(CallTemplate(arguments=arguments, drop=drop, imports=("m:N",)))


def calls(data: bytes) -> list[Node]:
    found = [node for node in descendants(parse(data).root) if node.type == "call"]
    return [node for call in found if (node := call.child_by_field_name("arguments")) is not None]


def mapped(
    call: str, legacy: str | None, *templates: Template, replacement: str | None = None
) -> Mapped | Misfit:
    return map_call(
        call.encode(),
        calls(call.encode())[0],
        parse_signature(legacy) if legacy is not None else None,
        templates,
        parse_signature(replacement) if replacement is not None else None,
    )


def after(call: str, result: Mapped | Misfit) -> str:
    return (
        result.reason
        if isinstance(result, Misfit)
        else patched(call.encode(), result.patches).decode()
    )


L = "a, b=1, c=2, *, k=3"
ONE = "Old(\n    x,  # one\n    y,  # two\n)"
BARE = "Old(\n    x,  # one\n    y  # two\n)"

FITS: list[tuple[str, str | None, str, tuple[str, ...], str]] = [
    # in place
    ("Old(x)", L, "{a}", (), "Old(x)"),
    ("Old(x)", L, "p={a}", (), "Old(p=x)"),
    ("Old(a=x)", L, "{a}", (), "Old(x)"),
    ("Old(a = x)", L, "p={a}", (), "Old(p = x)"),
    ("Old(x)", L, "Path({a})", (), "Old(Path(x))"),
    ("Old(a=x)", L, "p=Path({a}).parent", (), "Old(p=Path(x).parent)"),
    ("Old(x, b=y)", L, "p={a}, q={b}", (), "Old(p=x, q=y)"),
    ("Old(x,)", L, "p={a}", (), "Old(p=x,)"),
    ("Old( x )", L, "p={a}", (), "Old( p=x )"),
    (ONE, L, "p={a}, q={b}", (), "Old(\n    p=x,  # one\n    q=y,  # two\n)"),
    ("Old(Old(x))", "a", "p={a}", (), "Old(p=Old(x))"),
    ("Old(é, 'ü')", L, "p={a}, q={b}", (), "Old(p=é, q='ü')"),
    ("Old(b=1, a=2)", L, "x={a}, y={b}", (), "Old(y=1, x=2)"),
    # parentheses
    ("Old(x or y)", L, "{a}.parent", (), "Old((x or y).parent)"),
    ("Old(x or y)", L, "Path({a})", (), "Old(Path(x or y))"),
    ("Old(x or y)", L, "p={a}", (), "Old(p=x or y)"),
    ("Old(x.y)", L, "{a}.parent", (), "Old(x.y.parent)"),
    ("Old(x[0])", L, "{a} / 'z'", (), "Old(x[0] / 'z')"),
    ("Old(lambda: x)", L, "{a}()", (), "Old((lambda: x)())"),
    ("Old(x if y else z)", L, "not {a}", (), "Old(not (x if y else z))"),
    ("Old(await x)", L, "{a}.y", (), "Old((await x).y)"),
    ("Old(-x)", L, "{a} ** 2", (), "Old((-x) ** 2)"),
    ("Old(1)", L, "{a}.real", (), "Old((1).real)"),
    ("Old(1)", L, "{a} + 1", (), "Old(1 + 1)"),
    ("Old(x := 1)", L, "{a}", (), "Old(x := 1)"),
    ("Old(x := 1)", L, "p={a}", (), "Old(p=(x := 1))"),
    ("Old(x := 1)", L, "Path({a})", (), "Old(Path(x := 1))"),
    ("Old(x := 1)", L, "[{a}]", (), "Old([(x := 1)])"),
    ("Old((x or y))", L, "{a}.z", (), "Old((x or y).z)"),
    # generators
    ("Old(i for i in y)", L, "{a}", (), "Old(i for i in y)"),
    ("Old(i for i in y)", L, "{a}, k=1", (), "Old((i for i in y), k=1)"),
    ("Old(i for i in y)", L, "k=1, p={a}", (), "Old(k=1, p=(i for i in y))"),
    ("Old(i for i in y)", L, "list({a})", (), "Old(list((i for i in y)))"),
    # drops
    ("Old(x, y)", L, "{b}", ("a",), "Old(y)"),
    ("Old(x, y)", L, "{a}", ("b",), "Old(x)"),
    ("Old(x, y,)", L, "{a}", ("b",), "Old(x,)"),
    ("Old(x, y, z)", L, "{a}, c={c}", ("b",), "Old(x, c=z)"),
    ("Old(x, y, z)", L, "{a}", ("b", "c"), "Old(x)"),
    ("Old(x.y)", L, "", ("a",), "Old()"),
    ("Old(\n    x\n)", L, "", ("a",), "Old()"),
    ("Old(\n    x,  # c\n)", L, "", ("a",), "Old(\n    # c\n)"),
    (ONE, L, "{b}", ("a",), "Old(\n    # one\n    y,  # two\n)"),
    (ONE, L, "{a}", ("b",), "Old(\n    x,  # one\n    # two\n)"),
    (BARE, L, "{a}", ("b",), "Old(\n    x  # one\n    # two\n)"),
    ("Old(\n    x,\n    # own\n    y,\n)", L, "{b}", ("a",), "Old(\n    # own\n    y,\n)"),
    ("Old(\n    x,\n    y,\n    z,\n)", L, "{a}, c={c}", ("b",), "Old(\n    x,\n    c=z,\n)"),
    ("Old(x,\n    y,\n    z)", L, "{b}, {c}", ("a",), "Old(y,\n    z)"),
    ("Old(x,\n    y)", L, "{a}", ("b",), "Old(x)"),
    ("Old(x, 1, 2)", "a, *rest", "{a}", ("rest",), "Old(x)"),
    # new items
    ("Old()", "", "a, b=1", (), "Old(a, b=1)"),
    ("Old(\n)", "", "a", (), "Old(a)"),
    ("Old(\n    # c\n)", "", "a", (), "Old(\n    # c\n    a,\n)"),
    ("Old(x)", L, "n, {a}", (), "Old(n, x)"),
    ("Old(x)", L, "{a}, n=1, m=2", (), "Old(x, n=1, m=2)"),
    ("Old(x,)", L, "{a}, n=1", (), "Old(x, n=1,)"),
    ("Old(x, k=y)", L, "{a}, n, k={k}", (), "Old(x, n, k=y)"),
    ("Old(x)", L, "n", ("a",), "Old(n)"),
    (ONE, L, "{a}, {b}, n=1", (), ONE.replace("# two", "# two\n    n=1,")),
    (BARE, L, "{a}, {b}, n=1", (), "Old(\n    x,  # one\n    y,  # two\n    n=1\n)"),
    (ONE, L, "n, {a}, {b}", (), ONE.replace("    x", "    n,\n    x")),
    (ONE, L, "{a}, n, {b}", (), ONE.replace("# one", "# one\n    n,")),
    ("Old(\r\n    x,\r\n)", L, "{a}, n=1", (), "Old(\r\n    x,\r\n    n=1,\r\n)"),
    ("Old(\r\n    x, # c\r\n)", L, "{a}, n=1", (), "Old(\r\n    x, # c\r\n    n=1,\r\n)"),
    ("Old(x,\n    y)", L, "{a}, {b}, n=1", (), "Old(x,\n    y,\n    n=1)"),
    ("Old(x)", L, "{{'k': {a}}}", (), "Old({'k': x})"),
    ("Old(x)", L, 'f"{{n}}", {a}', (), 'Old(f"{n}", x)'),
    # order
    ("Old(x, y)", L, "{b}, {a}", (), "Old(y, x)"),
    (ONE, L, "{b}, {a}", (), "Old(\n    y,  # one\n    x,  # two\n)"),
    ("Old(f(), y)", L, "{b}, {a}", (), "Old(y, f())"),
    ("Old(f(), g())", L, "q={b}, p={a}", (), "Old(p=f(), q=g())"),
    ("Old(b=1, a=2)", L, "{a}, y={b}", (), "Old(2, y=1)"),
    ("Old(x, y)", L, "{a} / {b}", (), "Old(x / y)"),
    ("Old(x)", L, "{a}, p={a}", (), "Old(x, p=x)"),
    # omitted
    ("Old(x)", L, "{a}, n=t, b={b}, k={k}", (), "Old(x, n=t)"),
    ("Old(x)", L, "{a}, {b}, {c}", (), "Old(x)"),
    # unknown legacy
    ("Old(a=x)", None, "p={a}", (), "Old(p=x)"),
    ("Old()", None, "p={a}, q=1", (), "Old(q=1)"),
]


@pytest.mark.parametrize(("call", "legacy", "arguments", "drop", "expected"), FITS)
def test_fits(
    call: str, legacy: str | None, arguments: str, drop: tuple[str, ...], expected: str
) -> None:
    assert after(call, mapped(call, legacy, template(arguments, *drop))) == expected


MISFITS: list[tuple[str, str | None, str, tuple[str, ...], str]] = [
    ("Old(f())", L, "", ("a",), "would be dropped"),
    ("Old(await f)", L, "", ("a",), "would be dropped"),
    ("Old((yield))", L, "", ("a",), "would be dropped"),
    ("Old(x := 1)", L, "", ("a",), "would be dropped"),
    ("Old(x[f()])", L, "{a}, {a}", (), "would be repeated"),
    ("Old(f())", L, "lambda: {a}", (), "later or never"),
    ("Old(f())", L, "x or {a}", (), "later or never"),
    ("Old(f(), g())", L, "{b}, {a}", (), "would be evaluated after"),
    ("Old(x := 1, x)", L, "{b}, {a}", (), "would be evaluated after"),
    ("Old(x, y)", L, "{a}", (), "does not use it"),
    ("Old(x, c=y)", L, "{a}, {b}, {c}", (), "parameter b is not given"),
    ("Old(*x)", L, "{a}", (), "cannot be proven"),
    ("Old(x, **y)", None, "{a}", (), "cannot be proven"),
    ("Old(x)", None, "p={a}", (), "declare `parameters`"),
    ("Old()", L, "{a}", (), "parameter a is missing"),
    ("Old(x, z=1)", L, "{a}", (), "no parameter z"),
    ("Old(x, 1, 2)", "a, *rest", "{a}, {rest}", (), "several arguments"),
    ("Old([ # c\n 1])", L, "", ("a",), "comment"),
    ("Old(a= # c\n x)", L, "{a}", (), "comment"),
    ("Old(x y)", L, "{a}", (), "cannot be parsed"),
]


@pytest.mark.parametrize(("call", "legacy", "arguments", "drop", "reason"), MISFITS)
def test_misfits(
    call: str, legacy: str | None, arguments: str, drop: tuple[str, ...], reason: str
) -> None:
    result = mapped(call, legacy, template(arguments, *drop))
    assert isinstance(result, Misfit)
    assert reason in result.reason


@pytest.mark.parametrize(
    ("call", "legacy", "replacement", "reason"),
    [
        ("Old(x, z=1)", None, None, ""),
        ("Old(*x)", L, None, ""),
        ("Old(*x)", L, L, ""),
        ("Old(*x)", None, "a", ""),
        ("Old(*x)", L, "a", "cannot be proven"),
        ("Old(x)", "a", "a, b=1", ""),
        ("Old(x)", "a", "b", "x is a before and b after"),
        ("Old(a=x)", "a", "b", "no parameter a"),
        ("Old(x, y)", "a, *more", "a, *rest", ""),
        ("Old(x, y)", "a, *more", "a, more", "y is more before and more after"),
        ("Old(x, k=1)", "a, **options", "a, *, k", ""),
        ("Old(x)", None, "", "more than 0"),
        ("Old(z=1)", "a=1", "z=1", "legacy"),
    ],
)
def test_calls_without_a_template(
    call: str, legacy: str | None, replacement: str | None, reason: str
) -> None:
    result = mapped(call, legacy, replacement=replacement)
    if reason:
        assert isinstance(result, Misfit)
        assert reason in result.reason
    else:
        assert result == Mapped((), (), -1)


def test_the_first_template_that_fits_wins() -> None:
    templates = template("{a}"), template("{a}, b={b}"), template("{a}, q={b}")
    result = mapped("Old(x, y)", L, *templates)
    assert isinstance(result, Mapped)
    assert (result.template, result.imports) == (1, ("m:N",))


def test_the_result_must_bind_to_the_replacement() -> None:
    result = mapped("Old(x)", L, template("{a}, b={b}"), replacement="a, b")
    assert isinstance(result, Misfit)
    assert "parameter b is missing" in result.reason


def test_nested_calls_compose() -> None:
    data, swap = b"Old(Old(x, y), z)", template("{b}, {a}")
    legacy = parse_signature("a, b")
    outer, inner = calls(data)

    def rendered(start: int, end: int) -> bytes:
        changed = map_call(data, inner, legacy, [swap], None)
        assert isinstance(changed, Mapped)
        within = start <= inner.start_byte < end
        return patched(data[: end if within else None], changed.patches if within else ())[
            start : None if within else end
        ]

    result = map_call(data, outer, legacy, [swap], None, rendered)
    assert isinstance(result, Mapped)
    assert patched(data, result.patches) == b"Old(z, Old(y, x))"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("a, , b", "no argument list"),
        ("a) + f(b", "no argument list"),
        ("'{a}'", "inside a string"),
        ('f"{{{a}}}"', "inside a string"),
        ("x{a}", "inside a string or a name"),
        ("{a}=1", "stands for a keyword"),
        ("x.{a}", "cannot stand inside"),
        ("[{a} for x in y]", "cannot stand inside"),
        ("lambda x: {a}", "cannot stand inside"),
        ("*{a}", "cannot be proven"),
        ("**x", "cannot be proven"),
        ("a # b", "comment"),
        ("{a", "position 0"),
    ],
)
def test_templates_that_are_nonsense(arguments: str, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("*", r"\*")):
        template(arguments)


@pytest.mark.parametrize(
    ("arguments", "drop", "legacy", "replacement", "message"),
    [
        ("{z}, {a}", (), "a", None, "no parameter z"),
        ("{a}", ("z",), "a", None, "no parameter z"),
        ("{a}", (), "a, b", None, "parameter b is neither used nor dropped"),
        ("{a}", ("a",), "a", None, "both used and dropped"),
        ("{r}", (), "*r", None, "can only be dropped"),
        ("a=1, {a}", (), "a", None, "positional argument follows"),
        ("a=1, a={a}", (), "a", None, "given twice"),
        ("{a}", (), "a", "a, b", "parameter b is missing"),
        ("{a}, c=1", (), "a", "a", "no parameter c"),
        ("{a}", (), "a", "*, a=1", "more than 0 positional"),
        ("{a}, a=1", (), "a", "a", "given twice"),
        ("{a}", (), None, "a", ""),
        ("{a}", (), "a, b=1", "a", ""),
    ],
)
def test_static_check(
    arguments: str,
    drop: tuple[str, ...],
    legacy: str | None,
    replacement: str | None,
    message: str,
) -> None:
    problems = check_template(
        template(arguments, *drop),
        parse_signature(legacy) if legacy is not None else None,
        parse_signature(replacement) if replacement is not None else None,
    )
    assert len(problems) == bool(message), problems
    assert all(message in problem for problem in problems)


# --- the law -------------------------------------------------------------------------------------

NAMES = "abcd"
VALUES = ["x", "1", "'s'", "x or y", "x if y else z", "(lambda: 3)()", "[x, y]", "-x", "x and y"]
WRAPPERS = ["{%s}", "({%s}, 1)", "wrap({%s})", "[{%s}][0]", "{%s} == 1", "not {%s}", "{{1: {%s}}}"]
SPACES = ["", " ", "\n    ", "  # %d\n    ", "\n    # %d\n    "]
SCOPE: dict[str, object] = {"x": 0, "y": 5, "z": "zed", "wrap": lambda value: ("wrapped", value)}


def recorded(text: str) -> object:
    scope: dict[str, object] = {**SCOPE, "Old": lambda *args, **options: (args, options)}
    exec(f"result = {text}", scope)
    return scope["result"]


@st.composite
def written_calls(draw: st.DrawFn) -> tuple[dict[str, str], str]:
    """The captured texts by parameter (a to d, the first ones positional) and the call."""
    given_names = draw(st.lists(st.sampled_from(NAMES), unique=True))
    positional = 0
    while positional < len(given_names) and given_names[positional] == NAMES[positional]:
        positional += 1
    positional = draw(st.integers(0, positional))
    values = {name: draw(st.sampled_from(VALUES)) for name in given_names}
    text, number = "Old(", 0
    for index, name in enumerate(given_names):
        gaps = [draw(st.sampled_from(SPACES)) for _ in range(2)]
        number += 2
        before, behind = (gap % (number + at) if "%" in gap else gap for at, gap in enumerate(gaps))
        keyword = "" if index < positional else f"{name}="
        text += f"{before}{keyword}{values[name]}{behind}"
        text += "," if index < len(given_names) - 1 or draw(st.booleans()) else ""
    return values, text + draw(st.sampled_from(["", "\n", "  # end\n"])) + ")"


@st.composite
def declared(draw: st.DrawFn) -> tuple[list[tuple[str, str, str]], list[str]]:
    """The items (keyword, parameter or '', template text) and the dropped parameters."""
    used = draw(st.lists(st.sampled_from(NAMES), max_size=6))
    items = [(name, draw(st.sampled_from(WRAPPERS)) % name) for name in used]
    for _ in range(draw(st.integers(0, 2))):
        items.insert(draw(st.integers(0, len(items))), ("", draw(st.sampled_from(["7", "n"])) + ""))
    items = [(name, "'n'" if text == "n" else text) for name, text in items]
    start = draw(st.integers(0, len(items)))
    shown = [("" if at < start else f"k{at}", name, text) for at, (name, text) in enumerate(items)]
    return shown, [name for name in NAMES if name not in used]


def expected_call(items: list[tuple[str, str, str]], values: dict[str, str]) -> str:
    parts = []
    for keyword, name, text in items:
        if not name or name in values:
            filled = text.replace(f"{{{name}}}", f"({values.get(name, '')})")
            filled = filled.replace("{{", "{").replace("}}", "}")
            parts.append(f"{keyword}={filled}" if keyword else filled)
    return f"Old({', '.join(parts)})"


@settings(max_examples=400, deadline=None)
@given(written_calls(), declared())
def test_the_result_is_what_the_template_says(
    written: tuple[dict[str, str], str],
    declaration: tuple[list[tuple[str, str, str]], list[str]],
) -> None:
    (values, call), (items, drop) = written, declaration
    arguments = ", ".join(f"{key}={text}" if key else text for key, _, text in items)
    result = mapped(call, "a=0, b=0, c=0, d=0", template(arguments, *drop))
    if isinstance(result, Misfit):
        assert (
            "effects" in result.reason or "not given" in result.reason or "noticed" in result.reason
        )
        return
    text = after(call, result)
    assert recorded(text) == recorded(expected_call(items, values))
    comments = [node for node in descendants(parse(call.encode()).root) if node.type == "comment"]
    kept = [node.text for node in descendants(parse(text.encode()).root) if node.type == "comment"]
    assert sorted(kept, key=str) == sorted((node.text for node in comments), key=str)
