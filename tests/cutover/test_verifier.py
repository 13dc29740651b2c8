"""What is left is found and told with its remedy; what is gone, allowed or waived is not."""

from __future__ import annotations

from datetime import date

import pytest

from cutover.errors import ExitCode
from cutover.manifest_toml import parse_manifest
from cutover.model import Finding, MemoryTree, Unanalysed
from cutover.planner import survey
from cutover.verifier import VerifyReport, doubtful, exit_code, verify

TODAY = date(2026, 6, 1)
HEAD = """\
version = 1
[cutover]
id = "x"
[[symbol]]
legacy = "app.old:OldStore"
replacement = "app.new:NewStore"
"""
GONE = {
    "app/__init__.py": "",
    "app/new.py": "class NewStore: ...\n",
    "app/use.py": "from app.new import NewStore\n",
}
ALLOW = (
    '[[allow]]\npaths = ["{}"]\nkinds = ["mention"]\nowner = "me"\nreason = "why"\nexpires = {}\n'
)
WAIVER = '[[site]]\npath = "{}"\nkind = "{}"\naction = "keep"\nreason = "why"\n'


def verified(files: dict[str, str], manifest: str = "", *, strict: bool = False) -> VerifyReport:
    declared = parse_manifest((HEAD + manifest).encode(), "cutover.toml")
    tree = MemoryTree({path: text.encode() for path, text in {**GONE, **files}.items()})
    seen = survey(tree, declared, TODAY)
    return verify(seen.project, declared, seen.targets, seen.found, seen.declared, strict=strict)


def places(report: VerifyReport) -> list[tuple[str, str, int]]:
    return [(f.rule, f.path, f.line) for f in report.findings]


def test_a_tree_without_the_name_is_clean() -> None:
    report = verified({})
    assert report.findings == ()
    assert (report.looked.files, report.looked.analysed, report.looked.hits) == (3, 0, 0)
    assert exit_code(report.findings) is ExitCode.CLEAN


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/other.py", "class OldStore: ...\nOldStore()\n"),
        ("app/other.py", "def f(OldStore):\n    return OldStore\n"),
        ("app/other.py", "import elsewhere\n\nelsewhere.OldStore()\n"),
        ("app/other.py", "from elsewhere.app.old import OldStore\n"),
        ("app/other.py", "def f[OldStore](x: OldStore): ...\n"),
        ("app/other.py", "def f():\n    return OldStore()\n"),
        ("config.yaml", "store: app.other.OldStore\n"),
        ("notes.md", "```js\nmodule.exports = { OldStore: { b: 1 }, other() {} };\n```\n"),
        ("notes.md", "MyOldStore, OldStores and old_store\n"),
        ("data.txt", "~/.acme/oauth2 and ~/.acme/oauthlib\n"),
        ("app/old.py", "from app.new import NewStore\n"),
    ],
)
def test_what_only_looks_alike_is_no_finding(path: str, text: str) -> None:
    assert places(verified({path: text}, '[data]\npaths = ["~/.acme/oauth/*.json"]\n')) == []


@pytest.mark.parametrize(
    ("path", "text", "rule", "line"),
    [
        ("app/old.py", "x = 1\n\n\nclass OldStore: ...\n", "legacy-definition", 4),
        ("app/old.py", "# moved away\n", "legacy-file", 1),
        ("app/late.py", "from app.old import OldStore\n", "legacy-reference", 1),
        ("app/late.py", "\nimport app.old as o\n\nx = o.OldStore\n", "legacy-reference", 4),
        ("app/late.py", "\nimport app.old\n\nx = app.old.OldStore\n", "legacy-reference", 4),
        ("app/late.py", "from .old import OldStore\n", "legacy-reference", 1),
        ("app/late.py", "from . import old\n\nold.OldStore()\n", "legacy-reference", 3),
        ("app/late.py", "from app import OldStore\n", "dangling-name", 1),
        ("app/late.py", "from app.old import *\n\nOldStore()\n", "legacy-reference", 3),
        ("app/late.py", "from mock import patch\npatch('app.old.OldStore')\n", "legacy-string", 2),
        ("app/__init__.py", "__all__ = ['OldStore']\n", "legacy-export", 1),
        ("setup.cfg", "[a]\nb = app.old:OldStore\n", "legacy-string", 2),
        ("README.md", "The\n`OldStore` keeps.\n", "legacy-mention", 2),
        ("app/late.py", "def f(m):\n    return getattr(m, 'OldStore')\n", "undecided", 2),
        ("app/late.py", "\nP = '~/.acme/oauth/a.json'\n", "data-path", 2),
        ("app/late.py", "\nP = '/home/me/.acme/oauth'\n", "data-path", 2),
    ],
)
def test_what_is_left_is_found(path: str, text: str, rule: str, line: int) -> None:
    report = verified({path: text}, '[data]\npaths = ["~/.acme/oauth/*.json"]\n')
    assert places(report) == [(rule, path, line)]
    assert report.findings[0].remedy
    blocked = rule == "undecided"
    assert exit_code(report.findings) is (ExitCode.BLOCKED if blocked else ExitCode.FINDINGS)


