"""Writing manifests and bringing them up to date: compact, idempotent, kind to people's text."""

from __future__ import annotations

import difflib
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutover.drafts import Draft, DraftSite
from cutover.errors import ManifestError
from cutover.manifest import CallTemplate, Manifest, SymbolTable
from cutover.manifest_toml import parse_manifest
from cutover.manifest_writer import site_line, update_manifest, write_manifest
from cutover.model import Action, Kind, SymbolKind

TOKEN_STORE = SymbolTable(legacy="acme.auth:TokenStore", replacement="acme.secure:SecureStore")
OTHER = SymbolTable(legacy="acme.auth:load_token", replacement="acme.secure:load")
HEAD = """\
version = 1
[cutover]
id = "tokens"
[[symbol]]
legacy = "acme.auth:TokenStore"
replacement = "acme.secure:SecureStore"
"""


def site(path: str, kind: str, scope: str = "", count: int = 1, **more: object) -> DraftSite:
    action, reason, symbol = (str(more.get(key, "")) for key in ("action", "reason", "symbol"))
    return DraftSite(
        path=path,
        kind=Kind(kind),
        scope=scope,
        count=count,
        action=Action(action or "rewrite"),
        reason=reason,
        symbol=symbol,
    )


def draft(*sites: DraftSite) -> Draft:
    return Draft(symbols=(TOKEN_STORE,), sites=sites)


def parsed(text: str) -> Manifest:
    return parse_manifest(text.encode(), "c.toml")


def changes(before: str, after: str) -> list[str]:
    lines = difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return [line.rstrip("\n") for line in lines if line[0] in "+-"]


def updated(before: str, found: Draft) -> list[str]:
    """What an update changes, having checked that a second one changes nothing."""
    after = update_manifest(before, found)
    parsed(after)
    assert update_manifest(after, found) == after
    return changes(before, after)


CLI = (
    site("src/cli.py", "call", "login", 2),
    site("src/cli.py", "import"),
    site("src/cli.py", "definition"),
    site("src/cli.py", "annotation", "logout"),
    site("src/b.py", "dynamic", "load", reason='getattr(module, "…")'),
)
WRITTEN = """
[[symbol]]
legacy = "acme.auth:TokenStore"
replacement = "acme.secure:SecureStore"

[sites]
"src/cli.py" = { import = 1, call = 2, annotation = 1 }  # login (call), logout (annotation)

[[site]]
path = "src/b.py"
scope = "load"
kind = "dynamic"
count = 1
action = "manual"
reason = "getattr(module, \\"…\\")"

# References that may stay for a while:
"""


# --- write ----------------------------------------------------------------------------------------


def test_a_manifest_as_it_is_written() -> None:
    text = write_manifest(draft(*CLI))
    assert text.startswith("# Written by `cutover scan`.")
    assert 'version = 1\n\n[cutover]\nid = "token-store"\n' in text
    assert WRITTEN in text
    assert parsed(text).site[0].action is Action.MANUAL


def test_the_order_of_the_sites_does_not_matter() -> None:
    assert write_manifest(draft(*CLI)) == write_manifest(draft(*reversed(CLI)))


def test_symbols_are_written_whole() -> None:
    call = CallTemplate(arguments='{a}, "x"', drop=("mode",), imports=("json",))
    whole = SymbolTable(
        legacy="a.b:C", replacement="d:E", kind=SymbolKind.MOVE, parameters="a, *, b", call=(call,)
    )
    assert parsed(write_manifest(Draft(symbols=(whole, OTHER)))).symbol == (whole, OTHER)


@pytest.mark.parametrize(
    ("legacy", "slug"),
    [
        ("a:PlainTokenStore", "plain-token-store"),
        ("a:load_token", "load-token"),
        ("a:B.c", "b-c"),
        ("a:_", "cutover"),
    ],
)
def test_the_id_is_made_from_the_legacy_name(legacy: str, slug: str) -> None:
    symbol = SymbolTable(legacy=legacy, replacement="x:Y")
    assert parsed(write_manifest(Draft(symbols=(symbol,)))).cutover.id == slug


def test_the_commented_stubs_are_valid() -> None:
    text = write_manifest(draft())
    head, _, stubs = text.partition("\n# References that")
    lines = stubs.splitlines()[1:]
    live = "\n".join(line.removeprefix("# ") for line in lines if not line.endswith(":"))
    manifest = parsed(f"{head}\n{live}\n")
    assert manifest.allow and manifest.format and manifest.check and manifest.data.paths


