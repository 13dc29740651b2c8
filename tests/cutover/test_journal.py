"""What the journal says, and what it survives."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cutover.errors import RecoveryError, UsageError
from cutover.journal import (
    RUNS,
    Begun,
    Ended,
    Image,
    Intended,
    Journal,
    Overwriting,
    State,
    Written,
    begin,
    load,
    load_all,
    load_known,
)
from cutover.restore import restore
from cutover.text import sha256
from cutover.workspace import Workspace

BEGUN = Begun("abcdef0123", "apply", 1)


@pytest.fixture(name="workspace")
def workspace_fixture(tmp_path: Path) -> Workspace:
    (tmp_path / "a.py").write_bytes(b"Old, and longer\n")
    os.utime(tmp_path / "a.py", ns=(10**18, 10**18))
    return Workspace(tmp_path)


def modify(workspace: Workspace, *, in_place: bool = False) -> tuple[Journal, Intended]:
    """A run that is about to change a.py, its backup made."""
    journal = begin(workspace, BEGUN)
    image = Image(sha256(b"Old, and longer\n"), 0o644, 10**18)
    entry = Intended(
        number=1,
        path="a.py",
        before=image,
        after_sha256=sha256(b"New\n"),
        temporary=".cutover-1",
        in_place=in_place,
    )
    workspace.create(journal.kept(entry), b"Old, and longer\n", like="a.py", mtime_ns=10**18)
    journal.add([entry], sync=True)
    return journal, entry


def text(workspace: Workspace) -> bytes:
    return workspace.read("a.py")


def test_lines_come_back(workspace: Workspace) -> None:
    journal, entry = modify(workspace)
    assert journal.pending
    journal.add([Overwriting(1), Written(1)], sync=False)
    journal.end(State.COMMITTED)
    read = load(workspace, journal.run)
    assert read is not None
    assert (read.begun, read.entries, read.touched) == (BEGUN, [entry], {1})
    assert read.state is State.COMMITTED
    assert not read.pending
    assert [j.run for j in load_all(workspace)] == [journal.run]
    lines = [json.loads(line) for line in workspace.read(journal.name).splitlines()]
    events = ["begun", "intended", "overwriting", "written", "ended"]
    assert [line["event"] for line in lines] == events


def test_names_sort_by_time_and_name_the_plan(workspace: Workspace) -> None:
    names = [begin(workspace, BEGUN).run for _ in range(5)]
    assert names == sorted(set(names))
    assert all(name.endswith("Z-abcdef01") for name in names)


def test_every_torn_end_can_be_read_and_restored(workspace: Workspace) -> None:
    journal, _ = modify(workspace)
    journal.add([Written(1)], sync=True)
    journal.end(State.COMMITTED)
    whole = workspace.read(journal.name)
    intended = whole.index(b"\n", whole.index(b"intended"))
    name = Path(workspace.absolute(journal.name))
    for length in range(len(whole) + 1):
        name.write_bytes(whole[:length])
        read = load(workspace, journal.run)
        assert (read is not None and read.pending) is (intended <= length < len(whole) - 1)
        if read is None or not read.pending:
            continue
        restore(read)
        again = load(workspace, journal.run)
        assert again is not None
        assert again.state is State.RESTORED
        assert text(workspace) == b"Old, and longer\n"


def test_a_run_without_a_first_line_is_no_run(workspace: Workspace) -> None:
    workspace.make_state()
    Path(workspace.absolute(f"{RUNS}/20260101T000000.000000Z-x")).mkdir(parents=True)
    assert load_all(workspace) == []
    with pytest.raises(UsageError):
        load_known(workspace, "20260101T000000.000000Z-x")


def test_missing_lines_of_a_run_that_wrote_are_told(workspace: Workspace) -> None:
    journal = begin(workspace, BEGUN)
    journal.add([Written(1)], sync=True)
    with pytest.raises(RecoveryError, match="lines are missing"):
        load(workspace, journal.run)


@pytest.mark.parametrize("mixed", [b"New\n and longer\n", b"New\n", b"", b"NOld, and longer\n"])
def test_a_half_written_file_with_links_is_restored_in_place(
    workspace: Workspace, mixed: bytes
) -> None:
    twin = Path(workspace.absolute("twin.py"))
    os.link(workspace.absolute("a.py"), twin)
    journal, _ = modify(workspace, in_place=True)
    journal.add([Overwriting(1)], sync=True)
    twin.write_bytes(mixed)
    restore(journal)
    assert twin.read_bytes() == b"Old, and longer\n"
    assert twin.samefile(workspace.absolute("a.py"))
    assert twin.stat().st_mtime_ns == 10**18


def test_work_of_others_is_kept(workspace: Workspace) -> None:
    journal, entry = modify(workspace)
    file = Path(workspace.absolute("a.py"))
    file.write_bytes(b"theirs, before our turn")
    assert restore(journal) == ("a.py: changed by somebody else before its turn; left as found",)
    assert text(workspace) == b"theirs, before our turn"
    journal.add([Written(1)], sync=False)
    (note,) = restore(journal)
    assert text(workspace) == b"Old, and longer\n"
    assert note.endswith(journal.kept(entry, "found"))
    assert workspace.read(journal.kept(entry, "found")) == b"theirs, before our turn"


def test_temporaries_go(workspace: Workspace) -> None:
    journal, entry = modify(workspace)
    workspace.create(entry.temporary, b"Ne")
    restore(journal)
    assert workspace.names("") == [".cutover", "a.py"]


def test_what_cannot_be_restored_is_told(workspace: Workspace) -> None:
    journal, entry = modify(workspace)
    file = Path(workspace.absolute("a.py"))
    file.unlink()
    Path(workspace.absolute(journal.kept(entry))).rename(workspace.absolute("elsewhere"))
    with pytest.raises(RecoveryError, match=r"backup of a\.py is gone"):
        restore(journal)
    file.mkdir()
    with pytest.raises(RecoveryError, match=r"a\.py: no longer a file"):
        restore(journal)


def test_a_tree_over_several_file_systems(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, entry = modify(workspace)
    rename = os.rename

    def refuse(source: str, target: str) -> None:
        if "/backup/" in source:
            raise OSError(18, "Invalid cross-device link")
        rename(source, target)

    workspace.create(entry.temporary, b"New\n")
    workspace.rename(entry.temporary, "a.py")
    monkeypatch.setattr(os, "rename", refuse)
    restore(journal)
    assert text(workspace) == b"Old, and longer\n"
    status = workspace.lstat("a.py")
    assert status is not None
    assert status.st_mtime_ns == 10**18


def test_a_commit_that_failed_is_unsaid(workspace: Workspace) -> None:
    journal, _ = modify(workspace)
    journal.add([Ended(State.COMMITTED)], sync=False)
    restore(journal)
    read = load(workspace, journal.run)
    assert read is not None
    assert read.state is State.RESTORED