def test_an_allowance_serves_mentions_and_data_paths_and_is_used_by_either() -> None:
    data = '[data]\npaths = ["~/.acme/oauth"]\n'
    allow = ALLOW.format("docs/**", "2027-01-01")
    for text in ("`OldStore`\n", "~/.acme/oauth\n"):
        assert places(verified({"docs/a.md": text}, data + allow)) == []
    assert places(verified({}, allow)) == [("unused-allowance", "docs/**", 1)]


def test_an_allowance_ends() -> None:
    report = verified({"docs/a.md": "`OldStore`\n"}, ALLOW.format("docs/**", "2026-05-31"))
    assert places(report) == [("expired-allowance", "docs/**", 1)]
    assert exit_code(report.findings) is ExitCode.BLOCKED


@pytest.mark.parametrize(
    ("text", "kind", "left"),
    [
        ("def f(m):\n    return getattr(m, 'OldStore')\n", "dynamic", []),
        ("# OldStore did this\n", "mention", []),
        ("from app.old import OldStore\n", "import", ["legacy-reference"]),
    ],
)
def test_only_what_is_no_code_can_be_waived(text: str, kind: str, left: list[str]) -> None:
    report = verified({"app/late.py": text}, WAIVER.format("app/late.py", kind))
    assert [finding.rule for finding in report.findings] == left
    assert report.looked.waived == (0 if left else 1)


def test_a_listed_site_that_vanished_matters_only_while_the_definition_stands() -> None:
    listed = '[sites]\n"app/use.py" = { call = 1 }\n'
    assert places(verified({}, listed)) == []
    standing = {"app/old.py": "class OldStore: ...\n"}
    assert ("vanished-site", "app/use.py", 1) in places(verified(standing, listed))


def test_several_findings_end_in_1_unless_all_of_them_are_questions() -> None:
    def found(rule: str) -> Finding:
        return Finding(rule=rule, level="error", path="a", line=1, message="m")

    questions = [found("undecided"), found("expired-allowance"), found("unanalysed")]
    assert exit_code(questions) is ExitCode.BLOCKED
    assert exit_code([*questions, found("legacy-mention")]) is ExitCode.FINDINGS


def test_doubtful_is_what_nobody_chose_to_leave_out() -> None:
    ledger = [
        Unanalysed("a", "excluded by the manifest: a"),
        Unanalysed("b", "symbolic link to c, which is analysed itself"),
        Unanalysed("cutover.toml", "written by cutover itself: the manifest"),
        Unanalysed("d", "text in UTF-16 or UTF-32"),
    ]
    assert [line.path for line in doubtful(ledger)] == ["d"]


DATA = '[data]\npaths = ["~/.acme/oauth/*.json", "~/.acme_token"]\n'


@pytest.mark.parametrize(
    "line",
    [
        "# see ~/.acme/oauth/x.json",
        'path = home / ".acme" / "oauth"',
        'path = join(home, ".acme", "oauth")',
        "const path = join(homedir(), '.acme', 'oauth', name);",
        "const path = `${home}/.acme/oauth/${name}`;",
        'path = ".acme" + "/oauth"',
        'path = home + "\\.acme\\oauth"',
        'open(home / ".acme_token")',
    ],
)
def test_the_old_files_are_found_however_they_are_spelled(line: str) -> None:
    report = verified({"app/other.py": f"\n{line}\n"}, DATA)
    assert places(report) == [("data-path", "app/other.py", 2)]


@pytest.mark.parametrize(
    "line", ["oauth of .acme", '".acme", 1, "oauth"', "~/.acme/oauth_state", ".acme/oauthlib"]
)
def test_words_that_only_stand_near_each_other_are_no_path(line: str) -> None:
    assert places(verified({"notes.md": line + "\n"}, DATA)) == []


TOKENS = HEAD.replace("OldStore", "MultiTokenStore")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("the Multi TokenStore expects it\n", 1),
        ("# what MultiToken Store expects\n", 1),
        ("\n * what the Multi\n * TokenStore expects\n", 2),
    ],
)
def test_a_name_with_a_gap_is_still_a_mention(text: str, line: int) -> None:
    declared = parse_manifest(TOKENS.encode(), "cutover.toml")
    tree = MemoryTree({path: t.encode() for path, t in {**GONE, "notes.md": text}.items()})
    seen = survey(tree, declared, TODAY)
    report = verify(seen.project, declared, seen.targets, seen.found, seen.declared)
    assert places(report) == [("legacy-mention", "notes.md", line)]


@pytest.mark.parametrize(
    "text",
    [
        "a Multi TokenStore, where TokenStore is another class\n",
        "Multi Token Store\n",
        "multi tokenstore\n",
        "Multi, TokenStore\n",
    ],
)
def test_ordinary_words_are_no_broken_name(text: str) -> None:
    declared = parse_manifest(TOKENS.encode(), "cutover.toml")
    tree = MemoryTree({path: t.encode() for path, t in {**GONE, "notes.md": text}.items()})
    seen = survey(tree, declared, TODAY)
    assert verify(seen.project, declared, seen.targets, seen.found, seen.declared).findings == ()


def test_what_may_stay_is_told_apart() -> None:
    allow = ALLOW.format("docs/**", "2027-01-01")
    report = verified({"docs/a.md": "rm ~/.acme/oauth/x.json\n"}, DATA + allow)
    assert report.findings == ()
    assert [(f.rule, f.path, f.line) for f in report.allowed] == [("data-path", "docs/a.md", 1)]
