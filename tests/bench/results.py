"""What was measured beside what was aimed at, as Markdown or JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

MIB = 1 << 20
Unit = Literal["ratio", "bytes", "seconds"]


@dataclass(frozen=True)
class Result:
    """One figure, at most ``target`` (None: nothing is aimed at); ``measured`` may be impossible."""

    what: str
    unit: Unit
    target: float | None
    measured: float | None
    detail: str

    @property
    def met(self) -> bool:
        """Whether the target, if there is one, was measured and kept."""
        if self.target is None:
            return True
        return self.measured is not None and self.measured <= self.target

    @property
    def verdict(self) -> str:
        """What people read behind the figures."""
        if self.target is None:
            return "no target"
        return "met" if self.met else "**not met**"


@dataclass(frozen=True)
class Bench:
    """One run of the benchmark, on a tree described by ``subject``."""

    subject: str
    results: Sequence[Result]

    @property
    def met(self) -> bool:
        """Whether every target was kept."""
        return all(result.met for result in self.results)


def markdown(bench: Bench) -> str:
    """The results as a table for people."""
    lines = [
        bench.subject,
        "",
        "| what | measured | at most | | how |",
        "| --- | ---: | ---: | --- | --- |",
    ]
    lines += [
        f"| {r.what} | {_shown(r.measured, r.unit)} | {_limit(r)} | {r.verdict} | {r.detail} |"
        for r in bench.results
    ]
    missed = sum(not result.met for result in bench.results)
    targets = sum(result.target is not None for result in bench.results)
    return "\n".join((*lines, "", f"{missed} of {targets} targets missed."))


def as_json(bench: Bench) -> str:
    """The results for machines; seconds, bytes and plain ratios."""
    rows = [{**asdict(result), "met": result.met} for result in bench.results]
    return json.dumps({"subject": bench.subject, "met": bench.met, "results": rows}, indent=2)


def _limit(result: Result) -> str:
    return "" if result.target is None else _shown(result.target, result.unit)


def _shown(value: float | None, unit: Unit) -> str:
    if value is None:
        return "not measured"
    match unit:
        case "ratio":
            return f"{value:.3g}x"
        case "bytes":
            return f"{value / MIB:.0f} MiB"
        case "seconds":
            return f"{value * 1000:.0f} ms"
