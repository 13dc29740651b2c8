"""Plan files, and the tree as the engine shows it to the deciding half."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutover import plan_files, planner, sources, user_files
from cutover.errors import ManifestError, PlanError, UsageError
from cutover.model import (
    Action,
    Deletion,
    Edit,
    FileChange,
    Input,
    Kind,
    MemoryTree,
    Plan,
    SitePlan,
    Summary,
    Unanalysed,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBER = st.integers(0, 10**6)
EDITS = st.lists(st.builds(Edit, NUMBER, NUMBER, TEXT, TEXT), max_size=3).map(tuple)
CHANGES = st.builds(
    FileChange,
    TEXT,
    st.sampled_from(["modify", "create", "delete"]),
    st.sampled_from(["utf-8", "latin-1"]),
    TEXT,
    TEXT,
    EDITS,
)
SITES = st.builds(
    SitePlan, TEXT, NUMBER, NUMBER, st.sampled_from(Kind), st.sampled_from(Action), TEXT, TEXT
)
DELETIONS = st.builds(Deletion, TEXT, NUMBER, st.sampled_from(["class", "import"]), TEXT, TEXT)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    def some(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
        return st.lists(strategy, max_size=3).map(tuple)

    plan = draw(
        st.builds(
            Plan,
            tool_version=TEXT,
            manifest_sha256=TEXT,
            targets=some(TEXT),
            complete=st.booleans(),
            blocked=st.booleans(),
            summary=st.builds(Summary, *[NUMBER] * 6),
            changes=some(CHANGES),
            sites=some(SITES),
            deletions=some(DELETIONS),
            warnings=some(TEXT),
            inputs=some(st.builds(Input, TEXT, TEXT)),
            ledger=some(st.builds(Unanalysed, TEXT, TEXT)),
        )
    )
    return msgspec.structs.replace(plan, id=planner.plan_id(plan))


@given(plans())
def test_a_plan_survives_its_file(plan: Plan) -> None:
    data = plan_files.plan_bytes(plan)
    assert plan_files.parse_plan(data, "p") == plan
    assert plan_files.plan_bytes(plan_files.parse_plan(data, "p")) == data


@given(plans(), st.data())
def test_a_changed_plan_file_is_refused(plan: Plan, data: st.DataObject) -> None:
    whole = plan_files.plan_bytes(plan)
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255))
    changed = whole[:at] + bytes([byte]) + whole[at + 1 :]
    with contextlib.suppress(PlanError):
        assert plan_files.parse_plan(changed, "p") == plan


def test_manifests_and_plans_are_no_part_of_the_tree() -> None:
    files = {
        "cutover.toml": b"OldStore",
        "configs/more.toml": b'[cutover]\n[[symbol]]\nlegacy = "a:OldStore"\n',
        "stores.plan": b'{\n  "format_version": "1.0", "OldStore"',
        "pyproject.toml": b'x = "a:OldStore"\n',
        "a.py": b"OldStore",
    }
    tree = sources.Sources(MemoryTree(files), "cutover.toml")
    assert sorted(tree.search([b"OldStore"])) == ["a.py", "pyproject.toml"]
    assert "cutover.toml" not in tree.paths()
    assert [line.path for line in tree.unanalysed()] == ["configs/more.toml", "cutover.toml"]


def test_a_manifest_is_looked_for_in_two_places(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"cutover\.toml nor configs/cutover\.toml"):
        sources.load(tmp_path)


def test_files_that_cannot_be_read_or_written_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.json"):
        plan_files.read_plan(tmp_path / "none.json")
    with pytest.raises(UsageError, match="not a directory"):
        user_files.write_file(tmp_path / "no" / "file", b"")