def test_four_hundred_sites_in_130_files_stay_readable() -> None:
    sites = [
        site(f"src/acme/package_{i % 130:03}/module.py", kind, f"Service{i}.method_{i}")
        for i, kind in zip(range(400), ("call", "use", "annotation") * 134, strict=False)
    ]
    text = write_manifest(draft(*sites))
    assert len(text.splitlines()) < 170
    assert all(len(line.partition("  # ")[2]) <= 80 for line in text.splitlines())
    assert max(map(len, text.splitlines())) < 180


def test_a_long_comment_is_cut_between_scopes() -> None:
    sites = [site("a.py", "call", f"some_function_{i}") for i in range(9)]
    (line,) = (line for line in write_manifest(draft(*sites)).splitlines() if "a.py" in line)
    assert line.endswith(" (call) …")


def test_a_comment_never_breaks_the_line() -> None:
    text = write_manifest(draft(site("a.py", "call", "a\nb\x7f\u2028")))
    assert '"a.py" = { call = 1 }  # a?b?? (call)\n' in text


def test_symbols_are_named_where_there_are_several() -> None:
    twin = site("a.py", "dynamic", "f", symbol="acme.auth:load_token")
    assert "\nsymbol =" not in write_manifest(draft(twin))
    text = write_manifest(Draft(symbols=(TOKEN_STORE, OTHER), sites=(twin,)))
    assert '\nkind = "dynamic"\nsymbol = "acme.auth:load_token"\ncount = 1\n' in text


def test_kept_sites_need_a_reason_else_a_person_decides() -> None:
    sites = (
        site("a.py", "call", "f", action="keep", reason="reads old data"),
        site("a.py", "call", "g", action="keep"),
    )
    actions = [table.action for table in parsed(write_manifest(draft(*sites))).site]
    assert actions == [Action.KEEP, Action.MANUAL]


@pytest.mark.parametrize("path", ["a\\b.py", "/a.py", "a\nb.py", "a\udcff.py", ""])
def test_a_path_that_no_manifest_can_name_is_an_error(path: str) -> None:
    with pytest.raises(ManifestError, match="cannot be named in a manifest"):
        write_manifest(draft(site(path, "call")))


# --- update: one thing at a time ------------------------------------------------------------------

LISTED = (
    HEAD
    + """\
[sites]
# the command line
"src/cli.py" = { import = 1, 'call'=0x2 } # ask Ann
"src/db.py"={call=1}

# the person's part
[[site]]
path = 'src/cli.py' # here
scope = "legacy"
action = "keep"
reason = "reads old data"

[[allow]]
paths = ["docs/*"]
owner = "me"
reason = "r"
expires = 2027-01-01
"""
)
KEPT = (
    site("src/cli.py", "import"),
    site("src/cli.py", "call", "login", 2),
    site("src/cli.py", "call", "legacy"),
    site("src/db.py", "call", "f"),
)


def test_what_is_right_is_left_alone() -> None:
    assert updated(LISTED, draft(*KEPT)) == []


def test_a_count_is_corrected_in_place() -> None:
    assert updated(LISTED, draft(*KEPT, site("src/cli.py", "call", "logout"))) == [
        "- \"src/cli.py\" = { import = 1, 'call'=0x2 } # ask Ann",
        "+ \"src/cli.py\" = { import = 1, 'call'=3 } # ask Ann",
    ]


def test_a_kind_takes_its_place_and_the_others_keep_their_spelling() -> None:
    assert updated(LISTED, draft(*KEPT, site("src/cli.py", "export"))) == [
        "- \"src/cli.py\" = { import = 1, 'call'=0x2 } # ask Ann",
        "+ \"src/cli.py\" = { import = 1, export = 1, 'call'=0x2 } # ask Ann",
    ]


def test_a_kind_that_is_gone_goes() -> None:
    assert updated(LISTED, draft(*KEPT[1:])) == [
        "- \"src/cli.py\" = { import = 1, 'call'=0x2 } # ask Ann",
        "+ \"src/cli.py\" = { 'call'=0x2 } # ask Ann",
    ]


def test_a_file_that_is_gone_goes() -> None:
    assert updated(LISTED, draft(*KEPT[:3])) == ['- "src/db.py"={call=1}']


def test_a_new_file_is_sorted_in() -> None:
    new = (site(path, "use", "f") for path in ("src/d.py", "a.py", "z.py"))
    after = update_manifest(LISTED, draft(*KEPT, *new))
    assert list(parsed(after).sites) == ["a.py", "src/cli.py", "src/d.py", "src/db.py", "z.py"]
    assert changes(LISTED, after) == [
        '+ "a.py" = { use = 1 }  # f (use)',
        '+ "src/d.py" = { use = 1 }  # f (use)',
        '+ "z.py" = { use = 1 }  # f (use)',
    ]


