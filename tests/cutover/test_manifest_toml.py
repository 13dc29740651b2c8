"""Reading manifests: what is accepted, and that every problem is told once, with its line."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import tomlkit
from hypothesis import assume, given
from hypothesis import strategies as st

from cutover.errors import ManifestError
from cutover.manifest import Manifest
from cutover.manifest_toml import find_manifest, parse_manifest
from cutover.manifest_words import label, shown
from cutover.model import Action, SymbolKind
from cutover.toml_places import KeyPath, Places, scan_toml

HEAD = """\
version = 1
[cutover]
id = "tokens"
[[symbol]]
legacy = "acme.auth:TokenStore"
replacement = "acme.secure:SecureStore"
"""
FULL = """\
version = 1  # the format

[cutover]
id = "tokens"
owner = "team-auth"
roots = ["src", "."]
exclude = ["vendor/**", "build/"]

[[symbol]]
legacy = "acme.auth:TokenStore"
replacement = "acme.secure:Outer.SecureStore"
kind = "move"
parameters = "path, *, user=None"

[[symbol.call]]
arguments = '''account={user}, extra={{"a": {path}}}'''
drop = ["mode"]
imports = ["acme.secure:open_store", "json"]

[[symbol]]
legacy = "acme.auth:legacy_token"
replacement = "acme.secure:token"

[sites]
"src/acme/cli.py" = { import = 1, call = 2 }
"docs/größe.md" = { mention = 0x10 }

[[site]]
path = "src/acme/app.py"
scope = "make.<locals>"
kind = "dynamic"
count = 2
action = "rewrite"
text = "store()"
extent = "statement"
imports = ["acme.secure:store"]

[[site]]
path = "src/acme/app.py"
scope = ""
action = "keep"
reason = "migration reads it"

[[allow]]
paths = ["docs/**", "*.md"]
kinds = ["mention", "string"]
owner = "team-auth"
reason = "describes the migration"
expires = 2027-01-31

[data]
paths = ["~/.acme/tokens.json", "/etc/acme", 'C:\\acme']

[[format]]
command = ["ruff", "format", "{files}"]
timeout = 30

