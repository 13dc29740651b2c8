"""What definitions take, and where arguments land."""

from __future__ import annotations

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tree_sitter import Node

from cutover.languages.python.binding import Misfit, bind
from cutover.languages.python.callables import signature_of
from cutover.languages.python.nodes import descendants
from cutover.languages.python.parsing import parse
from cutover.languages.python.signatures import Signature, parse_signature


def definition(source: str) -> Node:
    return parse(source.encode()).root.children[-1]


def arguments(source: str) -> Node:
    calls = (node for node in descendants(parse(source.encode()).root) if node.type == "call")
    found = next(calls).child_by_field_name("arguments")
    assert found is not None
    return found


def test_every_kind_of_parameter() -> None:
    signature = parse_signature(
        "base_path, create=True, /, mode: int = 3, *, clock=None, **options"
    )
    assert [(each.name, each.kind, each.required) for each in signature.parameters] == [
        ("base_path", "positional", True),
        ("create", "positional", False),
        ("mode", "either", False),
        ("clock", "keyword", False),
        ("options", "var_keyword", False),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a, ,b", "position "),
        ("a, a", "position 3: parameter a is there twice"),
        ("a=1, b", "position 5: parameter b needs a default"),
        ("/, a", "position 0"),
        ("a, *", "position 3"),
        ("*, a, *, b", "position 6: there can be only one"),
        ("*a, *b", "position 4: there can be only one"),
        ("**k, a", "position 5: nothing can follow"),
        ("a, /, b, /", "position 9: '/' is out of place"),
        ("1", "position 0"),
        ("a): pass\ndef g(b", "position 1"),
        ("é, é", "position 3"),
        ("a b", "position "),
        ("(", "position "),
    ],
)
def test_nonsense_is_located(text: str, message: str) -> None:
    with pytest.raises(ValueError, match="^" + message.replace("*", r"\*")):
        parse_signature(text)


DATACLASS = "@dataclass\nclass Old:\n"
DEFINED: list[tuple[str, str | None]] = [
    ("def old(a, *rest, b=1): ...", "a, *rest, b=1"),
    ("async def old(a, /, **k): ...", "a, /, **k"),
    ("@contextmanager\ndef old(a): ...", "a"),
    ("@click.command()\ndef old(a): ...", None),
    ("class Old: pass", ""),
    ("class Old(object): pass", ""),
    ("class Old(Generic[T], abc.ABC): pass", ""),
    ("class Old(Base): pass", None),
    ("class Old(metaclass=ABCMeta): pass", ""),
    ("class Old(metaclass=Registry): pass", None),
    ("class Old(Base):\n def __init__(self, a, *, b=1): ...", "a, *, b=1"),
    ("class Old:\n def __init__(*args): ...", "*args"),
    ("class Old:\n def __new__(cls, a): ...", "a"),
    ("class Old:\n def __new__(cls, a): ...\n def __init__(self, b): ...", "b"),
    ("class Old:\n @overload\n def __init__(self): ...\n def __init__(self, a): ...", "a"),
    ("class Old:\n if X:\n  def __init__(self): ...", None),
    ("class Old:\n __init__ = other", None),
    ("class Old:\n @inject\n def __init__(self, a): ...", None),
    ("@register\nclass Old: pass", None),
    ("@register\nclass Old:\n def __init__(self, a): ...", "a"),
    ("@final\nclass Old: pass", ""),
    (DATACLASS + " a: int\n b: str = ''\n c: ClassVar[int] = 1\n d = 3", "a, b=1"),
    (DATACLASS + " a: int\n _: KW_ONLY\n b: int\n c: int = 2", "a, *, b, c=2"),
    (DATACLASS + " a: int = field(default=1)\n b: list = field(default_factory=list)", "a=1, b=1"),
    (DATACLASS + " a: int = field(init=False)\n b: int = field()", "b"),
    (DATACLASS + " a: int = field(kw_only=True)\n b: int", "b, *, a"),
    (DATACLASS + " a: int = field(init=X)", None),
    (DATACLASS + " if X:\n  a: int", None),
    ("@dataclasses.dataclass(frozen=True, kw_only=True)\nclass Old:\n a: int", "*, a"),
    ("@dataclass(init=False)\nclass Old:\n a: int", ""),
    ("@dataclass(**options)\nclass Old:\n a: int", None),
    ("@dataclass\nclass Old(Base):\n a: int", None),
    ("@dataclass\nclass Old:\n a: int\n def __init__(self, z): ...", "z"),
    ("@attr.s\nclass Old:\n _a = attr.ib()\n b = attr.ib(default=1)\n c: int = 3", "a, b=1"),
    ("@define\nclass Old:\n a: int\n @a.default\n def _d(self): return 1", "a=1"),
    ("@attrs.frozen\nclass Old:\n a: int\n b: int = attrs.field(factory=f, alias='c')", "a, c=1"),
    ("class Old(NamedTuple):\n a: int\n b: int = 1", "a, b=1"),
]


@pytest.mark.parametrize(("source", "expected"), DEFINED)
def test_definitions(source: str, expected: str | None) -> None:
    wanted = parse_signature(expected) if expected is not None else None
    assert signature_of(definition(source)) == wanted


@pytest.mark.parametrize(
    ("signature", "call", "expected"),
    [
        ("a, b=1", "f(x, y)", ["a", "b"]),
        ("a, b=1", "f(b=x, a=y)", ["b", "a"]),
        ("a, *rest", "f(x, y, z)", ["a", "rest", "rest"]),
        ("a, /, **k", "f(x, a=y)", ["a", "k"]),
        ("a", "f(x for x in y)", ["a"]),
        ("a", "f(x,  # one\n)", ["a"]),
        ("", "f(x)", "more than 0 positional"),
        ("a", "f(b=1)", "there is no parameter b"),
        ("a", "f()", "parameter a is missing"),
        ("a", "f(x, a=y)", "parameter a is given twice"),
        ("a, **k", "f(x, z=1, z=2)", "keyword z is given twice"),
        ("a, /", "f(a=1)", "positional-only"),
        ("a, b", "f(b=1, x)", "positional argument follows"),
        ("a", "f(*x)", "cannot be proven"),
        ("a", "f(**x)", "cannot be proven"),
        ("a", "f(x y)", "cannot be parsed"),
    ],
)
def test_binding(signature: str, call: str, expected: list[str] | str) -> None:
    binding = bind(parse_signature(signature), arguments(call))
    if isinstance(expected, str):
        assert isinstance(binding, Misfit)
        assert expected in binding.reason
    else:
        assert not isinstance(binding, Misfit)
        assert [name for name, _ in binding.bound] == expected


SIGNATURES = ["", "a", "a, b=1", "a, /, b, *, c=1", "a=1, *rest, c, **k", "*, a, b=1", "a, /, **k"]


@given(
    st.sampled_from(SIGNATURES),
    st.integers(0, 3),
    st.lists(st.sampled_from("abcd"), unique=True, max_size=4),
)
def test_binds_exactly_where_python_does(text: str, positional: int, keywords: list[str]) -> None:
    namespace: dict[str, object] = {}
    exec(f"def f({text}): pass", namespace)
    function = namespace["f"]
    assert callable(function)
    try:
        inspect.signature(function).bind(*range(positional), **dict.fromkeys(keywords))
        binds = True
    except TypeError:
        binds = False
    shown = ", ".join([*map(str, range(positional)), *(f"{name}=0" for name in keywords)])
    signature: Signature = parse_signature(text)
    assert isinstance(bind(signature, arguments(f"f({shown})")), Misfit) != binds
