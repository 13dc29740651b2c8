"""The same measurements for TypeScript: beside ast-grep and ts-morph, and on copies of the tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import node, trees
from tests.bench.measure import Command, Cost, cutover, interleaved, peak, ratio, run, seconds
from tests.bench.results import MIB, Bench, Result

LEGACY = "packages/core/src/auth/token-store.ts#MultiProviderTokenStore"
REPLACEMENT = "packages/core/src/auth/keyring-token-store.ts#KeyringTokenStore"
PACKAGES = ("@ast-grep/cli@0.51.1", "ts-morph@28.0.0")
_DRIVER = Path(__file__).with_name("find_references.mjs")
_FEW = 3
_COMMENTED = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".md")


@dataclass(frozen=True)
class Subject:
    """The tree, its files, the pair of symbols, the turns, and where to work and to install."""

    tree: Path
    files: Sequence[str]
    legacy: str
    replacement: str
    runs: int
    scratch: Path
    npm: Path


def measure(subject: Subject, copies: int, skip: Sequence[str]) -> Bench:
    """Everything, in the order of the targets."""
    root = subject.scratch / "tree"
    trees.lay_out(subject.tree, subject.files, root, ("",))
    plan = _planned(subject, root, "")
    summary = run(plan, output=True).output.rstrip().rpartition("\n")[2]
    modules = node.install(PACKAGES, subject.npm, scripts=True)
    results = [*_beside_ast_grep(subject, root, plan, modules, skip)]
    if "ts-morph" not in skip:
        results.append(_beside_ts_morph(subject, root, plan, modules))
    results += _copied(subject, copies)
    size = sum((root / name).lstat().st_size for name in subject.files)
    what = f"{subject.tree.resolve().name}: {len(subject.files)} files, {size / 1e6:.0f} MB"
    return Bench(f"{what}; {subject.legacy} -> {subject.replacement}; {summary}", results)


def _planned(subject: Subject, root: Path, folder: str) -> Command:
    """The `plan` of the pair, after a `scan` that writes its manifest outside the tree."""
    manifest = str(root.with_suffix(".toml"))
    legacy, replacement = f"{folder}{subject.legacy}", f"{folder}{subject.replacement}"
    pair = ("--legacy", legacy, "--replacement", replacement)
    run(cutover(root, "scan", *pair, "-o", manifest))
    return cutover(root, "-f", manifest, "plan", codes=(0, 4))


def _beside_ast_grep(
    subject: Subject, root: Path, plan: Command, modules: Path, skip: Sequence[str]
) -> Iterator[Result]:
    """Two searches, since `.ts` and `.tsx` are two languages to ast-grep; their costs are added."""
    if "ast-grep" in skip:
        return
    word = subject.legacy.rpartition("#")[2]
    found = (str(modules / ".bin" / "ast-grep"), "run", "-p", word, "--lang")
    codes = frozenset({0, 1})  # 1: nothing in that language
    commands = {lang: Command((*found, lang), root, codes) for lang in ("ts", "tsx")}
    costs = interleaved({"plan": plan, **commands}, subject.runs)
    both = [
        Cost(a.seconds + b.seconds, max(a.peak, b.peak))
        for a, b in zip(costs["ts"], costs["tsx"], strict=True)
    ]
    detail = f"{_cpu(costs['plan'])} ÷ {_cpu(both)} for --lang ts and tsx, {len(both)} turns"
    title = "CPU of plan ÷ `ast-grep run -p`"
    yield Result(title, "ratio", 0.25, ratio(costs["plan"], both), detail)
    yield Result("peak memory of plan", "bytes", 100 * MIB, peak(costs["plan"]), "ru_maxrss")


def _beside_ts_morph(subject: Subject, root: Path, plan: Command, modules: Path) -> Result:
    """In turns too, but fewer: one turn of it takes as long as everything else together."""
    path, _, name = subject.legacy.partition("#")
    driver = ("node", str(_DRIVER), str(modules), str(root), path, name)
    search = Command((*driver,), root)
    found = run(search, output=True).output.strip()
    costs = interleaved({"plan": plan, "ts-morph": search}, min(_FEW, subject.runs))
    detail = f"{_cpu(costs['plan'])} ÷ {_cpu(costs['ts-morph'])}, which finds {found}, "
    detail += f"{len(costs['plan'])} turns"
    title = "CPU of plan ÷ ts-morph's findReferences"
    return Result(title, "ratio", 0.05, ratio(costs["plan"], costs["ts-morph"]), detail)


def _copied(subject: Subject, copies: int) -> Iterator[Result]:
    """The tree many times over; the legacy symbol is the one of the first copy.

    Files alike are read once, so the same is measured on copies that differ as well.
    """
    root = subject.scratch / f"tree-{copies}"
    folders = [f"copy{number:02}" for number in range(1, copies + 1)]
    trees.lay_out(subject.tree, subject.files, root, folders)
    plan = _planned(subject, root, f"{folders[0]}/")
    costs = interleaved({"plan": plan}, min(_FEW, subject.runs))["plan"]
    how = f"median of {len(costs)}, {copies * len(subject.files)} files"
    yield Result(f"CPU of plan, {copies} copies", "seconds", 3.0, seconds(costs), how)
    yield Result(f"peak memory of plan, {copies} copies", "bytes", 200 * MIB, peak(costs), how)
    changed = _tell_apart(subject, root, folders)
    costs = interleaved({"plan": plan}, min(_FEW, subject.runs))["plan"]
    how = f"median of {len(costs)}, the {changed} files that hold the name differ"
    yield Result(f"CPU of plan, {copies} trees, no copies", "seconds", None, seconds(costs), how)
    yield Result(f"peak memory of plan, {copies} trees, no copies", "bytes", None, peak(costs), how)


def _tell_apart(subject: Subject, root: Path, folders: Sequence[str]) -> int:
    """Write into every file with the name whose copy it is; how many these are."""
    word = subject.legacy.rpartition("#")[2].encode()
    changed = 0
    for name in subject.files:
        if not name.endswith(_COMMENTED) or word not in (subject.tree / name).read_bytes():
            continue
        for folder in folders:
            with (root / folder / name).open("ab") as file:
                file.write(f"\n// {folder}\n".encode())
            changed += 1
    return changed


def _cpu(costs: Sequence[Cost]) -> str:
    return f"{seconds(costs):.3f} s"