[[check]]
name = "tests"
command = [
  "pytest",
  "-q",
]
"""


def problems(text: str | bytes) -> tuple[str, ...]:
    with pytest.raises(ManifestError) as caught:
        parse_manifest(text.encode() if isinstance(text, str) else text, "c.toml")
    return tuple(problem.removeprefix("c.toml:") for problem in caught.value.problems)


def parsed(text: str) -> Manifest:
    return parse_manifest(text.encode(), "c.toml")


def test_a_full_manifest_is_read() -> None:
    manifest = parsed(FULL)
    assert manifest.symbol[0].kind is SymbolKind.MOVE
    assert manifest.sites["src/acme/cli.py"] == {"import": 1, "call": 2}
    assert [site.action for site in manifest.site] == [Action.REWRITE, Action.KEEP]
    assert manifest.allow[0].expires == date(2027, 1, 31)
    assert (manifest.format[0].timeout, manifest.check[0].timeout) == (30, 1800)


@pytest.mark.parametrize("before", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_byte_order_mark_and_newline_style_change_nothing(before: str, newline: str) -> None:
    assert parsed(before + FULL.replace("\n", newline)) == parsed(FULL)
    typo = before + (HEAD + 'replacment = "x"\n').replace("\n", newline)
    assert [problem.split(":")[0] for problem in problems(typo)] == ["7"]


SITE = HEAD + '[[site]]\npath = "a.py"\n'
SITES = HEAD + "[sites]\n"
ALLOW = HEAD + '[[allow]]\npaths = ["docs/*"]\nowner = "me"\nreason = "r"\n'
PATH = "a path relative to the root, with '/' and without '..'"
GLOB = "a pattern relative to the root, with '/' and without '..'"
SYMBOL = "a symbol written package.module:Name, path/to/file.ts#Name or package#Name"
CASES: dict[str, tuple[str | bytes, list[str]]] = {
    "empty": ("", ["1: the manifest is empty; `cutover scan` writes one"]),
    "only a comment": ("# x\n", ["1: the manifest is empty; `cutover scan` writes one"]),
    "not UTF-8": (b"version = 1\n# \xe9\n", ["2: byte 0xe9 is not UTF-8; save as UTF-8"]),
    "not UTF-8 at once": (b"\xff\xfev\0", ["1: byte 0xff is not UTF-8; save as UTF-8"]),
    "syntax": (
        "version = 1\nlegacy acme\n",
        [
            "2: not TOML: Expected '=' after a key in a key/value pair"
            " (at line 2, column 8): 'legacy acme'"
        ],
    ),
    "half-written header": (
        "version = 1\n[cutover",
        [
            "2: not TOML: Expected ']' at the end of a table declaration"
            " (at end of document): '[cutover'"
        ],
    ),
    "half-written value": (
        HEAD + "kind = ",
        ["7: not TOML: Invalid value (at end of document): 'kind ='"],
    ),
    "half-written file": (
        "version = 1\n[cutover]\nid = 'x'\n[[symbol]]\n",
        [
            "4: missing key 'legacy' in [[symbol]]",
            "4: missing key 'replacement' in [[symbol]]",
        ],
    ),
    "nothing but a version": (
        "version = 1\n",
        [
            "1: missing table [[symbol]] in the manifest",
            "1: missing table [cutover] in the manifest",
        ],
    ),
    "too deep": ("a = " + "[" * 3000, ["1: not a manifest: nested too deeply"]),
    "too many digits": ("\nversion = " + "9" * 5000, ["2: not a manifest: a huge number"]),
    "another version hides the rest": (
        "version = 2\nnew = true\n",
        ["1: version in the manifest must be 1, got 2"],
    ),
    "version as text": (
        HEAD.replace("= 1", '= "1"'),
        ["1: version in the manifest must be 1, got '1'"],
    ),
    "huge version": (
        "version = 0x" + "f" * 9000,
        ["1: version in the manifest must be 1, got a huge number"],
    ),
    "typo of a required key": (
        HEAD.replace("replacement", "replacment"),
        ["6: unknown key 'replacment' in [[symbol]] (did you mean 'replacement'?)"],
    ),
    "unknown key without a neighbour": (
        SITE + "xyzzy = 1\n",
        ["9: unknown key 'xyzzy' in [[site]]"],
    ),
    "unknown table": (
        HEAD + "[sits]\n",
        ["7: unknown key 'sits' in the manifest (did you mean 'sites'?)"],
    ),
    "unknown key in a check": (
        HEAD + '[[check]]\nname = "t"\ncommand = ["t"]\ntimout = 3\n',
        ["10: unknown key 'timout' in [[check]] (did you mean 'timeout'?)"],
    ),
    "unknown key over two lines": (
        HEAD + '"a\\nb" = 1\n',
        ["7: unknown key 'a\\nb' in [[symbol]]"],
    ),
    "bad symbol": (
        HEAD.replace("acme.auth:TokenStore", "acme.auth.TokenStore"),
        [
            f"5: legacy in [[symbol]] must be {SYMBOL}, got 'acme.auth.TokenStore'"
            " (did you mean 'acme.auth:TokenStore'?)"
        ],
    ),
    "symbol with a newline": (
        HEAD.replace("TokenStore", "TokenStore\\n"),
        [f"5: legacy in [[symbol]] must be {SYMBOL}, got 'acme.auth:TokenStore\\n'"],
    ),
    "bad action": (
        SITE + 'action = "kep"\n',
        [
            "9: action in [[site]] must be one of 'rewrite', 'keep', 'manual', got 'kep'"
            " (did you mean 'keep'?)"
        ],
    ),
    "boolean count": (
        SITE + "count = true\n",
        ["9: count in [[site]] must be a whole number of at least 1, got true"],
    ),
    "bad kind of a file": (
        SITES + '"a.py" = { cal = 1 }\n',
        ["8: unknown key 'cal' in [sites.'a.py'] (did you mean 'call'?)"],
    ),
    "zero sites": (
        SITES + '"a.py" = { import = 1, call = 0 }\n',
        ["8: call in [sites.'a.py'] must be a whole number of at least 1, got 0"],
    ),
    "a number for a file": (
        SITES + '"a.py" = 3\n',
        ["8: 'a.py' in [sites] must be a table such as { import = 1, call = 2 }, got 3"],
    ),
    "absolute path": (
        SITES + '"/a.py" = { call = 1 }\n',
        [f"8: a key of [sites] must be {PATH}, got '/a.py'"],
    ),
    "backslash": (
        SITES + "'src\\a.py' = { call = 1 }\n",
        [f"8: a key of [sites] must be {PATH}, got 'src\\\\a.py' (did you mean 'src/a.py'?)"],
    ),
    "parent": (
        SITE.replace("a.py", "../a.py"),
        [f"8: path in [[site]] must be {PATH}, got '../a.py'"],
    ),
    "dot path": (
        SITE.replace("a.py", "./a.py"),
        [f"8: path in [[site]] must be {PATH}, got './a.py' (did you mean 'a.py'?)"],
    ),
    "drive": (
        SITE.replace("a.py", "C:/a.py"),
        [f"8: path in [[site]] must be {PATH}, got 'C:/a.py'"],
    ),
    "unsafe globs": (
        ALLOW.replace('"docs/*"', '\n"a/../b",\n"ok..md",\n"/x"') + "expires = 2027-01-01\n",
        [
            f"9: paths in [[allow]] must be {GLOB}, got 'a/../b'",
            f"11: paths in [[allow]] must be {GLOB}, got '/x'",
        ],
    ),
    "date as text": (
        ALLOW + 'expires = "2027-01-01"\n',
        [
            "11: expires in [[allow]] must be a date without quotes, such as 2027-01-31,"
            " got '2027-01-01'"
        ],
    ),
    "date and time": (
        ALLOW + "expires = 2027-01-01T00:00:00\n",
        [
            "11: expires in [[allow]] must be a date without quotes, such as 2027-01-31,"
            " got 2027-01-01 00:00:00"
        ],
    ),
    "no date": (ALLOW, ["7: missing key 'expires' in [[allow]]"]),
    "empty owner and reason": (
        ALLOW.replace('"me"', '""').replace('"r"', '" "') + "expires = 2027-01-01\n",
        [
            "9: owner in [[allow]] must be text that is not empty, got ''",
            "10: reason in [[allow]] must be text that is not empty, got ' '",
        ],
    ),
    "nothing allowed": (
        ALLOW.replace('"docs/*"', "") + "expires = 2027-01-01\n",
        ["8: paths in [[allow]] must be an array that is not empty, got an empty array"],
    ),
    "text for an array": (
        HEAD + '[data]\npaths = "x"\n',
        ["8: paths in [data] must be an array, got 'x'"],
    ),
    "single brackets": (
        HEAD.replace("[[symbol]]", "[symbol]"),
        ["4: symbol in the manifest must be an array of tables, written with [[ ]], got a table"],
    ),
    "double brackets": (
        HEAD.replace("[cutover]", "[[cutover]]"),
        ["2: cutover in the manifest must be a table, got an array"],
    ),
    "endless timeout": (
        HEAD + '[[format]]\ncommand = ["x"]\ntimeout = inf\n',
        [
            "9: timeout in [[format]] must be seconds, more than 0 and at most 86400,"
            " got the number inf"
        ],
    ),
    "same symbol twice": (
        HEAD + HEAD.split("\n", 3)[3],
        ["8: 'acme.auth:TokenStore' in [[symbol]] is declared twice (first on line 4); keep one"],
    ),
    "same site twice": (
        SITE + '[[site]]\nkind = "call"\npath = "a.py"\n[[site]]\npath = "a.py"\n',
        [
            "13: 'a.py' in [[site]] is declared twice (first on line 7);"
            " give one of them the whole count"
        ],
    ),
    "keep without a reason": (
        SITE + 'action = "keep"\n',
        ["7: action 'keep' in [[site]] needs a reason that is not empty"],
    ),
    "keep with a blank reason": (
        SITE + 'action = "keep"\nreason = " "\n',
        ["10: action 'keep' in [[site]] needs a reason that is not empty"],
    ),
    "keep with a typo of reason": (
        SITE + 'action = "keep"\nresaon = "x"\n',
        ["10: unknown key 'resaon' in [[site]] (did you mean 'reason'?)"],
    ),
    "text that nobody uses": (
        SITE + 'action = "manual"\ntext = "x"\n',
        ["10: text in [[site]] is for action 'rewrite', not 'manual'"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_problems(text: str | bytes, expected: list[str]) -> None:
    assert list(problems(text)) == expected


@pytest.mark.parametrize("arguments", ["{a", "a}", "{}", "{a, b}", "{{a}", "{a b}", "{0}", "{a!r}"])
def test_call_templates_with_open_braces(arguments: str) -> None:
    (problem,) = problems(HEAD + f'[[symbol.call]]\narguments = "{arguments}"\n')
    assert problem.startswith("8: arguments in [[symbol.call]] must be text whose {parameter}")
    assert problem.endswith(f"got '{arguments}'")


@pytest.mark.parametrize("arguments", ["", "{a}", "{a}, *{b}", "{{}}", "{{{a}: 1}}", "key={größe}"])
def test_call_templates_that_are_fine(arguments: str) -> None:
    text = HEAD + f'[[symbol.call]]\narguments = "{arguments}"\n'
    assert parsed(text).symbol[0].call[0].arguments == arguments


def test_independent_problems_are_all_told_in_order() -> None:
    text = HEAD.replace('id = "tokens"', 'id = ""\nownr = "me"') + (
        '[sites]\n"a.py" = { cal = 1, call = "x" }\n[[site]]\npath = "b.py"\naction = "keep"\n'
        '[[allow]]\npaths = ["x",\n  "/y"]\nexpires = 3\n'
    )
    lines = [int(problem.split(":")[0]) for problem in problems(text)]
    assert lines == [3, 4, 9, 9, 10, 13, 13, 15, 16]


def test_the_default_places() -> None:
    assert find_manifest(lambda name: True) == "cutover.toml"
    assert find_manifest({"configs/cutover.toml"}.__contains__) == "configs/cutover.toml"
    assert find_manifest(lambda name: False) is None


def test_what_is_shown_is_short_and_on_one_line() -> None:
    assert shown("a\nb\u2028" + "x" * 99).count("\n") == 0
    assert len(shown("x" * 999)) < 70
    told = [shown({}), shown([]), shown([1]), shown(1.5)]
    assert told == ["a table", "an empty array", "an array", "1.5"]
    assert label(("symbol", 0, "call", 1)) == "[[symbol.call]]"


# --- the scanner ----------------------------------------------------------------------------------

TRICKY = '''\
a.b.c = 1            # dotted
"q.r"."s \\u0041" = 'lit # no comment'
'x y' = """
[not.a.header]
key = "no"  \\""" """"
z = """two quotes"""""
m = \'\'\'
# [no]
it\'\'s\'\'\'
array = [ # comment, with ] and [
  1, [2.5, { i = 1979-05-27 07:32:00, "j.k" = { } }],
  "]", # last
]
  [ t . "u" ]  # spaced
