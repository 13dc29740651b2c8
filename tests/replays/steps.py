"""The steps of a replay that start processes: git, and the command as a user runs it."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

from tests.replays.records import CHECKOUT


def git_directory(mirrors: Path, repository: str) -> Path | None:
    """The git directory of a repository in the folder of mirrors."""
    base = mirrors / repository.replace("/", "+")
    choices = (base / "repo", base, base.with_name(base.name + ".git"))
    return next((path for path in choices if (path / "objects").is_dir()), None)


def git(directory: Path, *arguments: str) -> bytes:
    """The output of one git command; raises CalledProcessError."""
    command = ["git", f"--git-dir={directory}", *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout


def shown(directory: Path, revision: str, name: str) -> bytes | None:
    """A file of a revision; None where there is none."""
    try:
        return git(directory, "show", f"{revision}:{name}")
    except subprocess.CalledProcessError:
        return None


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
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def cpu() -> float:
    """The CPU seconds of all processes that were waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
