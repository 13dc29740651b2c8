"""Measure `plan` on a public tree: `python -m tests.bench --tree FOLDER [--copies 16]`.

With ``--typescript`` the tree is llxprt-code's and the others are ast-grep and ts-morph, which npm
installs into the folder of ``--npm``.

FOLDER is a source tree, a git repository or not; everything runs on copies of it in a scratch
directory. CPU seconds of whole processes, medians, in turns with the other tools, because clocks
on a shared machine say little. Exits 1 when a target is missed, 2 when nothing could be measured.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import rivals, trees, typescript
from tests.bench.measure import (
    BenchError,
    Command,
    Cost,
    cutover,
    interleaved,
    peak,
    ratio,
    run,
    seconds,
)
from tests.bench.results import MIB, Bench, Result, as_json, markdown

LEGACY = "django.utils.functional:SimpleLazyObject"
STEP = 4
FEW = 3


@dataclass(frozen=True)
class Subject:
    """The tree, its files, the cutover to plan, and how often to measure."""

    tree: Path
    files: Sequence[str]
    legacy: str
    replacement: str
    kind: str
    runs: int
    scratch: Path

    @property
    def word(self) -> str:
        """The name to search for."""
        return self.legacy.rpartition(":")[2]

    def planned(self, root: Path, folders: Sequence[str] = ()) -> Command:
        """The `plan` to measure, after a `scan` that writes its manifest outside the tree."""
        pair = ("--legacy", self.legacy, "--replacement", self.replacement, "--kind", self.kind)
        roots = tuple(part for folder in folders for part in ("--root", folder))
        return planned(root, *pair, *roots)


def planned(root: Path, *symbols: str) -> Command:
    """The `plan` of symbols in a tree; that it is blocked by a manual site costs the same."""
    manifest = str(root.with_suffix(".toml"))
    run(cutover(root, "scan", *symbols, "-o", manifest))
    return cutover(root, "-f", manifest, "plan", codes=(0, 4))


def measure(subject: Subject, copies: int, skip: Sequence[str]) -> Bench:
    """Everything, in the order of the targets."""
    root = subject.scratch / "tree"
    trees.lay_out(subject.tree, subject.files, root, ("",))
    plan = subject.planned(root)
    summary = run(plan, output=True).output.rstrip().rpartition("\n")[2]
    costs = interleaved(commands(subject, root, plan, skip), subject.runs)
    results = [*beside(costs, skip)]
    if "libcst" not in skip:
        results.append(against_libcst(subject, root, costs["plan"]))
    results.append(
        Result("peak memory of plan", "bytes", 100 * MIB, peak(costs["plan"]), "ru_maxrss")
    )
    results += growth(subject, copies, costs["plan"])
    results += small(subject)
    size = sum((root / name).lstat().st_size for name in subject.files)
    what = f"{subject.tree.resolve().name}: {len(subject.files)} files, {size / 1e6:.0f} MB"
    return Bench(f"{what}; {subject.legacy} -> {subject.replacement}; {summary}", results)


def commands(
    subject: Subject, root: Path, plan: Command, skip: Sequence[str]
) -> dict[str, Command]:
    """What runs in turns."""
    chosen = {"plan": plan}
    if "git-grep" not in skip:
        chosen["git-grep"] = rivals.git_grep(root, subject.word)
    other = rivals.ast_grep(root, subject.word)
    if "ast-grep" not in skip and other is not None:
        chosen["ast-grep"] = other
    return chosen


def beside(costs: dict[str, list[Cost]], skip: Sequence[str]) -> Iterator[Result]:
    """The ratios to the tools that were run in turns."""
    targets = {"ast-grep": ("`ast-grep run -p`", 0.25), "git-grep": ("`git grep -lF`", 6.0)}
    for name, (shown, target) in targets.items():
        if name in skip:
            continue
        title = f"CPU of plan ÷ {shown}"
        if name not in costs:
            yield Result(title, "ratio", target, None, f"{name} is not installed")
            continue
        detail = f"{cpu(costs['plan'])} ÷ {cpu(costs[name])}, {len(costs[name])} turns"
        yield Result(title, "ratio", target, ratio(costs["plan"], costs[name]), detail)


def against_libcst(subject: Subject, root: Path, plan: Sequence[Cost]) -> Result:
    """The ratio to LibCST, which is run once: it takes as long as everything else together."""
    title, scratch = "CPU of plan ÷ LibCST's RenameCommand", subject.scratch / "libcst"
    done = rivals.libcst(root, subject.legacy, subject.replacement, scratch)
    if done is None:
        return Result(title, "ratio", 0.02, None, "libcst is not installed")
    cost, count = done
    detail = f"{cpu(plan)} ÷ {cost.seconds:.1f} s on the {count} files with the word, once"
    return Result(title, "ratio", 0.02, seconds(plan) / cost.seconds, detail)


def growth(subject: Subject, copies: int, once: Sequence[Cost]) -> Iterator[Result]:
    """CPU from step to step, and the memory of the last; each copy is a folder and an import root."""
    size, costs = 1, once
    while size < copies:
        more = min(size * STEP, copies)
        root = subject.scratch / f"tree-{more}"
        folders = [f"copy{number:02}" for number in range(1, more + 1)]
        trees.lay_out(subject.tree, subject.files, root, folders)
        grown = interleaved({"plan": subject.planned(root, folders)}, min(FEW, subject.runs))[
            "plan"
        ]
        title = f"CPU of plan, {more} copies ÷ {size}"
        detail = f"{cpu(grown)} ÷ {cpu(costs)}; peak {peak(grown) / MIB:.0f} MiB"
        yield Result(title, "ratio", more / size, seconds(grown) / seconds(costs), detail)
        if more == copies:
            title = f"peak memory of plan, {more} copies"
            yield Result(title, "bytes", 200 * MIB, peak(grown), "ru_maxrss")
        size, costs = more, grown


def small(subject: Subject) -> Iterator[Result]:
    """What a command costs when there is next to nothing to do."""
    root = subject.scratch / "five"
    trees.five_files(root)
    pair = ("--legacy", trees.FIVE_LEGACY, "--replacement", trees.FIVE_REPLACEMENT)
    chosen = {"plan": planned(root, *pair), "help": cutover(root, "--help")}
    costs = interleaved(chosen, max(subject.runs, FEW))
    for name, title, target in (
        ("plan", "CPU of plan on five files", 0.25),
        ("help", "CPU of `cutover --help`", 0.12),
    ):
        low = min(cost.seconds for cost in costs[name])
        detail = f"median of {len(costs[name])}, lowest {low * 1000:.0f} ms"
        yield Result(title, "seconds", target, seconds(costs[name]), detail)


def cpu(costs: Sequence[Cost]) -> str:
    """Median CPU seconds, as people read them."""
    return f"{seconds(costs):.3f} s"


def options(args: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--tree", type=Path, required=True, help="source tree, such as Django's")
    parser.add_argument("--typescript", action="store_true", help="measure TypeScript")
    parser.add_argument("--npm", type=Path, help="where npm installs [the scratch directory]")
    parser.add_argument("--legacy", metavar="SYMBOL", help=f"[{LEGACY}]")
    parser.add_argument("--replacement", metavar="SYMBOL", help="[the legacy's name with Next]")
    parser.add_argument("--kind", choices=("replace", "rename", "move"), default="rename")
    parser.add_argument(
        "--copies", type=int, default=16, help="grow the tree to this [%(default)s]"
    )
    parser.add_argument("--runs", type=int, default=5, help="turns of each command [%(default)s]")
    parser.add_argument("--format", choices=("markdown", "json"), default="markdown")
    parser.add_argument(
        "--skip",
        action="append",
        default=[],
        choices=("ast-grep", "git-grep", "libcst", "ts-morph"),
    )
    return parser.parse_args(args)


def measured(asked: argparse.Namespace, scratch: Path) -> Bench:
    """What the options ask for, measured."""
    names = trees.names(asked.tree)
    if asked.typescript:
        legacy = asked.legacy or typescript.LEGACY
        replacement = asked.replacement or typescript.REPLACEMENT
        where = (scratch, asked.npm or scratch / "npm")
        of_scripts = typescript.Subject(asked.tree, names, legacy, replacement, asked.runs, *where)
        return typescript.measure(of_scripts, asked.copies, asked.skip)
    legacy = asked.legacy or LEGACY
    replacement = asked.replacement or f"{legacy}Next"
    subject = Subject(asked.tree, names, legacy, replacement, asked.kind, asked.runs, scratch)
    return measure(subject, asked.copies, asked.skip)


def main() -> int:
    """Measure and print; 1 if a target is missed."""
    asked = options()
    if not asked.tree.is_dir() or asked.runs < 1:
        print(f"{asked.tree}: not a directory, or no runs asked for", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="cutover-bench-") as scratch:
        try:
            bench = measured(asked, Path(scratch))
        except BenchError as error:
            print(error, file=sys.stderr)
            return 2
        except subprocess.CalledProcessError as error:
            print(f"{error}\n{error.stderr}", file=sys.stderr)
            return 2
    print(as_json(bench) if asked.format == "json" else markdown(bench))
    return 0 if bench.met else 1


if __name__ == "__main__":
    sys.exit(main())
