"""Rows and results put side by side: the table, and what is missing in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from tests.requirements.rows import Row


@dataclass(frozen=True, slots=True)
class Result:
    """How one test ended; ``mode`` is None when it is the same in every mode."""

    test: str
    ids: tuple[str, ...]
    mode: str | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Line:
    """What one mode says of one row: proven, failed, unproven, or still to come."""

    row: Row
    mode: str
    passed: tuple[str, ...]
    failed: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """The mode's word on the row."""
        if self.failed:
            return "failed"
        if self.passed:
            return "proven"
        return "unproven" if self.row.built else "to come"


def parse_results(text: str) -> tuple[Result, ...]:
    """Return the results that the plugin wrote."""
    return tuple(
        Result(test, tuple(each["ids"]), each["mode"], each["outcome"])
        for test, each in json.loads(text).items()
    )


def lines(
    rows: Mapping[str, Row], results: Iterable[Result], modes: tuple[str, ...]
) -> Iterator[Line]:
    """Return a line for each row and each of the modes in which it must hold."""
    known = tuple(results)
    for row in rows.values():
        for mode in modes:
            if mode in row.modes:
                proofs = [
                    each for each in known if row.id in each.ids and each.mode in (mode, None)
                ]
                passed = tuple(each.test for each in proofs if each.outcome == "passed")
                failed = tuple(each.test for each in proofs if each.outcome != "passed")
                yield Line(row, mode, passed, failed)


def faults(table: Iterable[Line]) -> tuple[str, ...]:
    """Return what keeps the gate shut, one sentence each."""
    found = []
    for line in table:
        if line.verdict == "unproven":
            found.append(f"{line.row.id}: declared built, no passing test in mode {line.mode}")
        elif line.verdict == "failed":
            found.append(f"{line.row.id}: failed in mode {line.mode}: {', '.join(line.failed)}")
    return tuple(found)


def as_text(table: Iterable[Line], *, tests: bool = False) -> str:
    """Return the table for a terminal: id, mode, verdict, number of tests, demand.

    With ``tests`` each line is followed by the functions that proved it, and how often.
    """
    return "\n".join(text for line in table for text in (_head(line), *_proofs(line, tests)))


def _head(line: Line) -> str:
    count = len(line.passed)
    return f"{line.row.id:<6} {line.mode:<9} {line.verdict:<9} {count:>3}  {line.row.demand}"


def _proofs(line: Line, tests: bool) -> Iterator[str]:
    for outcome, names in (("failed", line.failed), ("passed", line.passed)):
        functions = Counter(name.partition("[")[0] for name in names if tests)
        for function, count in sorted(functions.items()):
            yield f"{'':<16} {outcome:<9} {count:>3}  {function}"


def as_json(table: Iterable[Line]) -> str:
    """Return the table with the tests' names."""
    return json.dumps([asdict(line) | {"verdict": line.verdict} for line in table], indent=1)


def as_markdown(rows: Iterable[Row]) -> str:
    """Return which text was kept and which improved, as the package's documentation shows it."""
    head = "| row | demand | text | why |\n| --- | --- | --- | --- |"
    body = (f"| {row.id} | {row.demand} | {row.text} | {row.why} |" for row in rows)
    return "\n".join([head, *body])
