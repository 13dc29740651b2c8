"""What every language must do: the same neutral cases, run through each adapter."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutover.errors import StalePlanError
from cutover.gates import refuse_newcomers
from cutover.language_table import LANGUAGES, language_of, language_of_symbol
from cutover.languages.base import Layout, SearchPath
from cutover.languages.language import Editor, Language
from cutover.languages.registry import open_language
from cutover.languages.words import whole_words
from cutover.manifest import Manifest
from cutover.manifest_toml import parse_manifest
from cutover.model import Kind, MemoryTree, Plan, Reference, Verdict
from cutover.planner import Planning, make_plan, survey
from cutover.project import Project
from cutover.sites import sites_of
from tests.cutover.dialects import DIALECTS, Dialect

TODAY = date(2026, 1, 1)
SURE = {Verdict.EDIT, Verdict.STRING}


@pytest.fixture(params=DIALECTS, ids=lambda dialect: dialect.name)
def speak(request: pytest.FixtureRequest) -> Dialect:
    dialect = request.param
    assert isinstance(dialect, Dialect)
    return dialect


def references(files: dict[str, bytes], manifest: str) -> list[Reference]:
    seen = survey(MemoryTree(files), parse_manifest(manifest.encode(), "m.toml"), TODAY)
    return list(seen.found.references())


def planned(files: dict[str, bytes], manifest: str) -> Planning:
    full = listed(files, manifest)
    return make_plan(MemoryTree(files), full, manifest_sha256="0" * 64, today=TODAY)


def listed(files: dict[str, bytes], manifest: str) -> Manifest:
    """The manifest with the sites that a scan would write."""
    declared = parse_manifest(manifest.encode(), "m.toml")
    tree = MemoryTree(files)
    counts: dict[str, dict[str, int]] = {}
    seen = survey(tree, declared, TODAY)
    for x in sites_of(seen.found):
        if (x.reference.path, x.reference.start) in seen.declared.decisions:
            continue
        kinds = counts.setdefault(x.reference.path, {})
        kinds[x.reference.kind.value] = kinds.get(x.reference.kind.value, 0) + 1
    return msgspec.structs.replace(declared, sites=counts)


def after(files: dict[str, bytes], planning: Planning) -> dict[str, bytes]:
    left = {**files, **planning.after}
    return {path: data for path, data in left.items() if data is not None}


def kinds(found: list[Reference], path: str) -> list[tuple[Kind, Verdict]]:
    return [(r.kind, r.verdict) for r in found if r.path == path]


# --- finding --------------------------------------------------------------------------------------


def test_an_import_and_a_call_are_found_and_proven(speak: Dialect) -> None:
    use = speak.imported.format(name="Old", module="old") + speak.called.format(name="Old")
    found = references(speak.program(use=use), speak.manifest())
    path = speak.path("use")
    assert kinds(found, path) == [(Kind.IMPORT, Verdict.EDIT), (Kind.CALL, Verdict.EDIT)]
    call = next(r for r in found if r.kind is Kind.CALL)
    assert call.scope == "make"
    assert call.chain[0].startswith(f"{path}:1:")
    assert call.chain[-1].startswith(speak.path("old"))


def test_every_hit_is_where_it_says(speak: Dialect) -> None:
    use = speak.imported.format(name="Old", module="old") + speak.called.format(name="Old")
    files = speak.program(use=use, other=speak.commented.format(text="Old Oldest _Old Old"))
    found = references(files, speak.manifest())
    assert len(found) == 5
    for r in found:
        data = files[r.path]
        assert data[r.start : r.end] == r.text.encode() == b"Old"
        assert r.line == data.count(b"\n", 0, r.start) + 1


def test_the_definition_is_one(speak: Dialect) -> None:
    found = references(speak.program(), speak.manifest())
    assert kinds(found, speak.path("old")) == [(Kind.DEFINITION, Verdict.EDIT)]


def test_a_chain_of_re_exports_leads_home(speak: Dialect) -> None:
    files = speak.program(
        a=speak.reexported.format(name="Old", module="old"),
        b=speak.reexported.format(name="Old", module="a"),
        use=speak.imported.format(name="Old", module="b") + speak.used_in.format(name="Old"),
    )
    found = references(files, speak.manifest())
    assert {verdict for _, verdict in kinds(found, speak.path("use"))} == {Verdict.EDIT}
    assert kinds(found, speak.path("b"))[0][1] in SURE
    last = next(r for r in found if r.path == speak.path("use"))
    assert len(last.chain) >= 4


def test_an_alias_is_followed(speak: Dialect) -> None:
    alias = speak.aliased.format(name="Old", module="old", alias="Other")
    found = references(
        speak.program(use=alias + speak.called.format(name="Other")), speak.manifest()
    )
    assert kinds(found, speak.path("use")) == [
        (Kind.IMPORT, Verdict.EDIT),
        (Kind.CALL, Verdict.ALIAS),
    ]


def test_the_same_name_of_another_module_is_left_alone(speak: Dialect) -> None:
    use = speak.imported.format(name="Old", module="twin") + speak.called.format(name="Old")
    files = speak.program(twin=speak.defined.format(name="Old"), use=use)
    found = references(files, speak.manifest())
    assert {v for _, v in kinds(found, speak.path("use"))} == {Verdict.OTHER}
    assert {v for _, v in kinds(found, speak.path("twin"))} == {Verdict.OTHER}


def test_a_parameter_of_the_name_is_left_alone(speak: Dialect) -> None:
    use = speak.imported.format(name="Old", module="old") + speak.shadowed.format(name="Old")
    found = references(speak.program(use=use), speak.manifest())
    verdicts = [verdict for _, verdict in kinds(found, speak.path("use"))]
    assert verdicts == [Verdict.EDIT, Verdict.OTHER, Verdict.OTHER]


def test_a_comment_is_no_code(speak: Dialect) -> None:
    use = speak.imported.format(name="Old", module="old") + speak.commented.format(
        text="`Old` is old"
    )
    found = references(speak.program(use=use), speak.manifest())
    assert kinds(found, speak.path("use"))[1] == (Kind.MENTION, Verdict.MENTION)


def test_broken_code_is_said_to_be_so_and_spoils_no_other_file(speak: Dialect) -> None:
    good = speak.imported.format(name="Old", module="old") + speak.called.format(name="Old")
    bad = speak.imported.format(name="Old", module="old") + speak.broken.format(name="Old")
    found = references(speak.program(good=good, bad=bad), speak.manifest())
    assert [v for _, v in kinds(found, speak.path("good"))] == [Verdict.EDIT, Verdict.EDIT]
    assert Verdict.UNPARSED in {v for _, v in kinds(found, speak.path("bad"))}


# --- rewriting ------------------------------------------------------------------------------------


def whole(speak: Dialect) -> dict[str, bytes]:
    return speak.program(
        old=speak.helped,
        barrel=speak.reexported.format(name="Old", module="old"),
        use=speak.imported.format(name="Old", module="old")
        + speak.called.format(name="Old")
        + speak.used_in.format(name="Old"),
        far=speak.imported.format(name="Old", module="barrel") + speak.called.format(name="Old"),
        alias=speak.aliased.format(name="Old", module="old", alias="It")
        + speak.called.format(name="It"),
    )


def test_a_replaced_class_is_gone_and_planning_again_finds_nothing(speak: Dialect) -> None:
    planning = planned(whole(speak), speak.manifest())
    assert not planning.plan.blocked, planning.plan.blockers
    result = after(whole(speak), planning)
    assert not any(re.search(rb"\bOld\b", data) for data in result.values())
    again = planned(result, speak.manifest())
    assert again.plan.changes == () and not again.plan.blocked


def test_what_only_the_class_used_goes_with_it_and_why_is_said(speak: Dialect) -> None:
    planning = planned(whole(speak), speak.manifest())
    gone = {(d.what, d.name) for d in planning.plan.deletions}
    assert {what for what, _ in gone} == {"class", "helper", "import"}
    assert all(d.because for d in planning.plan.deletions)
    left = after(whole(speak), planning)[speak.path("old")]
    assert b"kept" in left
    assert b"LIMIT" not in left and b"help" not in left


def test_what_is_done_is_no_slip_of_the_pen(speak: Dialect) -> None:
    use = speak.imported.format(name="Old", module="old") + speak.called.format(name="Old")
    twin = speak.imported.format(name="Old", module="olds") + speak.called.format(name="Old")
    files = speak.program(use=use, olds=speak.defined.format(name="Old"), twin=twin)
    manifest = listed(files, speak.manifest())
    result = after(files, planned(files, speak.manifest()))
    assert speak.path("old") not in result
    again = make_plan(MemoryTree(result), manifest, manifest_sha256="0" * 64, today=TODAY)
    assert again.plan.complete


def test_a_module_that_is_left_empty_goes(speak: Dialect) -> None:
    use = speak.imported.format(name="Old", module="old") + speak.called.format(name="Old")
    planning = planned(speak.program(use=use), speak.manifest())
    assert planning.after[speak.path("old")] is None


def test_a_rename_there_and_back_gives_the_same_bytes(speak: Dialect) -> None:
    files = whole(speak)
    there = after(files, planned(files, speak.manifest("rename", "Young", "old")))
    assert not any(re.search(rb"\bOld\b", data) for data in there.values())
    back = (
        'version = 1\n[cutover]\nid = "back"\n[[symbol]]\n'
        f'legacy = "{speak.symbol("old", "Young")}"\n'
        f'replacement = "{speak.symbol("old", "Old")}"\nkind = "rename"\n'
    )
    assert after(there, planned(there, back)) == files


def test_a_moved_class_is_imported_from_its_new_home(speak: Dialect) -> None:
    files = whole(speak)
    result = after(files, planned(files, speak.manifest("move", "Old", "home")))
    assert b"class Old" in result[speak.path("home")]
    assert b"class Old" not in result[speak.path("old")]
    found = references(result, speak.manifest("move", "Old", "home"))
    assert [r for r in found if r.verdict in SURE] == []


def test_a_use_that_is_kept_without_its_import_blocks_the_plan(speak: Dialect) -> None:
    files = whole(speak)
    keep = (
        f'[[site]]\npath = "{speak.path("use")}"\nscope = "make"\naction = "keep"\nreason = "x"\n'
    )
    planning = planned(files, speak.manifest() + keep)
    assert planning.plan.blocked
    assert any("Old is not bound in the result" in warning for warning in planning.plan.blockers)


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("head", [b"", b"\xef\xbb\xbf"])
def test_bytes_outside_the_edits_stay(speak: Dialect, newline: bytes, head: bytes) -> None:
    odd = speak.commented.format(text="caf").encode().rstrip() + b"\xe9\t  \n"
    files = whole(speak)
    path = speak.path("use")
    files[path] = head + files[path].replace(b"\n", newline) + odd.replace(b"\n", newline)
    planning = planned(files, speak.manifest())
    assert not planning.plan.blocked
    result = planning.after[path]
    assert result is not None
    expected = files[path].replace(b"Old", b"New")
    for old, new in ((b"app.old", b"app.new"), (b"'./old.js'", b"'./new.js'")):
        expected = expected.replace(old, new)
    assert result == expected


def test_every_edit_names_what_it_replaces(speak: Dialect) -> None:
    files = whole(speak)
    plan: Plan = planned(files, speak.manifest()).plan
    for change in plan.changes:
        for edit in change.edits:
            held = files[change.path][edit.start : edit.end]
            assert held.decode(change.encoding) == edit.before


def test_a_file_that_comes_after_the_plan_is_refused(speak: Dialect) -> None:
    files = whole(speak)
    manifest = parse_manifest(speak.manifest().encode(), "m.toml")
    plan = planned(files, speak.manifest()).plan
    refuse_newcomers(MemoryTree(files), plan, manifest)
    files[speak.path("late")] = speak.imported.format(name="Old", module="old").encode()
    with pytest.raises(StalePlanError, match="late"):
        refuse_newcomers(MemoryTree(files), plan, manifest)


# --- the adapter itself ---------------------------------------------------------------------------


def language(speak: Dialect) -> Language:
    return open_language(speak.name)


def layout(speak: Dialect, files: dict[str, bytes]) -> Layout:
    return language(speak).layout(MemoryTree(files), SearchPath())


def test_the_layout_knows_every_file_both_ways(speak: Dialect) -> None:
    files = whole(speak)
    known = layout(speak, files)
    for path in files:
        key = known.key(path)
        assert path in known.files(key)
        assert known.exists(key)
        assert known.find(known.name(key), "") == key
        assert known.owns(known.name(key))
        assert known.name(key) in known.names()


def test_an_import_holds_a_stem_of_its_module(speak: Dialect) -> None:
    files = whole(speak)
    known = layout(speak, files)
    stems = known.stems(known.key(speak.path("old")))
    assert stems and all(stems)
    assert any(stem.encode() in files[speak.path("use")] for stem in stems)
    found = [
        known.find(term.spec, speak.path("use"))
        for stem in stems
        for term, _ in language(speak).imports(speak.path("use"), files[speak.path("use")], stem)
    ]
    assert known.key(speak.path("old")) in found


def test_the_words_and_files_of_a_language_are_known(speak: Dialect) -> None:
    known = language(speak)
    assert language_of(speak.path("x")) == language_of_symbol(speak.symbol("x", "X")) == known.name
    assert known.reads(speak.path("x"), b"")
    assert known.is_reserved(speak.keyword) and not known.is_reserved("Old")
    path = speak.path("x")
    assert known.is_empty(path, speak.empty.encode())
    assert known.is_empty(path, b"")
    assert not known.is_empty(path, speak.defined.format(name="Old").encode())
    assert known.is_broken(path, speak.broken.format(name="Old").encode())
    assert not known.is_broken(path, speak.helped.encode())


def test_what_a_file_says_does_not_depend_on_its_folder(speak: Dialect) -> None:
    use = speak.imported.format(name="Old", module="old") + speak.called.format(name="Old")
    language = open_language(speak.name)
    path, data = speak.path("use"), use.encode()
    assert language.facts(path, data, ["Old"]).hits
    assert language.facts(f"a/b/{path}", data, ["Old"]) == language.facts(path, data, ["Old"])
    assert language.facts(f"a/b/{path}", data, []) == language.facts(path, data, [])


def test_files_alike_are_read_once_and_mean_what_their_folder_says(speak: Dialect) -> None:
    use = speak.imported.format(name="Old", module="old") + speak.used_in.format(name="Old")
    files = speak.program(use=use)
    manifest = speak.manifest()
    alone = references(files, manifest)
    held = {f"copy/{path}": data for path, data in files.items()}
    found = references({**files, **held}, manifest)
    assert [r for r in found if r.path in files] == alone
    there = [r for r in found if r.path in held]
    assert [(r.path, r.start, r.kind) for r in there] == [
        (f"copy/{r.path}", r.start, r.kind) for r in alone
    ]
    own = {r.verdict for r in there if r.path == f"copy/{speak.path('use')}"}
    assert own == {Verdict.OTHER}


def test_definitions_have_a_kind_and_a_place(speak: Dialect) -> None:
    known, path, data = language(speak), speak.path("old"), speak.helped.encode()
    assert known.kind(path, data, "Old") == "class"
    assert known.kind(path, data, "kept") == "function"
    ((start, end),) = known.spans(path, data, "Old")
    assert b"class Old" in data[start:end] and b"kept" not in data[start:end]
    assert known.spans(path, data, "Missing") == ()


@given(
    data=st.one_of(
        st.binary(max_size=200),
        st.lists(
            st.sampled_from(
                ["Old", " ", "\n", "(", ")", "{", "}", "import", "from", "class", "'", '"', "=", ",",
                 ".", "export", "new", "def", "`", "<", ">", ":", "as", "*", "/*", "//", "#", "é"]
            ),
            max_size=40,
        ).map(lambda parts: "".join(parts).encode()),
    )
)  # fmt: skip
@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_no_bytes_are_too_odd_to_read(dialect: Dialect, data: bytes) -> None:
    data += b"\nOld\n"
    project = Project(MemoryTree({dialect.path("odd"): data}))
    hits = project.facts(dialect.path("odd"), ["Old"]).hits
    assert [hit.start for hit in hits] == list(whole_words(data, b"Old"))


def test_every_language_is_under_this_contract() -> None:
    assert [dialect.name for dialect in DIALECTS] == [entry.name for entry in LANGUAGES]


def test_the_chapter_tells_every_function_of_the_interface() -> None:
    folder = Path(__file__).parents[2] / "cutover" / "languages"
    text = (folder / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?`) \|", text, re.MULTILINE)
    told = {word for row in rows for word in re.findall(r"\w+", row)}
    asked = {
        name
        for protocol in (Language, Layout, Editor)
        for name, member in vars(protocol).items()
        if callable(member) or isinstance(member, property)
        if not name.startswith("_")
    }
    assert told >= asked