v = +1_000
[[t.list]]
n = {deep.er = [{}], e = []}
[t.list.sub]
w = inf
[[t.list]]
[[t.list.inner]]
y = 07:32:00.5
[t]
'''


def leaves(data: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    if path:
        yield path, data
    if isinstance(data, list):
        data = dict(enumerate(data))
    for key, value in data.items() if isinstance(data, dict) else ():
        yield from leaves(value, (*path, key))


def agree(text: str) -> None:
    entries = scan_toml(text)
    expected = dict(leaves(tomllib.loads(text)))
    assert set(entries) == set(expected)
    for path, entry in entries.items():
        assert 0 <= entry.start <= entry.value <= entry.end <= len(text)
        if entry.style in ("line", "inline", "element"):
            spelled = text[entry.value : entry.end].strip()
            assert tomllib.loads(f"value = {spelled}") == {"value": expected[path]}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_places_of_a_tricky_document(newline: str) -> None:
    text = TRICKY.removesuffix("[t]\n").replace("\n", newline)
    agree(text)
    places = Places(text)
    for path, line in (
        (("a", "b"), 1),
        (("q.r", "s A"), 2),
        (("z",), 6),
        (("array", 1, 1, "j.k"), 11),
        (("array", 2), 12),
        (("t", "u", "v"), 15),
        (("t", "list", 0, "n", "deep", "er", 0), 17),
        (("t", "list", 0, "sub", "w"), 19),
        (("t", "list", 1), 20),
        (("t", "list", 1, "inner", 0, "y"), 22),
        (("t", "list", 1, "missing", 3, "y"), 20),
        ((), 1),
    ):
        assert places.line(path) == line, path


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=6)
SCALARS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.integers(-(2**63), 2**63 - 1),
    st.booleans(),
    st.dates(),
    st.floats(allow_nan=False),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_scanner_and_tomllib_see_the_same_structure(data: dict[str, Any]) -> None:
    try:
        text = tomlkit.dumps(data)
        tomllib.loads(text)
    except (ValueError, tomlkit.exceptions.TOMLKitError):
        assume(False)
    agree(text)


# --- robustness -----------------------------------------------------------------------------------

TOKENS = (
    *("[", "]", "[[", "]]", "{", "}", "=", ",", ".", '"', "'", '"""', "'''", "\\", "#", "\n", "\r"),
    *(
        "\r\n",
        "\0",
        "\ufeff",
        "é",
        "1",
        "0",
        "-1",
        "1e400",
        "nan",
        "true",
        "2027-01-31",
        "[]",
        "{}",
    ),
    *(
        "version",
        "symbol",
        "site",
        "sites",
        "path",
        "count",
        "keep",
        "call",
        "../",
        "/",
        "[site]\n",
    ),
)
SEEDS = (HEAD, FULL, SITE + 'action = "keep"\nreason = "x"\n', ALLOW + "expires = 2027-01-01\n")


