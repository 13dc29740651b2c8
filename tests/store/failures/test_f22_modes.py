"""F22: a switch that nobody read, so that both legs of CI ran the same code, in the user's home."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import secretstorage

from store.model import OAuthToken
from store.secure_store import SecureStore
from store.token_store import KeyringTokenStore
from tests.requirements.tables import parse_results
from tests.store.conftest import Mode
from tests.store.secret_service import SecretService

ROOT = Path(__file__).parents[3]
PROOF = "test_f22_the_mode_of_a_test_decides_where_its_token_is"


@pytest.mark.requirement("F22", "R15.2")
def test_f22_the_mode_of_a_test_decides_where_its_token_is(
    mode: Mode,
    tokens: KeyringTokenStore,
    secure: SecureStore,
    token: OAuthToken,
    secret_service: SecretService,
    tmp_path: Path,
) -> None:
    tokens.save_token("anthropic", token)
    tokens.save_token("anthropic", token, "work")
    files = list(tmp_path.rglob("*.tok"))
    assert len(files) == (0 if mode == "keyring" else 2)
    wanted = {f"{secure.service}:anthropic:{bucket}" for bucket in ("default", "work")}
    assert wanted & services(secret_service) == (wanted if mode == "keyring" else set())


@pytest.mark.requirement("F22", "R15.2")
@pytest.mark.parametrize("leg", ["keyring", "fallback", "both"])
def test_f22_the_option_chooses_the_leg_and_no_leg_touches_the_user_s_own(
    leg: str, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    with user(tmp_path / "user") as (home, environment, daemon):
        before = services(daemon)
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", PROOF),
                *(f"--secure-store-mode={leg}", f"--requirements-report={report}"),
                str(Path(__file__).relative_to(ROOT)),
            ],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        assert services(daemon) == before
        assert list(home.iterdir()) == []
    ran = sorted(str(each.mode) for each in parse_results(report.read_text()))
    assert ran == (["fallback", "keyring"] if leg == "both" else [leg])


@pytest.mark.requirement("F22")
@pytest.mark.parametrize("variable", ["STORE_BACKEND", "STORE_DISABLE_KEYRING", "STORE_FALLBACK"])
def test_f22_no_variable_changes_what_a_leg_tests(
    request: pytest.FixtureRequest,
    mode: Mode,
    variable: str,
    token: OAuthToken,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    values = {"STORE_BACKEND": "file" if mode == "keyring" else "keyring"}
    monkeypatch.setenv(variable, values.get(variable, "deny" if "FALL" in variable else "true"))
    tokens: KeyringTokenStore = request.getfixturevalue("tokens")
    tokens.save_token("anthropic", token)
    (entry,) = tokens.secure_store.index().entries.values()
    assert entry.place == ("keyring" if mode == "keyring" else "file")


@pytest.mark.requirement("F22", "R15.2")
@pytest.mark.parametrize("leg", ["keyring", "fallback"])
def test_f22_ci_hands_the_leg_on_to_the_tests(leg: str) -> None:
    said = subprocess.run(
        ["make", "--dry-run", "--always-make", "test", f"MODE={leg}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    assert f"--secure-store-mode={leg}" in said
    assert f"--mode={leg}" in said
    assert '"${1:-both}"' in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert "secure-store-mode: [keyring, fallback]" in workflow
    assert ".ci/run ${{ matrix.secure-store-mode }}" in workflow


@contextmanager
def user(folder: Path) -> Iterator[tuple[Path, dict[str, str], SecretService]]:
    """A user with an empty home and an unlocked keyring of their own."""
    home = folder / "home"
    home.mkdir(parents=True)
    with SecretService(folder / "daemon") as daemon:
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        changed = {"HOME": str(home), "DBUS_SESSION_BUS_ADDRESS": daemon.address}
        yield home, kept | changed | {"PYTHONDONTWRITEBYTECODE": "1"}, daemon


def services(daemon: SecretService) -> set[str]:
    """What lies in the keyring, as any program sees it."""
    with daemon.connection() as connection:
        items = secretstorage.Collection(connection).get_all_items()
        return {str(item.get_attributes().get("service")) for item in items}