def test_a_site_table_whose_references_are_gone_goes() -> None:
    assert updated(LISTED, draft(KEPT[0], KEPT[1], KEPT[3])) == [
        "- [[site]]",
        "- path = 'src/cli.py' # here",
        '- scope = "legacy"',
        '- action = "keep"',
        '- reason = "reads old data"',
    ]


def test_a_site_table_claims_all_it_matches_and_keeps_its_decision() -> None:
    assert updated(LISTED, draft(*KEPT, site("src/cli.py", "dynamic", "legacy"))) == ["+ count = 2"]


def test_a_new_site_for_a_person_goes_behind_the_others() -> None:
    assert updated(LISTED, draft(*KEPT, site("src/db.py", "unparsed", reason="a: b"))) == [
        "+ [[site]]",
        '+ path = "src/db.py"',
        '+ scope = ""',
        '+ kind = "unparsed"',
        "+ count = 1",
        '+ action = "manual"',
        '+ reason = "a: b"',
        "+ ",
    ]


def test_the_most_specific_site_table_claims_first() -> None:
    text = HEAD + '[[site]]\npath = "a.py"\n[[site]]\npath = "a.py"\nscope = "f"\ncount = 9\n'
    found = draft(site("a.py", "call", "f", 2), site("a.py", "call", "g", 3))
    tables = parsed(update_manifest(text, found)).site
    assert [(table.scope, table.count) for table in tables] == [(None, 3), ("f", 2)]


def test_a_manifest_without_sites_gets_them() -> None:
    after = update_manifest(HEAD, draft(*CLI))
    assert after.startswith(HEAD + '\n[sites]\n"src/cli.py" = {')
    assert parsed(after).site[0].path == "src/b.py"


def test_files_written_as_tables_or_dotted_keys_stay_so() -> None:
    text = HEAD + (
        '[sites]\n"a.py".call = 1 # x\n"a.py".use = 1\n"e.py".use = 2\n'
        '[sites."c.py"]\ncall = 1\nuse = 1\n\n[sites."d.py"]\ncall = 1\n'
    )
    found = draft(
        *(site("a.py", kind, "f", 2) for kind in ("call", "string")),
        *(site("c.py", kind, "f", 3) for kind in ("call", "string")),
        site("b.py", "call", "f"),
    )
    after = update_manifest(text, found)
    assert update_manifest(after, found) == after
    assert after == HEAD + (
        '[sites]\n"a.py".call = 2 # x\n"a.py".string = 2\n"b.py" = { call = 1 }  # f (call)\n'
        '[sites."c.py"]\ncall = 3\nstring = 3\n'
    )


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ('sites = { "a.py" = { call = 1 } }\n', "[sites]"),
        ('sites."a.py" = { call = 1 }\n', "[sites]"),
        ('site = [{ path = "a.py" }]\n', "[[site]]"),
    ],
)
def test_other_ways_to_write_sites_are_refused_with_the_line(text: str, header: str) -> None:
    with pytest.raises(ManifestError) as caught:
        update_manifest(f"# x\n{text}{HEAD}", draft(), "c.toml")
    assert caught.value.problems == (f"c.toml:2: write {header} tables, to be updated by scan",)


def test_a_broken_manifest_is_refused_with_its_lines() -> None:
    with pytest.raises(ManifestError, match=r"^c\.toml:1: version"):
        update_manifest(HEAD.replace("1", "true", 1), draft(), "c.toml")


def test_a_text_without_a_final_newline() -> None:
    after = update_manifest(
        HEAD + '[sites]\n"a.py" = { call = 1 }', draft(*CLI, site("a.py", "use"))
    )
    assert set(parsed(after).sites) == {"a.py", "src/cli.py"}
    assert '\n"a.py" = { use = 1 }\n"src/cli.py" = {' in after


# --- site_line ------------------------------------------------------------------------------------


def test_the_line_to_add_for_a_reference() -> None:
    line = site_line(site("src/größe.py", "call", "f"))
    assert line == '"src/größe.py" = { call = 1 }'
    merged = site_line(site("a.py", "call", "f"), {"annotation": 1, "call": 2})
    assert merged == '"a.py" = { call = 3, annotation = 1 }'


