"""An index or an id that is lost, places that are switched: nothing acknowledged turns into None."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.backends.base import Backend
from store.backends.scoped import Scoped
from store.deadlines import Deadline
from store.errors import KeyMissing, NoKeyring, Timeout, Unavailable
from store.secure_store import SecureStore
from tests.store.fakes_of_places import FailingBackend, failure


class Mute(FailingBackend):
    """A keyring that cannot name its entries, as those of macOS and Windows."""

    def discover(self, service: str, deadline: Deadline) -> None:  # type: ignore[override]
        return None


class Machine:
    """Three places over one directory, and stores that use some of them."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.keyring, self.wrapped, self.file = (
            Mute("keyring"),
            FailingBackend("w"),
            FailingBackend("file"),
        )

    def auto(self) -> SecureStore:
        return self.open(Scoped(self.keyring, self.directory), self.file)

    def open(self, keyring: Backend | None, fallback: Backend | None) -> SecureStore:
        return SecureStore("svc", directory=self.directory, keyring=keyring, fallback=fallback)

    def lose_index(self) -> None:
        (self.directory / "svc" / "index.json").unlink()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_who_makes_the_index_anew_does_not_hide_what_others_keep(machine: Machine) -> None:
    machine.auto().set("a:a", "acknowledged")
    machine.lose_index()
    machine.open(machine.wrapped, None).set("b:b", "other")
    assert machine.auto().get("a:a") == "acknowledged"


def test_a_removal_stays_one_though_a_keyring_cannot_name_its_entries(machine: Machine) -> None:
    machine.auto().set("a:a", "old")
    machine.keyring.failure = failure(Timeout)
    machine.auto().set("a:a", "new", spill=True)
    machine.keyring.failure = None
    machine.lose_index()
    assert machine.auto().get("a:a") == "new"
    assert machine.auto().delete("a:a")
    assert machine.auto().get("a:a") is None
    assert machine.auto().list() == ()
    machine.auto().set("a:a", "again")
    assert machine.auto().get("a:a") == "again"


def test_a_removal_outlasts_a_first_save_that_crashed(machine: Machine) -> None:
    machine.auto().set("z:z", "known")
    store = machine.auto()
    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        write = store._index.write
        calls = iter([write, _interrupted])
        patch.setattr(store._index, "write", lambda index: next(calls)(index))
        store.set("a:a", "never acknowledged")
    machine.keyring.failure = failure(NoKeyring)
    machine.auto().delete("a:a")
    machine.keyring.failure = None
    assert machine.auto().get("a:a") is None
    assert machine.auto().list() == ("z:z",)


def _interrupted(_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("pin", [None, "file"])
def test_a_lost_index_makes_no_outage_an_absent_token(machine: Machine, pin: str | None) -> None:
    machine.auto().set("a:a", "acknowledged")
    machine.lose_index()
    machine.auto().set("b:b", "other")
    machine.auto().pin(pin)
    machine.keyring.failure = failure(NoKeyring)
    with pytest.raises(Unavailable):
        machine.auto().get("a:a")
    machine.keyring.failure = None
    assert machine.auto().get("a:a") == "acknowledged"


def test_a_spill_pins_nothing(machine: Machine) -> None:
    machine.keyring.failure = failure(Timeout)
    machine.auto().set("a:a", "spilled", spill=True)
    machine.keyring.failure = None
    assert machine.auto().index().pin is None
    machine.auto().set("a:a", "back")
    assert machine.auto().index().entries["a:a"].place == "keyring"


def test_an_entry_whose_key_is_gone_can_be_replaced(machine: Machine) -> None:
    machine.auto().set("a:a", "old")
    with pytest.MonkeyPatch.context() as patch:

        def missing(*_: object) -> None:
            raise KeyMissing("made by the test")

        patch.setattr(machine.keyring, "get", missing)
        machine.auto().set("a:a", "new")
    assert machine.auto().get("a:a") == "new"


def test_a_lost_id_is_no_absent_token(machine: Machine) -> None:
    machine.auto().set("a:a", "acknowledged")
    path = machine.directory / "svc" / "id"
    kept = path.read_bytes()
    path.unlink()
    with pytest.raises(KeyMissing, match="id is gone"):
        machine.auto().get("a:a")
    path.write_bytes(kept)
    path.chmod(0o600)
    assert machine.auto().get("a:a") == "acknowledged"
