"""Replay real cutovers: `python -m tests.replays --mirrors FOLDER [NAME ...]`.

FOLDER holds git directories, one for each repository, called ``owner+name`` (a bare repository,
or a folder with one called ``repo``). For every replay the tree before the commit is laid out, the
manifest (after a preparing one, ``first.toml``, where there is one) is completed by
`scan --update`, then `plan`, `apply` and `verify` run as a user would run them, and the result is
compared with what people committed. ``--files`` names every file of that comparison; ``--types``
installs what a replay on record for it depends on and lets the compiler check the result.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.bench.node import install
from tests.replays.held import held_back, unheld
from tests.replays.records import Replay, Result, replays
from tests.replays.sameness import is_broken, same_but_lines
from tests.replays.steps import cpu, cutover, git, git_directory, lay_out, shown
from tests.replays.types import new_errors

COLUMNS = (
    "replay",
    "kind",
    "human",
    "ours",
    "same",
    "wraps",
    "diff",
    "extra",
    "left",
    "broken",
    "cpu s",
)
_NOT_SOURCE = {".cutover", "node_modules"}


def run(replay: Replay, directory: Path, scratch: Path, npm: Path) -> Result:
    """Make one cutover again and compare."""
    result = Result(replay)
    root, manifest, plan = scratch / "tree", scratch / "manifest.toml", scratch / "plan.json"
    lay_out(directory, replay.parent, root)
    if replay.npm:
        (root / "node_modules").symlink_to(install(replay.npm, npm / replay.name))
    manifest.write_bytes(replay.manifest.read_bytes())
    before = {p: p.read_bytes() for p in _files(root)}
    first = replay.manifest.with_name("first.toml")
    if first.is_file():
        early = scratch / "first.toml"
        early.write_bytes(first.read_bytes())
        if not _cut_over(result, root, early, plan):
            return result
    if replay.asked and not _is_held(result, root, scratch / "held.toml"):
        return result
    if not _cut_over(result, root, manifest, plan):
        return result
    _verify(result, root, manifest)
    _compare(result, directory, root, before)
    return result


def _is_held(result: Result, root: Path, manifest: Path) -> bool:
    """Whether the plan is blocked, and says where, when people's files are left to people."""
    replay = result.replay
    manifest.write_bytes(held_back(replay.manifest.read_bytes(), replay.asked))
    done = cutover(root, "-f", str(manifest), "plan")
    wrong = list(unheld(manifest.read_bytes(), done.stdout + done.stderr))
    if done.returncode != 4 or wrong:
        said = (done.stdout + done.stderr)[-1500:]
        result.trouble = f"held back, plan exited {done.returncode}: {', '.join(wrong)}: {said}"
        return False
    result.notes.append(
        f"with the calls of {len(replay.asked)} files left to people, plan exits 4, names each "
        "site and deletes nothing"
    )
    return True


def _cut_over(result: Result, root: Path, manifest: Path, plan: Path) -> bool:
    """Scan, plan and apply one manifest; False, with the trouble noted, if a step fails."""
    for step in (
        ("-f", str(manifest), "scan", "--update", str(manifest)),
        ("-f", str(manifest), "plan", "-o", str(plan)),
        ("-f", str(manifest), "apply", str(plan)),
    ):
        started = cpu()
        done = cutover(root, *step)
        if step[2] == "plan":
            result.seconds = cpu() - started
        if done.returncode != 0:
            result.trouble = f"{step[2]} exited {done.returncode}: {done.stderr[-1500:]}"
            result.trouble += done.stdout[-1500:] if step[2] == "plan" else ""
            return False
    return True


def _verify(result: Result, root: Path, manifest: Path) -> None:
    """Count what is left, and note what should have been named and is not."""
    verified = cutover(root, "-f", str(manifest), "verify", "--format", "json")
    result.left = 0 if verified.returncode == 0 else verified.stdout.count('"rule"') or 1
    if verified.returncode not in {0, 1}:
        result.trouble = f"verify exited {verified.returncode}: {verified.stderr[-500:]}"
    silent = [path for path in result.replay.named if path not in verified.stdout]
    if silent:
        result.trouble = f"verify does not name {', '.join(silent)}"
    elif result.replay.named:
        result.notes.append(f"verify names {len(result.replay.named)} leftovers people overlooked")


