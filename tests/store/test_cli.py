from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from store.cli.main import main
from store.model import OAuthToken
from store.token_store import KeyringTokenStore


def test_commands_never_show_a_secret(
    tmp_path: Path, token: OAuthToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORE_DIRECTORY", str(tmp_path / "s"))
    monkeypatch.setenv("STORE_BACKEND", "file")
    KeyringTokenStore().save_token("a", token)
    run = CliRunner()
    listed = run.invoke(main, ["list", "--format", "json"])
    assert json.loads(listed.stdout) == {"a": ["default"]}
    shown = run.invoke(main, ["show", "a"])
    assert shown.exit_code == 0
    assert "s3cret" not in shown.output
    assert run.invoke(main, ["doctor"]).exit_code == 0
    assert run.invoke(main, ["delete", "a"]).exit_code == 0
    assert run.invoke(main, ["show", "a"]).exit_code == 1
    assert run.invoke(main, ["show", "a/b"]).exit_code == 2
