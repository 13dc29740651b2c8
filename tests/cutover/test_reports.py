"""Whole reports, as people and programs get them."""

from __future__ import annotations

import json

from cutover.errors import ExitCode
from cutover.history import RunReport
from cutover.journal import State
from cutover.model import (
    Action,
    Deletion,
    Edit,
    FileChange,
    Finding,
    Kind,
    Plan,
    Reference,
    SitePlan,
    Summary,
    Unanalysed,
    Verdict,
)
from cutover.reports.base import Report
from cutover.reports.json import JsonReport
from cutover.reports.text import TextReport, count
from cutover.verifier import Looked, VerifyReport

SITE = SitePlan(
    "a.py", 3, 5, Kind.DYNAMIC, Action.MANUAL, "m:Old", "unknown-object", "f", "it is not known"
)
PLAN = Plan(
    tool_version="0.1.0",
    id="1" * 64,
    manifest_sha256="2" * 64,
    complete=False,
    blocked=True,
    summary=Summary(rewrite=1, files=1, delete=1, imports=1, manual=1),
    changes=(
        FileChange("a.py", "modify", "utf-8", "3" * 64, "4" * 64, (Edit(0, 4, "Old\n", "New\n"),)),
    ),
    sites=(SITE,),
    deletions=(Deletion("m.py", 1, "class", "Old", "every site now uses n:New"),),
    warnings=("m.py stays",),
    ledger=(Unanalysed("x.bin", "binary"), Unanalysed("y", "excluded by the manifest: y")),
)
TEXTS = {"a.py": (b"Old\nrest\n", b"New\nrest\n")}
TEXT = """\
diff --git a/a.py b/a.py
--- a/a.py
+++ b/a.py
@@ -1,2 +1,2 @@
-Old
+New
 rest

a.py:3:5 dynamic in f needs a person: it is not known
  help: [[site]] path = "a.py", scope = "f", kind = "dynamic", text = "…" \
(or action = "keep", reason = "…")

m.py:1: delete class Old: every site now uses n:New

warning: m.py stays

x.bin: not analysed: binary
1 file left out on purpose (-v names them).

Plan: 1 site to rewrite in 1 file, 1 class to delete, 1 import to drop, 1 manual. Blocked.
"""
FOUND = VerifyReport(
    symbols=("m:Old",),
    findings=(
        Finding(
            rule="legacy-mention",
            level="error",
            path="a.md",
            line=2,
            column=7,
            message="m:Old is still mentioned",
            remedy="reword it",
        ),
    ),
    looked=Looked(9, 2, 3, 1),
    ledger=(),
)
RUN = RunReport(run="R", plan="P", direction="apply", state=State.COMMITTED, files=("a.py", "b.py"))


def test_a_plan_as_text() -> None:
    assert TextReport().plan(PLAN, TEXTS) == TEXT


def test_a_plan_in_colour_is_the_same_text() -> None:
    import re

    coloured = TextReport(colour=True).plan(PLAN, TEXTS)
    assert "\x1b[31m-Old\x1b[0m\n\x1b[32m+New\x1b[0m\n" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == TEXT


def test_verbose_names_every_site_and_file() -> None:
    said = TextReport(verbose=True).plan(PLAN, TEXTS)
    assert "y: not analysed: excluded by the manifest: y\n" in said
    assert "left out on purpose" not in said


def test_a_plan_whose_tree_moved_shows_its_edits() -> None:
    said = TextReport().plan(PLAN, {})
    assert said.startswith("a.py: changed since this plan was made; it says:\n-Old\n+New\n")


def test_a_finding_with_its_remedy_and_what_was_looked_at() -> None:
    assert TextReport().verify(FOUND, ExitCode.FINDINGS) == (
        "a.md:2:7 legacy-mention m:Old is still mentioned\n"
        "  help: reword it\n"
        "Looked at 9 files: 2 with a name in it, 3 hits, 1 waived.\n"
        "Not verified: 1 finding about m:Old.\n"
    )


def test_a_receipt_says_how_to_undo() -> None:
    assert TextReport().run(RUN) == "Applied 2 files as run R.\nUndo with: cutover rollback R\n"


def test_a_scan_as_text() -> None:
    reference = Reference("a.py", 0, 3, 1, 1, "Old", Verdict.EDIT, Kind.CALL, "name", "f", "m:Old")
    assert TextReport().scan([reference], []) == (
        "a.py:1:1 edit call (name) in f\n1 hit in 1 file.\n"
    )


def test_json_holds_the_same_values() -> None:
    report: Report = JsonReport()
    plan = json.loads(report.plan(PLAN, TEXTS))
    assert (plan["id"], plan["sites"][0]["kind"]) == (PLAN.id, "dynamic")
    verdict = json.loads(report.verify(FOUND, ExitCode.FINDINGS))
    assert (verdict["exit_code"], verdict["looked"]["files"]) == (1, 9)
    assert json.loads(report.run(RUN))["state"] == "committed"


def test_numbers_with_nouns() -> None:
    said = [count(1, "class"), count(2, "class"), count(0, "file"), count(3, "import")]
    assert said == ["1 class", "2 classes", "0 files", "3 imports"]