def check_types(result: Result, directory: Path, root: Path, place: Path) -> None:
    """Note what the compiler says of production code that it did not say before."""
    replay = result.replay
    errors = new_errors(directory, replay.parent, replay.typed, root, place)
    if errors:
        result.trouble = f"new type errors: {'; '.join(errors)[:1500]}"
    else:
        result.notes.append(f"tsc says nothing new of {', '.join(replay.typed)}")


def _files(root: Path) -> list[Path]:
    return [p for p in root.rglob("*") if p.is_file() and not _NOT_SOURCE & {*p.parts}]


def _compare(result: Result, directory: Path, root: Path, before: Mapping[Path, bytes]) -> None:
    replay = result.replay
    names = git(
        directory, "diff", "--name-only", "--no-renames", "-z", replay.parent, replay.commit
    )
    human = {name for name in names.decode().split("\0") if name}
    now = {p: p.read_bytes() for p in _files(root)}
    changed = {p for p in {*before, *now} if before.get(p) != now.get(p)}
    ours = {p.relative_to(root).as_posix() for p in changed}
    result.human, result.ours = len(human), len(ours)
    for name in sorted(human | ours):
        theirs = shown(directory, replay.commit, name)
        old, mine = before.get(root / name), now.get(root / name)
        if mine == theirs:
            result.same.append(name)
        elif name in human and mine and theirs and same_but_lines(name, mine, theirs):
            result.wraps.append(name)
        elif name not in human:
            result.extra.append(name)
        else:
            result.differ.append(name)
        if name in ours and old is not None and mine is not None and is_broken(name, old, mine):
            result.broken.append(name)


def table(results: Sequence[Result]) -> str:
    """The results as Markdown."""
    lines = ["| " + " | ".join(COLUMNS) + " |", "|" + " --- |" * len(COLUMNS)]
    for r in results:
        cells = (r.replay.name, r.replay.kind, r.human, r.ours, len(r.same),
                 len(r.wraps), len(r.differ), len(r.extra), r.left, len(r.broken), f"{r.seconds:.2f}")  # fmt: skip
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines)


def by_file(result: Result) -> str:
    """Every file of one replay as Markdown: how it came out, and why."""
    rows = [(path, "identical", "") for path in result.same]
    rows += [(path, "line breaks", "") for path in result.wraps]
    for path in (*result.differ, *result.extra):
        asked = "differs; reworked by people" if path in result.replay.asked else "differs"
        how = asked if path in result.differ else "not in the commit"
        rows.append((path, how, result.replay.why.get(path, "UNEXPLAINED")))
    lines = [f"| {' | '.join(row)} |" for row in (("file", "result", "why"), ("---",) * 3)]
    return "\n".join((*lines, *(f"| {' | '.join(row)} |" for row in sorted(rows))))


def report(result: Result) -> Iterator[str]:
    """Why files differ, one line each."""
    name = result.replay.name
    if result.trouble:
        yield f"{name}: {result.trouble}"
    yield from (f"{name}: {note}" for note in result.notes)
    yield from (f"{name}: {path} is broken" for path in result.broken)
    for path in (*result.differ, *result.extra):
        kind = "differs" if path in result.differ else "not in the commit"
        yield f"{name}: {path} {kind}: {result.replay.why.get(path, 'UNEXPLAINED')}"


def main() -> int:
    """Run the replays; 1 if one failed, broke a file, or differs without a reason on record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mirrors", type=Path, required=True, help="folder of git directories")
    parser.add_argument("--keep", type=Path, help="keep the trees below this folder")
    parser.add_argument("--npm", type=Path, help="keep what npm installs below this folder")
    parser.add_argument("--types", action="store_true", help="let the compiler check the result")
    parser.add_argument("--files", action="store_true", help="name every file that is compared")
    parser.add_argument("names", nargs="*", help="replays to run (default: all)")
    options = parser.parse_args()
    results = []
    for replay in replays(options.names):
        directory = git_directory(options.mirrors, replay.repository)
        if directory is None:
            print(f"{replay.name}: no mirror of {replay.repository}", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory() as scratch:
            place = (options.keep or Path(scratch)) / replay.name
            npm = options.npm or Path(scratch) / "npm"
            result = run(replay, directory, place, npm)
            if options.types and replay.typed and not result.trouble:
                check_types(result, directory, place / "tree", npm / f"{replay.name}-typed")
        results.append(result)
        print("\n".join(report(result)), file=sys.stderr)
        if options.files:
            print(f"{by_file(result)}\n")
    print(table(results))
    failed = [r for r in results if r.trouble or r.broken or r.unexplained()]
    return 1 if failed or not results else 0


if __name__ == "__main__":
    sys.exit(main())
