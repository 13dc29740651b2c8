from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from store.cli.main import main
from store.errors import ExitCode
from store.model import OAuthToken
from store.settings import load_settings
from store.token_store import KeyringTokenStore
from tests.store.secret_service import SecretService

TOKEN = OAuthToken.parse(
    {
        "access_token": "s3cret-access",
        "refresh_token": "s3cret-refresh",
        "id_token": "s3cret-id",
        "expiry": 4_000_000_000,
        "scope": "read",
    }
)
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    for name in ("", "KEY_", "RUNTIME_"):
        monkeypatch.setenv(f"STORE_{name}DIRECTORY", str(tmp_path / f"{name or 'data'}"))
    monkeypatch.setenv("STORE_BACKEND", "file")

    def command(*arguments: str) -> Result:
        result = CliRunner().invoke(main, arguments)
        assert "s3cret" not in result.output
        assert "Traceback" not in result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return command


@pytest.fixture
def tokens(run: Run) -> KeyringTokenStore:
    store = KeyringTokenStore(settings=load_settings())
    store.save_token("anthropic", TOKEN)
    store.save_token("anthropic", TOKEN, "me@work.com")
    return store


def test_list_names_what_is_stored(run: Run, tokens: KeyringTokenStore) -> None:
    rows = json.loads(run("list", "--format", "json").stdout)
    assert [(row["provider"], row["bucket"], row["place"]) for row in rows] == [
        ("anthropic", "default", "file"),
        ("anthropic", "me@work.com", "file"),
    ]
    head, *lines = run("list").stdout.splitlines()
    assert head.split()[:3] == ["PROVIDER", "BUCKET", "PLACE"]
    assert [line.split()[:3] for line in lines] == [
        ["anthropic", "default", "file"],
        ["anthropic", "me@work.com", "file"],
    ]