def test_the_lines_to_add_for_a_reference_that_needs_a_person() -> None:
    text = site_line(site("a.py", "dynamic", "f", 2, reason="by name"))
    assert text.splitlines()[0] == "[[site]]"
    (table,) = parsed(HEAD + text).site
    assert (table.scope, table.kind, table.count, table.reason) == ("f", "dynamic", 2, "by name")


# --- laws -----------------------------------------------------------------------------------------

SYMBOLS = ("", "acme.auth:TokenStore", "acme.auth:load_token")
SITES = st.builds(
    DraftSite,
    path=st.sampled_from(["a.py", "src/b.py", "src/b-c.py", "docs/ü ö.md", 'we"ird.py']),
    kind=st.sampled_from(Kind),
    scope=st.sampled_from(["", "f", "C.m"]),
    count=st.integers(1, 3),
    action=st.sampled_from(Action),
    reason=st.sampled_from(["", "because", 'a "b"\n\x7fc']),
    symbol=st.sampled_from(SYMBOLS),
)
DRAFTS = st.builds(
    Draft,
    symbols=st.sampled_from([(TOKEN_STORE,), (TOKEN_STORE, OTHER)]),
    sites=st.lists(SITES, max_size=12).map(tuple),
)
NOTES = st.sampled_from(["", "# note", "  # note", "\t"])


@st.composite
def human(pick: st.DrawFn) -> str:
    """A manifest that was written for another draft, and then edited by a person."""
    lines = write_manifest(pick(DRAFTS)).splitlines()
    edited: list[str] = []
    for line in lines:
        if line.startswith(("scope =", "kind =", "symbol =")) and pick(st.booleans()):
            continue
        if line == 'action = "manual"' and pick(st.booleans()):
            line = 'action = "rewrite"\ntext = """\n[[site]] {"""'
        if line.startswith('"') and pick(st.booleans()):
            key, counts = line.partition("  # ")[0].split(" = ", 1)
            pairs = counts.strip("{ }").split(", ")
            line = "\n".join(f"{key}.{pair}" for pair in pairs)
        edited += [line, *filter(None, [pick(NOTES)])]
    return "\n".join(edited) + pick(st.sampled_from(["", "\n"]))


def distinct(text: str) -> bool:
    """Whether dropping selectors left no two tables alike, and no other problem."""
    try:
        parsed(text)
    except ManifestError as error:
        assert all("declared twice" in problem for problem in error.problems), error
        return False
    return True


def total(manifest: Manifest) -> Counter[str]:
    counts: Counter[str] = Counter()
    for path, kinds in manifest.sites.items():
        counts[path] += sum(kinds.values())
    for table in manifest.site:
        counts[table.path] += table.count
    return counts


def expected(found: Draft) -> Counter[str]:
    counts: Counter[str] = Counter()
    for one in found.sites:
        counts[one.path] += one.count * (one.kind is not Kind.DEFINITION)
    return +counts


@given(DRAFTS)
def test_what_is_written_is_up_to_date(found: Draft) -> None:
    text = write_manifest(found)
    assert total(parsed(text)) == expected(found)
    assert update_manifest(text, found) == text


@given(
    human().filter(distinct),
    DRAFTS,
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\ufeff"]),
)
def test_laws_of_update(text: str, found: Draft, newline: str, mark: str) -> None:
    text = mark + text.replace("\n", newline)
    after = update_manifest(text, found)
    assert update_manifest(after, found) == after
    assert after.startswith(mark + "# Written")
    assert after.count("\n") == after.count(newline)
    before, now = parsed(text), parsed(after)
    assert total(now) == expected(found)
    assert (now.cutover, now.symbol) == (before.cutover, before.symbol)
    decisions = {
        (s.path, s.scope, s.kind, s.symbol): (s.action, s.text, s.reason) for s in now.site
    }
    for old in before.site:
        key = (old.path, old.scope, old.kind, old.symbol)
        assert decisions.get(key) in (None, (old.action, old.text, old.reason))


@given(human().filter(distinct), DRAFTS)
def test_only_sites_change(text: str, found: Draft) -> None:
    gone = [line[2:] for line in changes(text, update_manifest(text, found)) if line[0] == "-"]
    keys = ("path", "scope", "kind", "symbol", "count", "action", "reason", "text", "[[site]] {")
    for line in gone:
        comment = not line.strip() or line.strip().startswith("# note")  # inside a removed table
        assert comment or line.startswith((*keys, "[[site]]", '"')), line


def test_updating_needs_no_toml_library() -> None:
    code = "import sys, cutover.manifest_writer; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert "tomlkit" not in loaded
