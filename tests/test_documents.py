"""The console fences of the README and of the runbooks, run as they stand.

Each document gets a copy of the embedded application under git, with its manifest as
``cutover.toml``, and its ``$`` commands run there in order. What they print must be what the
document says; ``...`` stands for anything. ``$ echo $?`` shows how the command before ended.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser

ROOT = Path(__file__).parent.parent
ACME = ROOT / "tests" / "applications" / "acme"
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "store" / "README.md",
    *sorted((ROOT / "runbooks").glob("*.md")),
]
COMMAND = re.compile(
    r"^\$ (?P<command>.*(?:\n> .*)*)\n?(?P<output>(?:(?!\$ ).*\n?)*)", re.MULTILINE
)
SAME = doctest.ELLIPSIS
GIT = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "acme"), ("EMAIL", "acme@example.org"))
}


class Shell:
    """Runs commands in a folder, each in a shell of its own that knows how the last one ended."""

    def __init__(self, folder: Path, home: Path) -> None:
        self._folder = folder
        self._status = 0
        path = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
        self._environment = {
            "PATH": os.pathsep.join([str(shims(home)), *path]),
            "HOME": str(home),
            "PYTHONPATH": str(ROOT),
            "GIT_CONFIG_NOSYSTEM": "1",
            "COLUMNS": "100",
            "LC_ALL": "C.UTF-8",
            **GIT,
        }

    def __call__(self, command: str) -> str:
        done = subprocess.run(
            ["bash", "-c", f"(exit {self._status})\n{command}"],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        self._status = done.returncode
        return done.stdout


def shims(home: Path) -> Path:
    """A folder with the commands, for those who run the tests without having installed them."""
    folder = home / "bin"
    folder.mkdir(parents=True)
    for command, module in (("cutover", "cutover.cli.main"), ("store", "store")):
        if not (Path(sys.executable).parent / command).exists():
            shim = folder / command
            shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n')
            shim.chmod(0o755)
    return folder


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    tree = tmp_path / "acme"
    shutil.copytree(ACME, tree, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
    shutil.copy(ROOT / "configs" / "acme.toml", tree / "cutover.toml")
    run = Shell(tree, tmp_path / "home")
    assert run("git init --quiet && git add --all && git commit --quiet -m before") == ""
    return run


def evaluator(run: Callable[[str], str]) -> Callable[[Example], str | None]:
    """What Sybil asks about each fence: what is wrong with it, or None."""

    def evaluate(example: Example) -> str | None:
        text = str(example.parsed)
        found = list(COMMAND.finditer(text))
        if not found or found[0].start() != 0:
            return "a console fence starts with a command: '$ ...'"
        problems = (_problem(run, each["command"], each["output"]) for each in found)
        return next((problem for problem in problems if problem), None)

    return evaluate


def _problem(run: Callable[[str], str], command: str, expected: str) -> str | None:
    said = run(command.replace("\n> ", "\n"))
    if doctest.OutputChecker().check_output(expected, said, SAME):
        return None
    return f"$ {command}\nexpected:\n{expected}\nsaid:\n{said}"


def fences(document: Path, run: Callable[[str], str]) -> Iterator[Example]:
    parser = CodeBlockParser(language="console", evaluator=evaluator(run))
    return iter(Sybil(parsers=[parser], path=str(ROOT)).parse(document).examples())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_says_what_happens(document: Path, shell: Shell) -> None:
    count = 0
    for example in fences(document, shell):
        example.evaluate()
        count += 1
    assert count, "a document without a console fence shows nothing"


@pytest.mark.parametrize(
    ("expected", "wrong"), [("one\n", False), ("o...\n", False), ("two\n", True), ("", True)]
)
def test_a_transcript_is_compared(expected: str, wrong: bool) -> None:
    assert bool(_problem(lambda command: "one\n", "say", expected)) is wrong
