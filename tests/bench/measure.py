"""Run one process and say what it cost: CPU seconds and peak memory of that process alone."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent.parent
# What an installed `cutover` runs; `-m` would add 5 ms of runpy.
CUTOVER = (sys.executable, "-P", "-c", "from cutover.cli.main import main; main()")
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


class BenchError(Exception):
    """A process did not do what it was measured for."""


@dataclass(frozen=True)
class Command:
    """A process to run: its arguments, where it runs, and the exit codes that mean it worked."""

    arguments: tuple[str, ...]
    directory: Path
    codes: frozenset[int] = frozenset({0})


@dataclass(frozen=True)
class Cost:
    """What one run of a process and its descendants took; ``peak`` in bytes."""

    seconds: float
    peak: int
    output: str = ""


def cutover(root: Path, *arguments: str, codes: Sequence[int] = (0,)) -> Command:
    """The command of this checkout on a tree; it starts elsewhere, to import nothing from there."""
    return Command((*CUTOVER, "-C", str(root), *arguments), CHECKOUT, frozenset(codes))


def run(command: Command, *, output: bool = False) -> Cost:
    """Run a process to its end; `BenchError` with its last words if it fails.

    What it prints goes to a file, so that reading it costs nobody anything.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(
            command.arguments,
            cwd=command.directory,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        # wait4 counts this child only; RUSAGE_CHILDREN keeps the greatest peak of them all.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in command.codes:
            err.seek(0)
            words = err.read().decode("utf-8", "replace")[-1500:]
            name = " ".join(command.arguments)[:300]
            raise BenchError(f"{name}: exit code {process.returncode}\n{words}")
        out.seek(0)
        text = out.read().decode("utf-8", "replace") if output else ""
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _RSS_UNIT, text)


def _environment() -> Mapping[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "CUTOVER_"))}
    return {**kept, "PYTHONPATH": str(CHECKOUT), "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}


def interleaved(commands: Mapping[str, Command], runs: int) -> dict[str, list[Cost]]:
    """Each command ``runs`` times, in turns and after a warm-up: what slows one slows all."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            cost = run(command)
            if turn:
                costs[name].append(cost)
    return costs


def seconds(costs: Sequence[Cost]) -> float:
    """The median of the CPU seconds."""
    return statistics.median(cost.seconds for cost in costs)


def peak(costs: Sequence[Cost]) -> int:
    """The greatest of the peaks, in bytes."""
    return max(cost.peak for cost in costs)


def ratio(ours: Sequence[Cost], theirs: Sequence[Cost]) -> float:
    """The median of the ratios of CPU seconds, turn by turn."""
    return statistics.median(a.seconds / b.seconds for a, b in zip(ours, theirs, strict=True))
