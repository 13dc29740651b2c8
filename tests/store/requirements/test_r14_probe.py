"""R14: the keyring is probed at most once per process, for all instances together."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from store.backends.encrypted_file import EncryptedFile
from store.backends.keyrings import latch
from store.backends.os_keyring import OSKeyring
from store.backends.sealing.key_sources import KeyFile
from store.doctor import diagnose
from store.model import OAuthToken
from store.secure_store import SecureStore
from store.settings import StoreSettings
from store.token_store import KeyringTokenStore
from tests.store.requirements.bus_watch import BusWatch
from tests.store.secret_service import SecretService

PROBE = "store-probe"
ROOT = Path(__file__).parents[3]
TOKEN = OAuthToken.parse({"access_token": "s3cret-access", "expiry": 4_000_000_000})
PROGRAM = """
import sys
from pathlib import Path
from tests.store.requirements.test_r14_probe import TOKEN, many
for tokens in many(Path(sys.argv[1]), sys.argv[2], 3):
    tokens.save_token("anthropic", TOKEN)
"""


def many(directory: Path, address: str, number: int) -> Iterator[KeyringTokenStore]:
    """Stores with a service, a directory and a keyring object each, none of them used before."""
    for each in range(number):
        home = directory / str(each)
        store = SecureStore(
            f"{directory.name}-{each}"[-64:],
            directory=home / "data",
            keyring=OSKeyring(directory / "run" / "keyring.lock", bus=address),
            fallback=EncryptedFile(home / "data", KeyFile(home / "keys")),
            deadline=20.0,
        )
        yield KeyringTokenStore(store, settings=StoreSettings(deadline=20.0))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SecretService]:
    """A daemon that this process has not met."""
    with SecretService(tmp_path / "home") as found:
        yield found


@pytest.mark.requirement("R14.1")
def test_many_stores_and_threads_of_a_process_probe_once(
    service: SecretService, tmp_path: Path
) -> None:
    stores = list(many(tmp_path / "many", service.address, 12))
    with BusWatch(service) as watch:
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda tokens: tokens.save_token("anthropic", TOKEN), stores))
        for tokens in stores:
            diagnosis = diagnose(StoreSettings(), tokens)
            assert diagnosis.facts["pinned_to"] == "keyring"
        stores[0].get_token("the", "end")
        end = f"{stores[0].secure_store.service}:the:end"
        assert watch.searches(end).count(PROBE) == 1
    assert all(tokens.get_token("anthropic") == TOKEN for tokens in stores)


@pytest.mark.requirement("R14.1")
def test_a_doctor_before_the_first_save_has_probed_for_it(
    service: SecretService, tmp_path: Path
) -> None:
    first, second = many(tmp_path / "two", service.address, 2)
    with BusWatch(service) as watch:
        for tokens in (first, second):
            diagnosis = diagnose(StoreSettings(), tokens)
            assert "the Secret Service" in str(diagnosis.facts["on_save"])
        second.save_token("anthropic", TOKEN)
        first.get_token("the", "end")
        searches = watch.searches(f"{first.secure_store.service}:the:end")
        assert searches.count(PROBE) == 1


@pytest.mark.requirement("R14.1")
def test_a_read_needs_no_probe_and_a_pinned_store_neither(
    service: SecretService, tmp_path: Path
) -> None:
    (tokens,) = many(tmp_path / "one", service.address, 1)
    with BusWatch(service) as watch:
        assert tokens.get_token("anthropic") is None
        tokens.get_token("the", "end")
        end = f"{tokens.secure_store.service}:the:end"
        assert PROBE not in watch.searches(end)
    tokens.secure_store.pin("keyring")
    with BusWatch(service) as watch:
        tokens.save_token("anthropic", TOKEN)
        tokens.get_token("the", "end")
        assert PROBE not in watch.searches(end)


@pytest.mark.requirement("R14.1")
def test_another_process_probes_for_itself_once(service: SecretService, tmp_path: Path) -> None:
    (tokens,) = many(tmp_path / "here", service.address, 1)
    with BusWatch(service) as watch:
        tokens.save_token("anthropic", TOKEN)
        for name in ("one", "two"):
            command = [sys.executable, "-c", PROGRAM, str(tmp_path / name), service.address]
            subprocess.run(command, cwd=ROOT, check=True, timeout=120)
        tokens.get_token("the", "end")
        end = f"{tokens.secure_store.service}:the:end"
        assert watch.searches(end).count(PROBE) == 3


@pytest.mark.requirement("R14.1")
def test_where_there_is_no_keyring_many_stores_look_at_most_once(
    service: SecretService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[object] = []
    look = latch._outage_of

    def counted(each: Callable[[], object]) -> object:
        looks.append(each)
        return look(each)

    monkeypatch.setattr(latch, "_outage_of", counted)
    service.kill()
    for tokens in many(tmp_path, service.address, 5):
        tokens.save_token("anthropic", TOKEN)
        tokens.save_token("codex", TOKEN)
        entries = tokens.secure_store.index().entries.values()
        assert {entry.place for entry in entries} == {"file"}
    assert len(looks) <= 1
