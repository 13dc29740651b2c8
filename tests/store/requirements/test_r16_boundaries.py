"""R16: the store works on the host, and knows nothing of what an older store left in plain text."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from store.cli.main import main as command
from store.settings import StoreSettings
from store.token_store import KeyringTokenStore
from tests.store.requirements.rigs import Mode, bytes_below

ROOT = Path(__file__).parents[3]
OLD = {
    "anthropic.json": {"access_token": "s3cret-old", "expiry": 4_000_000_000},
    "gemini-work.json": {"access_token": "s3cret-old-work", "expiry": 4_000_000_000},
    "codex.json": {"access_token": "s3cret-old-codex", "refresh_token": "s3cret-r", "expiry": 1},
}
OLDER_WORDS = re.compile(r"migrat|legacy|deprecat|shim|backward|multi_?provider", re.IGNORECASE)
COMMANDS = {"delete", "doctor", "list", "lock", "pin", "rekey", "show"}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The directory of a home in which an older store left tokens in plain text."""
    directory = tmp_path / "user" / ".llxprt" / "oauth"
    directory.mkdir(mode=0o700, parents=True)
    for name, fields in OLD.items():
        (directory / name).write_text(json.dumps(fields, indent=2))
        (directory / name).chmod(0o600)
        os.utime(directory / name, ns=(1_600_000_000_000_000_001, 1_700_000_000_000_000_001))
    return directory


@pytest.fixture
def recorded(
    request: pytest.FixtureRequest, mode: Mode, old: Path, tmp_path: Path
) -> Iterator[dict[str, Any]]:
    """What a program did that went through the life of a token beside the old files."""
    address = f"unix:path={tmp_path}/no-bus"
    if mode == "keyring":
        address = request.getfixturevalue("secret_service").address
    home = old.parents[1]
    hidden = ("STORE_", "XDG_", "PYTHON_KEYRING_", "COV_", "COVERAGE_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(hidden)}
    environment |= {"HOME": str(home), "DBUS_SESSION_BUS_ADDRESS": address}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.store.requirements.recorder",
            str(home),
            str(tmp_path / "run"),
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    yield json.loads(done.stdout) | {"stderr": done.stderr, "address": address}


def states(directory: Path) -> dict[str, tuple[object, ...]]:
    found: dict[str, tuple[object, ...]] = {}
    for path in directory.glob("*.json"):
        status = path.stat()
        times = (status.st_atime_ns, status.st_mtime_ns, status.st_ctime_ns)
        found[path.name] = (*times, status.st_ino, status.st_mode, status.st_nlink, status.st_size)
    return found


@pytest.fixture
def before(old: Path) -> dict[str, tuple[object, ...]]:
    return states(old)


@pytest.mark.requirement("R16.2")
def test_old_files_are_neither_read_nor_touched_nor_mentioned(
    before: dict[str, tuple[object, ...]], recorded: dict[str, Any], old: Path, mode: Mode
) -> None:
    assert states(old) == before
    assert {name: json.loads((old / name).read_text()) for name in OLD} == OLD
    assert recorded["found"] == {
        "token": False,
        "providers": [],
        "buckets": [],
        "stats": False,
        "removed": False,
        "place": "keyring" if mode == "keyring" else "file",
        "providers_at_the_end": ["gemini"],
    }
    below = [path for path in recorded["paths"] if path.startswith(str(old))]
    assert below, "the recorder saw nothing of the refresh locks"
    assert [path for path in below if not path.startswith(str(old / "locks"))] == []
    said = recorded["said"] + recorded["stderr"]
    assert "gemini" in said
    for name in (*OLD, "s3cret", "plain", "older", str(old / "anthropic")):
        assert name not in said


@pytest.mark.requirement("R16.2")
def test_nothing_of_the_old_tokens_is_copied(recorded: dict[str, Any], old: Path) -> None:
    assert recorded["found"]["token"] is False
    for name in OLD:
        (old / name).unlink()
    assert b"s3cret-old" not in bytes_below(old.parents[1])


@pytest.mark.requirement("R16.1")
def test_the_store_serves_nobody_and_leaves_nothing_to_children(
    recorded: dict[str, Any], mode: Mode
) -> None:
    assert recorded["environment_kept"] is True
    assert recorded["processes"] == []
    events = {each.split()[0] for each in recorded["sockets"]}
    assert not events & {"socket.bind", "socket.listen", "socket.sendto"}
    connects = [each for each in recorded["sockets"] if each.startswith("socket.connect")]
    socket = recorded["address"].partition("=")[2].partition(",")[0]
    assert all(socket in each for each in connects), connects
    assert bool(connects) or mode == "fallback"


@pytest.mark.requirement("R16.3")
def test_no_command_no_setting_and_no_name_is_about_older_data() -> None:
    assert set(command.commands) == COMMANDS
    options = {
        each
        for name in command.commands.values()
        for parameter in name.params
        for each in parameter.opts
    }
    names = {*StoreSettings.model_fields, *vars(KeyringTokenStore), *options}
    for path in sorted((ROOT / "store").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            match node:
                case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                    names.add(name)
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    names.add(name)
                case ast.Constant(value=str(name)):
                    names.add(name)
                case _:
                    pass
    assert "save_token" in names
    assert sorted(name for name in names if OLDER_WORDS.search(name)) == []
    assert not [name for name in options if "import" in name or "convert" in name]


@pytest.mark.requirement("R16.2")
def test_no_source_names_the_old_files() -> None:
    for path in sorted((ROOT / "store").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"oauth.{0,40}\.json", text), path
        assert ".llxprt" not in text or path.name == "settings.py"
