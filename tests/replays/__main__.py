"""Replay real cutovers: `python -m tests.replays --mirrors FOLDER [NAME ...]`.

FOLDER holds git directories, one for each repository, called ``owner+name`` (a bare repository,
or a folder with one called ``repo``). For every replay the tree before the commit is laid out, the
manifest (after a preparing one, ``first.toml``, where there is one) is completed by `scan --update`, then `plan`, `apply` and `verify` run as a user would run
them, and the result is compared with what people committed.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import os
import re
import resource
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
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


@dataclass(frozen=True)
class Replay:
    """One commit: where it is, and why some files come out differently."""

    name: str
    repository: str
    parent: str
    commit: str
    kind: str
    manifest: Path
    why: Mapping[str, str]


@dataclass
class Result:
    """What one replay gave, file by file; ``wraps`` differ in line breaks alone."""

    replay: Replay
    human: int = 0
    ours: int = 0
    same: list[str] = field(default_factory=list)
    wraps: list[str] = field(default_factory=list)
    differ: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    left: int = 0
    seconds: float = 0.0
    trouble: str = ""

    def unexplained(self) -> list[str]:
        """The files that differ, or that nobody but us touched, without a reason on record."""
        return [path for path in (*self.differ, *self.extra) if path not in self.replay.why]


def replays(names: Sequence[str]) -> Iterator[Replay]:
    """The replays on record, or those that are named."""
    for path in sorted(HERE.glob("*/replay.toml")):
        name = path.parent.name
        if names and name not in names:
            continue
        record = tomllib.loads(path.read_text(encoding="utf-8"))
        yield Replay(
            name,
            record["repository"],
            record["parent"],
            record["commit"],
            record["kind"],
            path.parent / "manifest.toml",
            record.get("why", {}),
        )


def git_directory(mirrors: Path, repository: str) -> Path | None:
    """The git directory of a repository in the folder of mirrors."""
    base = mirrors / repository.replace("/", "+")
    choices = (base / "repo", base, base.with_name(base.name + ".git"))
    return next((path for path in choices if (path / "objects").is_dir()), None)


def git(directory: Path, *arguments: str) -> bytes:
    """The output of one git command; raises CalledProcessError."""
    command = ["git", f"--git-dir={directory}", *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout


def lay_out(directory: Path, revision: str, root: Path) -> None:
    """The tree of a revision below ``root``."""
    root.mkdir(parents=True)
    archive = subprocess.Popen(
        ["git", f"--git-dir={directory}", "archive", revision], stdout=subprocess.PIPE
    )
    subprocess.run(["tar", "x", "-C", str(root)], stdin=archive.stdout, check=True)
    archive.wait()


def cutover(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would."""
    command = [sys.executable, "-m", "cutover.cli.main", "-C", str(root), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent.parent)}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def run(replay: Replay, directory: Path, scratch: Path) -> Result:
    """Make one cutover again and compare."""
    result = Result(replay)
    root, manifest, plan = scratch / "tree", scratch / "manifest.toml", scratch / "plan.json"
    lay_out(directory, replay.parent, root)
    manifest.write_bytes(replay.manifest.read_bytes())
    before = {p: p.read_bytes() for p in _files(root)}
    first = replay.manifest.with_name("first.toml")
    if first.is_file():
        early = scratch / "first.toml"
        early.write_bytes(first.read_bytes())
        if not _cut_over(result, root, early, plan):
            return result
    if not _cut_over(result, root, manifest, plan):
        return result
    verified = cutover(root, "-f", str(manifest), "verify", "--format", "json")
    result.left = 0 if verified.returncode == 0 else verified.stdout.count('"rule"') or 1
    if verified.returncode not in {0, 1}:
        result.trouble = f"verify exited {verified.returncode}: {verified.stderr[-500:]}"
    _compare(result, directory, root, before)
    return result


def _cut_over(result: Result, root: Path, manifest: Path, plan: Path) -> bool:
    """Scan, plan and apply one manifest; False, with the trouble noted, if a step fails."""
    for step in (
        ("-f", str(manifest), "scan", "--update", str(manifest)),
        ("-f", str(manifest), "plan", "-o", str(plan)),
        ("-f", str(manifest), "apply", str(plan)),
    ):
        started = _seconds()
        done = cutover(root, *step)
        if step[2] == "plan":
            result.seconds = _seconds() - started
        if done.returncode != 0:
            result.trouble = f"{step[2]} exited {done.returncode}: {done.stderr[-1500:]}"
            result.trouble += done.stdout[-1500:] if step[2] == "plan" else ""
            return False
    return True


def _seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _files(root: Path) -> list[Path]:
    return [p for p in root.rglob("*") if p.is_file() and ".cutover" not in p.parts]


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
        theirs = _shown(directory, replay.commit, name)
        mine = now.get(root / name)
        if mine == theirs:
            result.same.append(name)
        elif (
            name in human
            and name.endswith(".py")
            and mine
            and theirs
            and (formatted(mine) == formatted(theirs))
        ):
            result.wraps.append(name)
        elif name not in human:
            result.extra.append(name)
        else:
            result.differ.append(name)
        if name in ours and mine is not None and name.endswith(".py"):
            _check_syntax(result, name, before.get(root / name), mine)


def _check_syntax(result: Result, name: str, old: bytes | None, new: bytes) -> None:
    """Note a file that parsed before and does not parse now."""
    with contextlib.suppress(SyntaxError, ValueError):
        if old is not None:
            ast.parse(old)
        try:
            ast.parse(new)
        except SyntaxError:
            result.broken.append(name)


def formatted(source: bytes) -> bytes:
    """Python source with nobody's line breaks: as ruff lays it out."""
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "320", "-"]
    flat = re.sub(rb",(\s*[)\]}])", rb"\1", source)
    return subprocess.run(command, input=flat, capture_output=True, check=False).stdout or source


def _shown(directory: Path, revision: str, name: str) -> bytes | None:
    try:
        return git(directory, "show", f"{revision}:{name}")
    except subprocess.CalledProcessError:
        return None


def table(results: Sequence[Result]) -> str:
    """The results as Markdown."""
    lines = ["| " + " | ".join(COLUMNS) + " |", "|" + " --- |" * len(COLUMNS)]
    for r in results:
        cells = (r.replay.name, r.replay.kind, r.human, r.ours, len(r.same),
                 len(r.wraps), len(r.differ), len(r.extra), r.left, len(r.broken), f"{r.seconds:.2f}")  # fmt: skip
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines)


def report(result: Result) -> Iterator[str]:
    """Why files differ, one line each."""
    if result.trouble:
        yield f"{result.replay.name}: {result.trouble}"
    for path in (*result.differ, *result.extra):
        kind = "differs" if path in result.differ else "not in the commit"
        yield f"{result.replay.name}: {path} {kind}: {result.replay.why.get(path, 'UNEXPLAINED')}"


def main() -> int:
    """Run the replays; 1 if one failed, broke a file, or differs without a reason on record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mirrors", type=Path, required=True, help="folder of git directories")
    parser.add_argument("--keep", type=Path, help="keep the trees below this folder")
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
            result = run(replay, directory, place)
        results.append(result)
        print("\n".join(report(result)), file=sys.stderr)
    print(table(results))
    failed = [r for r in results if r.trouble or r.broken or r.unexplained()]
    return 1 if failed or not results else 0


if __name__ == "__main__":
    sys.exit(main())
