"""The rows, the tables, and the gate made of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.requirements.rows import MODES, PATH, Row, read_rows
from tests.requirements.tables import (
    Line,
    Result,
    as_json,
    as_markdown,
    as_text,
    faults,
    lines,
)

ROOT = Path(__file__).parents[2]
README = ROOT / "store" / "README.md"
HEAD = '[source]\nplan = "a plan"\n'
SOUND = HEAD + '[[requirement]]\nid = "R1.1"\nsource = "plan"\nbuilt = true\ndemand = "works"\n'


def rows_of(text: str, directory: Path) -> dict[str, Row]:
    path = directory / "requirements.toml"
    path.write_text(text, encoding="utf-8")
    return read_rows(path)


def row(name: str, *, built: bool = True, modes: tuple[str, ...] = MODES) -> Row:
    return Row(name, f"demand of {name}", built, modes, "a plan", "kept", "")


def table_of(row: Row, *results: Result, modes: tuple[str, ...] = MODES) -> tuple[Line, ...]:
    return tuple(lines({row.id: row}, results, modes))


def gate(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.requirements", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_row_has_both_modes_and_its_text_kept_when_it_does_not_say(tmp_path: Path) -> None:
    found = rows_of(SOUND, tmp_path)
    assert found == {"R1.1": Row("R1.1", "works", True, MODES, "a plan", "kept", "")}
    found = rows_of(SOUND + 'modes = ["keyring"]\ntext = "improved"\nwhy = "better"\n', tmp_path)
    assert found["R1.1"].modes == ("keyring",)
    assert (found["R1.1"].text, found["R1.1"].why) == ("improved", "better")


@pytest.mark.parametrize(
    "wrong",
    [
        SOUND + SOUND.removeprefix(HEAD),
        SOUND.replace("R1.1", "r1"),
        SOUND.replace("R1.1", "R"),
        SOUND + 'unknown = "x"\n',
        SOUND + 'modes = ["memory"]\n',
        SOUND + 'modes = "keyring"\n',
        SOUND + 'text = "changed"\n',
        SOUND + 'text = "improved"\n',
    ],
)
def test_a_wrong_row_is_an_error(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"row|R1\.1"):
        rows_of(wrong, tmp_path)


def test_the_shipped_rows_are_those_of_the_plan_and_of_what_failed() -> None:
    found = read_rows()
    for number in range(1, 20):
        assert any(name.startswith(f"R{number}.") for name in found)
    assert {name[0] for name in found} == {"R", "F", "W"}
    assert not [each for each in found.values() if each.text == "kept" and each.why]
    assert found["R14.1"].modes == ("keyring", "fallback")


def test_a_row_without_a_passing_test_is_a_fault_in_each_of_its_modes() -> None:
    assert [line.verdict for line in table_of(row("R1.1"))] == ["unproven", "unproven"]
    found = faults(table_of(row("R1.1")))
    assert [each.startswith("R1.1: declared built") for each in found] == [True, True]
    assert ["keyring" in found[0], "fallback" in found[1]] == [True, True]
    assert len(faults(table_of(row("R1.1", modes=("keyring",))))) == 1
    proof = Result("t[keyring]", ("R1.1",), "keyring", "passed")
    (fault,) = faults(table_of(row("R1.1"), proof))
    assert "fallback" in fault


def test_a_proof_without_a_mode_counts_for_both() -> None:
    table = table_of(row("R1.1"), Result("t", ("R1.1", "R1.2"), None, "passed"))
    assert [line.verdict for line in table] == ["proven", "proven"]
    assert faults(table) == ()


@pytest.mark.parametrize("outcome", ["failed", "skipped", "error"])
@pytest.mark.parametrize("built", [True, False])
def test_a_failed_proof_is_a_fault_however_many_others_passed(outcome: str, built: bool) -> None:
    good = Result("good", ("R1.1",), None, "passed")
    bad = Result("bad", ("R1.1",), "keyring", outcome)
    table = table_of(row("R1.1", built=built), good, bad)
    assert [line.verdict for line in table] == ["failed", "proven"]
    (fault,) = faults(table)
    assert "bad" in fault
    assert "keyring" in fault


def test_what_is_still_to_come_is_no_fault_and_may_be_proven_before() -> None:
    assert [line.verdict for line in table_of(row("R1.1", built=False))] == ["to come"] * 2
    assert faults(table_of(row("R1.1", built=False))) == ()
    proof = Result("t", ("R1.1",), None, "passed")
    assert [line.verdict for line in table_of(row("R1.1", built=False), proof)] == ["proven"] * 2


def test_one_mode_alone_asks_only_for_its_own_proofs() -> None:
    proof = Result("t[fallback]", ("R1.1",), "fallback", "passed")
    table = table_of(row("R1.1"), proof, modes=("fallback",))
    assert [(line.mode, line.verdict) for line in table] == [("fallback", "proven")]
    assert table_of(row("R1.1", modes=("keyring",)), modes=("fallback",)) == ()


def test_the_same_table_as_text_and_as_data() -> None:
    proof = Result("t", ("R1.1",), "keyring", "passed")
    table = table_of(row("R1.1"), proof)
    first, second = as_text(table).splitlines()
    assert first.split()[:4] == ["R1.1", "keyring", "proven", "1"]
    assert second.split()[:4] == ["R1.1", "fallback", "unproven", "0"]
    found = json.loads(as_json(table))
    assert [each["verdict"] for each in found] == ["proven", "unproven"]
    assert found[0]["passed"] == ["t"]
    assert found[0]["row"]["demand"] == "demand of R1.1"


def test_the_text_names_each_test_once_with_the_number_of_its_cases() -> None:
    results = [Result(f"a.py::t[{n}]", ("R1.1",), None, "passed") for n in ("x", "y")]
    results += [Result("a.py::u", ("R1.1",), "keyring", "failed")]
    text = as_text(table_of(row("R1.1"), *results), tests=True)
    assert [line.split() for line in text.splitlines() if "a.py" in line] == [
        ["failed", "1", "a.py::u"],
        ["passed", "2", "a.py::t"],
        ["passed", "2", "a.py::t"],
    ]


def results_of_all(*, without: str = "", failed: str = "") -> str:
    return json.dumps(
        {
            f"test_{name}": {
                "ids": [name],
                "mode": None,
                "outcome": "failed" if name == failed else "passed",
            }
            for name, each in read_rows().items()
            if each.built and name != without
        }
    )


def test_the_command_ends_with_what_the_table_says(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert gate(str(report)).returncode == 2
    report.write_text(results_of_all())
    done = gate(str(report))
    assert (done.returncode, done.stderr) == (0, "")
    assert "proven" in done.stdout
    report.write_text(results_of_all(without="R4.3"))
    done = gate(str(report))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"R4.3: declared built, no passing test in mode {mode}" for mode in MODES
    ]
    report.write_text(results_of_all(failed="R4.3"))
    done = gate(str(report), "--mode", "fallback", "--format", "json")
    assert done.returncode == 1
    assert done.stderr == "R4.3: failed in mode fallback: test_R4.3\n"
    assert {each["mode"] for each in json.loads(done.stdout)} == {"fallback"}


def test_the_documentation_holds_the_table_of_the_rows() -> None:
    _, begin, rest = README.read_text(encoding="utf-8").partition("<!-- requirements -->\n")
    table, end, _ = rest.partition("<!-- /requirements -->")
    assert begin
    assert end
    assert table.strip() == as_markdown(read_rows().values()).strip()
    assert gate("--format", "markdown").stdout.strip() == table.strip()


def test_every_row_that_was_improved_says_why() -> None:
    text = PATH.read_text(encoding="utf-8")
    improved = [each for each in read_rows().values() if each.text == "improved"]
    assert len(improved) == text.count('text = "improved"')
    assert all(len(each.why) > 20 for each in improved)
