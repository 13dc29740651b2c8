from __future__ import annotations

from pathlib import Path

import pytest

from store.backends.files import private_files
from tests.bench import store_crash


def test_no_kill_corrupts_tears_or_invents(tmp_path: Path) -> None:
    counts = store_crash.crash(tmp_path, kills=60, seed=1)
    assert counts.clean, str(counts)
    assert (counts.kills_in_set, counts.kills_in_rekey) == (30, 30)
    assert counts.reads > 60


def test_the_loop_sees_a_writer_that_writes_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_place(source: Path, target: Path) -> None:
        content = source.read_bytes()
        with target.open("wb", buffering=0) as file:
            for start in range(0, len(content), 16):
                file.write(content[start : start + 16])
        target.chmod(0o600)
        source.unlink()

    monkeypatch.setattr(private_files, "_replace", in_place)
    # Whether a kill hits the write is chance; that none of some hundred does is none.
    rounds = (store_crash.crash(tmp_path / str(n), kills=20, seed=n) for n in range(20))
    assert any(not counts.clean for counts in rounds)


def test_the_command_prints_its_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert store_crash.main(["--kills", "4", "--directory", str(tmp_path)]) == 0
    assert "corrupt         0" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())