def mutated(text: str, rng: random.Random) -> bytes:
    lines = text.splitlines(keepends=True)
    for _ in range(rng.choice((1, 1, 2, 4))):
        at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        match rng.randrange(6):
            case 0 if len(lines) > 1:
                del lines[at]
            case 1:
                lines.insert(at, lines[other])
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                words = re.split(r"(\W)", lines[at])
                words[rng.randrange(len(words))] = rng.choice(TOKENS)
                lines[at] = "".join(words)
            case 4:
                lines[at] = lines[at].replace("=", f"= {rng.choice(TOKENS)} #", 1)
            case _:
                cut = rng.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:cut] + rng.choice(TOKENS) + lines[at][cut:]
    data = bytearray("".join(lines).encode())
    if data and rng.random() < 0.2:
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data[: rng.randrange(len(data) + 1)] if rng.random() < 0.1 else data)


def test_ten_thousand_mutants_are_a_manifest_or_located_problems() -> None:
    rng = random.Random(20270131)
    told = re.compile(r"dir/c\.toml:[1-9]\d*: \S[^\n\r]*")
    accepted = 0
    for _ in range(10_000):
        data = mutated(rng.choice(SEEDS), rng)
        try:
            accepted += isinstance(parse_manifest(data, "dir/c.toml"), Manifest)
        except ManifestError as error:
            assert error.problems
            assert len(set(error.problems)) == len(error.problems)
            last = data.count(b"\n") + 1
            for problem in error.problems:
                assert told.fullmatch(problem), (problem, data)
                assert int(problem.split(":")[1]) <= last
    assert 500 < accepted < 9500


def test_importing_the_reader_is_cheap() -> None:
    code = "import sys, cutover.manifest_toml; print(*sorted(sys.modules))"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert not {"tomlkit", "pydantic", "difflib"} & set(loaded)


def test_reading_a_manifest_takes_milliseconds() -> None:
    rows = "".join(f'"src/m{i}.py" = {{ import = 1, call = 2 }}\n' for i in range(130))
    data = (SITES + rows).encode()
    best = min(elapsed(data) for _ in range(5))
    assert best < 0.05


def elapsed(data: bytes) -> float:
    start = time.perf_counter()
    parse_manifest(data, "c.toml")
    return time.perf_counter() - start
