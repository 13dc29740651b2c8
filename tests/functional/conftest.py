"""Fixtures of the functional tests: the application of `repository` in a directory of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from repository import FILES, MANIFEST, Repository

import cutover


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes find the package under test wherever they are started."""
    monkeypatch.setenv("PYTHONPATH", str(Path(cutover.__file__).parents[1]))


@pytest.fixture
def make(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> Callable[[], Repository]:
    def made() -> Repository:
        root = tmp_path_factory.mktemp("tree")
        subprocess.run(["git", "init", "-q", str(root)], check=True)
        repository = Repository(root, capsys)
        for path, text in FILES.items():
            repository.write(path, text)
        repository.write("cutover.toml", MANIFEST)
        return repository

    return made


@pytest.fixture
def tree(make: Callable[[], Repository]) -> Repository:
    return make()