def test_list_of_nothing_is_no_error(run: Run) -> None:
    result = run("list", "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])
    assert "no tokens" in result.stderr


def test_show_tells_everything_but_secrets(run: Run, tokens: KeyringTokenStore) -> None:
    facts = json.loads(run("show", "anthropic", "--format", "json").stdout)
    assert facts["expires_at"] == "2096-10-02T07:06:40+00:00"
    assert facts["other_fields"] == ["id_token"]
    assert (facts["expired"], facts["refreshable"], facts["scope"]) == (False, True, "read")
    assert "refreshable" in run("show", "anthropic", "--bucket", "me@work.com").stdout


def test_what_is_not_there_is_not_found(run: Run, tokens: KeyringTokenStore) -> None:
    for arguments in (("show", "x"), ("show", "anthropic", "--bucket", "y"), ("delete", "x")):
        result = run(*arguments)
        assert result.exit_code == ExitCode.NOT_FOUND
        assert result.stdout == ""
        assert "NOT_FOUND: no token is stored for" in result.stderr


def test_delete_removes_one(run: Run, tokens: KeyringTokenStore) -> None:
    assert run("delete", "anthropic").exit_code == 0
    assert tokens.list_buckets("anthropic") == ("me@work.com",)
    assert run("delete", "anthropic").exit_code == ExitCode.NOT_FOUND


@pytest.mark.requirement("R19.1")
def test_a_bad_name_is_a_usage_error(run: Run) -> None:
    result = run("show", "a/b")
    assert result.exit_code == ExitCode.USAGE
    assert "'a/b'" in result.stderr
    assert "[A-Za-z0-9._@-]" in result.stderr


def test_a_bad_setting_names_its_variable(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORE_DEADLINE", "s3cret")
    result = run("list")
    assert result.exit_code == ExitCode.USAGE
    assert "STORE_DEADLINE" in result.stderr
    monkeypatch.delenv("STORE_DEADLINE")
    monkeypatch.setenv("STORE_SERVICE", "a/b")
    assert "STORE_SERVICE" in run("doctor").stderr


def test_a_damaged_entry_is_corrupt_and_kept(run: Run, tokens: KeyringTokenStore) -> None:
    (path, *_) = sorted(tokens.secure_store.directory.rglob("*.tok"))
    path.write_bytes(path.read_bytes()[:-9])
    results = [run("show", "anthropic"), run("show", "anthropic", "--bucket", "me@work.com")]
    assert sorted(result.exit_code for result in results) == [0, ExitCode.CORRUPT]
    doctor = run("doctor")
    assert doctor.exit_code == ExitCode.FINDINGS
    assert "CORRUPT" in doctor.stderr
    assert path.exists()


def test_rekey_keeps_every_token(run: Run, tokens: KeyringTokenStore) -> None:
    before = {path: path.read_bytes() for path in tokens.secure_store.directory.rglob("*.tok")}
    result = run("rekey", "--format", "json")
    assert json.loads(result.stdout) == {"entries_in_file": 2, "kept_as_they_were": 0}
    assert all(path.read_bytes() != content for path, content in before.items())
    fresh = KeyringTokenStore(settings=load_settings())
    assert fresh.get_token("anthropic") == TOKEN


def test_rekey_says_what_it_had_to_leave(run: Run, tokens: KeyringTokenStore) -> None:
    (path, *_) = sorted(tokens.secure_store.directory.rglob("*.tok"))
    path.write_bytes(path.read_bytes()[:-9])
    result = run("rekey", "--format", "json")
    assert result.exit_code == ExitCode.CORRUPT
    assert json.loads(result.stdout) == {"entries_in_file": 1, "kept_as_they_were": 1}
    assert "CORRUPT" in result.stderr


def test_another_service_is_another_store(run: Run, tokens: KeyringTokenStore) -> None:
    assert json.loads(run("--service", "other", "list", "--format", "json").stdout) == []


def test_locks_are_shown_and_released(run: Run, tokens: KeyringTokenStore) -> None:
    assert json.loads(run("lock", "status", "--format", "json").stdout) == []
    assert tokens.acquire_refresh_lock("anthropic")
    (row,) = json.loads(run("lock", "status", "--format", "json").stdout)
    assert (row["account"], row["owner"]) == ("anthropic:default", "alive")
    refused = run("lock", "release", "anthropic")
    assert refused.exit_code == ExitCode.BUSY
    assert "--force" in refused.stderr
    assert run("lock", "release", "anthropic", "--force").exit_code == 0
    assert run("lock", "release", "anthropic").exit_code == 0
    assert json.loads(run("lock", "status", "--format", "json").stdout) == []


def test_pin_says_where_saves_go(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("pin", "file").exit_code == 0
    assert run("pin", "none").exit_code == 0
    assert run("pin", "keyring").exit_code == ExitCode.UNAVAILABLE
    assert run("pin", "elsewhere").exit_code == ExitCode.USAGE


def test_there_is_no_import(run: Run) -> None:
    assert run("import", "--from-json", "x").exit_code == ExitCode.USAGE


def store(service: SecretService, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user of that bus does."""
    environment = service.environment | {
        "STORE_DIRECTORY": str(home / "data"),
        "STORE_KEY_DIRECTORY": str(home / "keys"),
        "STORE_RUNTIME_DIRECTORY": str(home / "runtime"),
        "STORE_DEADLINE": "2",
    }
    done = subprocess.run(
        [sys.executable, "-m", "store", *arguments],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "s3cret" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


SAVE = """
from store import KeyringTokenStore, OAuthToken
KeyringTokenStore().save_token("a", OAuthToken(access_token="s3cret", expiry=4e9))
"""


def facts(done: subprocess.CompletedProcess[str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_the_doctor_tells_the_states_of_a_keyring_apart(tmp_path: Path) -> None:
    with SecretService(tmp_path / "home") as service:
        first = store(service, tmp_path, "doctor", "--format", "json")
        assert first.returncode == 0
        assert facts(first)["on_save"] == "goes to the Secret Service"
        assert store(service, tmp_path, "pin", "keyring").returncode == 0
        service.lock()
        locked = store(service, tmp_path, "doctor", "--format", "json")
        assert (locked.returncode, facts(locked)["on_save"]) == (ExitCode.LOCKED, "fails: LOCKED")
        service.unlock()
        service.pause()
        frozen = store(service, tmp_path, "doctor")
        assert frozen.returncode == ExitCode.TIMEOUT
        assert "TIMEOUT" in frozen.stderr
        service.resume()
        service.kill()
        killed = store(service, tmp_path, "doctor", "--format", "json")
        assert killed.returncode == ExitCode.UNAVAILABLE
        assert store(service, tmp_path, "pin", "none").returncode == 0
        alone = store(service, tmp_path, "doctor", "--format", "json")
        assert alone.returncode == 0
        assert "no keyring" in str(facts(alone)["on_save"])


def test_the_doctor_finds_what_lingers(tmp_path: Path) -> None:
    with SecretService(tmp_path / "home") as service:
        environment = service.environment | {
            "STORE_DIRECTORY": str(tmp_path / "data"),
            "STORE_RUNTIME_DIRECTORY": str(tmp_path / "runtime"),
        }
        root = Path(__file__).parents[2]
        subprocess.run([sys.executable, "-c", SAVE], env=environment, cwd=root, check=True)
        service.lock()
        assert store(service, tmp_path, "delete", "a").returncode == ExitCode.LOCKED
        service.unlock()
        found = store(service, tmp_path, "doctor")
        assert found.returncode == ExitCode.FINDINGS
        assert "REMOVED_AND_STILL_STORED" in found.stderr
        assert "store delete a" in found.stderr
        assert store(service, tmp_path, "delete", "a").returncode == 0
        assert store(service, tmp_path, "doctor").returncode == 0


def test_what_a_provider_wrote_moves_no_cursor(run: Run, tokens: KeyringTokenStore) -> None:
    scope = "a\x1b]0;owned\x07\nplace         file"
    tokens.save_token("evil", TOKEN.model_copy(update={"scope": scope}))
    shown = run("show", "evil").stdout
    assert "\x1b" not in shown
    assert shown.count("place ") == 2
    assert len([line for line in shown.splitlines() if line.startswith("place ")]) == 1


@pytest.mark.parametrize("directory", ["/", "~no-such-user/x", " "])
def test_a_directory_that_cannot_be_is_a_usage_error(
    run: Run, directory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORE_DIRECTORY", directory)
    result = run("doctor")
    assert result.exit_code == ExitCode.USAGE
    assert "STORE_DIRECTORY" in result.stderr


def test_the_doctor_knows_when_a_save_would_fail(
    run: Run, tokens: KeyringTokenStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keys = next((tmp_path / "KEY_").rglob("keys.json"))
    kept = keys.rename(keys.with_suffix(".kept"))
    assert run("doctor").exit_code == ExitCode.CORRUPT
    kept.rename(keys)
    keys.chmod(0o644)
    assert run("doctor").exit_code == ExitCode.DENIED
    keys.chmod(0o600)
    keys.parent.chmod(0o777)
    assert run("doctor").exit_code == ExitCode.DENIED
    assert run("show", "anthropic").exit_code == ExitCode.DENIED
    keys.parent.chmod(0o700)
    assert run("doctor").exit_code == 0
    monkeypatch.setenv("STORE_SERVICE", "fresh")
    monkeypatch.setenv("STORE_KEY_SOURCE", "passphrase")
    result = run("doctor")
    assert result.exit_code == ExitCode.CORRUPT
    assert "KEY_MISSING" in result.stderr
    assert "STORE_PASSPHRASE_FILE" in result.stderr


def test_a_full_disk_behind_stdout_is_said() -> None:
    environment = {"PATH": "/usr/bin:/bin", "STORE_BACKEND": "file", "HOME": "/nonexistent"}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "store", "list", "--format", "json"],
            env=environment,
            cwd=Path(__file__).parents[2],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert done.returncode == ExitCode.UNAVAILABLE
    assert "Traceback" not in done.stderr
