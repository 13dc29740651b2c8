"""OSKeyring on a real gnome-keyring, in every state that a user can meet."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import secretstorage

from store.backends.keyrings.secret_bus import bus_of, close_connections
from store.backends.os_keyring import LARGEST, OSKeyring
from store.deadlines import Deadline
from store.errors import (
    Corrupt,
    InvalidName,
    InvalidToken,
    Locked,
    StoreError,
    Timeout,
    TooLarge,
    Unavailable,
)
from store.warnings_once import forget_warnings
from tests.store.prompter import Person
from tests.store.secret_service import SERVICE, Prompter, SecretService, ask

VALUE = "s3cret-value"
BUDGET = 0.4
OURS = {"service": "svc:a:x", "username": "store", "application": "Python keyring library"}
VERBS: dict[str, Callable[[OSKeyring, Deadline], object]] = {
    "get": lambda ring, deadline: ring.get("svc", "a:x", deadline),
    "set": lambda ring, deadline: ring.set("svc", "a:x", VALUE, deadline),
    "set large": lambda ring, deadline: ring.set("svc", "a:x", "s3cret" * 10_000, deadline),
    "delete": lambda ring, deadline: ring.delete("svc", "a:x", deadline),
    "discover": lambda ring, deadline: ring.discover("svc", deadline),
    "probe": lambda ring, deadline: ring.probe("svc", deadline),
}
every_verb = pytest.mark.parametrize("verb", VERBS)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    forget_warnings()
    yield
    close_connections()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SecretService]:
    with SecretService(tmp_path / "home") as service:
        yield service


@pytest.fixture
def ring(service: SecretService, tmp_path: Path) -> OSKeyring:
    return OSKeyring(tmp_path / "lock", bus=service.address)


def soon(seconds: float = 20.0) -> Deadline:
    return Deadline.after(seconds)


@contextmanager
def fails(kind: type[StoreError], budget: float = BUDGET) -> Iterator[Deadline]:
    """Expect that error by the deadline, with a remedy and without a way to what caused it."""
    start = time.monotonic()
    with pytest.raises(kind) as caught:
        yield Deadline.after(budget)
    assert time.monotonic() - start < budget * 1.2 + 1
    assert caught.value.remedy
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@contextmanager
def items(service: SecretService) -> Iterator[secretstorage.Collection]:
    """The default collection as another application sees it."""
    with service.connection() as connection:
        yield secretstorage.Collection(connection)


@pytest.mark.requirement("R17.3")
def test_life_cycle(ring: OSKeyring) -> None:
    assert ring.get("svc", "a:x", soon()) is None
    assert not ring.delete("svc", "a:x", soon())
    ring.probe("svc", soon())
    for value in (VALUE, "", "\0", "two\nlines", "\u00e4\u4e16\U0001f511", "x" * LARGEST):
        ring.set("svc", "a:x", value, soon())
        assert ring.get("svc", "a:x", soon()) == value
    assert ring.delete("svc", "a:x", soon())
    assert ring.get("svc", "a:x", soon()) is None
    assert ring.describe() == "the Secret Service"


@every_verb
def test_a_locked_keyring_is_an_error_without_a_prompt(
    service: SecretService, ring: OSKeyring, verb: str
) -> None:
    with Prompter(service, answering=False) as prompter:
        ring.set("svc", "a:x", VALUE, soon())
        service.lock()
        if verb == "discover":
            assert ring.discover("svc", soon()) == frozenset({"a:x"})
        else:
            with fails(Locked) as deadline:
                VERBS[verb](ring, deadline)
        assert not prompter.asked.is_set()


def test_an_item_is_not_deleted_by_a_prompt_either(service: SecretService, ring: OSKeyring) -> None:
    ring.set("svc", "a:x", VALUE, soon())
    service.lock()
    with fails(Locked) as deadline:
        ring.delete("svc", "a:x", deadline)
    service.unlock()
    ring.reset()
    assert ring.get("svc", "a:x", soon()) == VALUE


@pytest.mark.parametrize("answering", [False, True])
def test_a_prompt_that_nobody_answers_ends_with_the_deadline(
    service: SecretService, tmp_path: Path, answering: bool
) -> None:
    ring = OSKeyring(tmp_path / "lock", bus=service.address, interactive=True)
    ring.set("svc", "a:x", VALUE, soon())
    with Prompter(service, answering=answering) as prompter:
        service.lock()
        with fails(Timeout) as deadline:
            ring.get("svc", "a:x", deadline)
        assert prompter.asked.is_set()
        service.unlock()
        assert ring.get("svc", "a:x", soon()) == VALUE


def test_a_prompt_that_cannot_be_shown_leaves_the_keyring_locked(
    service: SecretService, tmp_path: Path
) -> None:
    ring = OSKeyring(tmp_path / "lock", bus=service.address, interactive=True)
    service.lock()
    with fails(Locked, 10) as deadline:
        ring.get("svc", "a:x", deadline)


def test_who_types_the_password_gets_the_secret(service: SecretService, tmp_path: Path) -> None:
    ring = OSKeyring(tmp_path / "lock", bus=service.address, interactive=True)
    ring.set("svc", "a:x", VALUE, soon())
    service.lock()
    with Person(service) as person:
        assert ring.get("svc", "a:x", soon()) == VALUE
        assert person.asked.is_set()


def test_a_cancelled_prompt_is_locked_and_not_shown_again(
    service: SecretService, tmp_path: Path
) -> None:
    ring = OSKeyring(tmp_path / "lock", bus=service.address, interactive=True)
    service.lock()
    with Person(service, password=None) as person:
        with fails(Locked, 10) as deadline:
            ring.get("svc", "a:x", deadline)
        assert person.asked.is_set()
        person.asked.clear()
        with fails(Locked) as deadline:
            ring.get("svc", "a:x", deadline)
        assert not person.asked.is_set()


@every_verb
def test_a_frozen_daemon_is_a_timeout(service: SecretService, ring: OSKeyring, verb: str) -> None:
    service.pause()
    with fails(Timeout) as deadline:
        VERBS[verb](ring, deadline)
    service.resume()
    ring.set("svc", "a:x", "s3cret-new", soon())
    assert ring.get("svc", "a:x", soon()) == "s3cret-new"


@every_verb
def test_a_daemon_that_freezes_between_two_calls_is_a_timeout(
    service: SecretService, ring: OSKeyring, verb: str
) -> None:
    ring.set("svc", "a:x", VALUE, soon())
    service.pause()
    with fails(Timeout) as deadline:
        VERBS[verb](ring, deadline)


@every_verb
def test_a_killed_daemon_that_nobody_starts_again_is_unavailable(
    service: SecretService, ring: OSKeyring, tmp_path: Path, verb: str
) -> None:
    ring.set("svc", "a:x", VALUE, soon())
    service.kill()
    for each in (ring, OSKeyring(tmp_path / "lock", bus=service.address)):
        with fails(Unavailable) as deadline:
            VERBS[verb](each, deadline)


def test_a_killed_daemon_that_is_started_again_is_locked(tmp_path: Path) -> None:
    with SecretService(tmp_path / "home", activation=True) as service:
        ring = OSKeyring(tmp_path / "lock", bus=service.address)
        ring.set("svc", "a:x", VALUE, soon())
        service.kill()
        assert ring.discover("svc", soon()) is None
        with fails(Locked, 10) as deadline:
            ring.get("svc", "a:x", deadline)
        service.unlock()
        ring.reset()
        assert ring.get("svc", "a:x", soon()) == VALUE
        assert ring.discover("svc", soon()) == frozenset({"a:x"})


def test_a_restart_between_two_calls_is_not_noticed(tmp_path: Path) -> None:
    with SecretService(tmp_path / "home", activation=True) as service:
        ring = OSKeyring(tmp_path / "lock", bus=service.address)
        ring.set("svc", "a:x", VALUE, soon())
        service.kill()
        service.unlock()
        ring.set("svc", "a:x", "s3cret-new", soon())
        assert ring.get("svc", "a:x", soon()) == "s3cret-new"


@every_verb
@pytest.mark.parametrize("activation", [False, True])
def test_a_keyring_that_was_never_made_is_locked_and_not_made(
    tmp_path: Path, activation: bool, verb: str
) -> None:
    home = tmp_path / "home"
    with SecretService(home, activation=activation, unlocked=False) as service:
        ring = OSKeyring(tmp_path / "lock", bus=service.address)
        with Prompter(service, answering=False) as prompter:
            with fails(Locked, 10) as deadline:
                VERBS[verb](ring, deadline)
            assert not prompter.asked.is_set()
        with service.connection() as connection:
            assert ask(connection, SERVICE, "ReadAlias", "s", "default") == ("/",)
    assert not list(home.rglob("*.keyring"))


@every_verb
def test_no_session_bus_is_unavailable(
    tmp_path: Path, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    with fails(Unavailable) as deadline:
        VERBS[verb](OSKeyring(tmp_path / "lock"), deadline)


@pytest.mark.parametrize("address", ["unix:path=/none", "nonsense", "tcp:host=x", "", "unix:", "="])
def test_a_bogus_address_is_unavailable(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    for bus in (None, address):
        with fails(Unavailable) as deadline:
            OSKeyring(tmp_path / "lock", bus=bus).get("svc", "a:x", deadline)


@pytest.mark.parametrize("answer", [b"", b"OK 0123456789abcdef0123456789abcdef\r\n"])
def test_a_bus_that_accepts_and_does_not_answer_is_a_timeout(
    tmp_path_factory: pytest.TempPathFactory, answer: bytes
) -> None:
    folder = tmp_path_factory.mktemp("s")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "bus"))
        listener.listen()
        kept: list[socket.socket] = []

        def serve() -> None:
            kept.append(listener.accept()[0])
            kept[0].sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        with fails(Timeout) as deadline:
            OSKeyring(folder / "lock", bus=f"unix:path={folder}/bus").get("svc", "a", deadline)
        thread.join()
        kept[0].close()


@every_verb
@pytest.mark.parametrize("connected", [False, True])
def test_a_frozen_bus_is_a_timeout(
    service: SecretService, ring: OSKeyring, verb: str, connected: bool
) -> None:
    if connected:
        ring.set("svc", "a:x", VALUE, soon())
    bus = service.processes[0].pid
    os.kill(bus, signal.SIGSTOP)
    try:
        with fails(Timeout) as deadline:
            VERBS[verb](ring, deadline)
    finally:
        os.kill(bus, signal.SIGCONT)
    assert ring.get("svc", "a:x", soon()) in (None, VALUE, "s3cret" * 10_000)


@every_verb
def test_a_killed_bus_is_unavailable(service: SecretService, ring: OSKeyring, verb: str) -> None:
    ring.set("svc", "a:x", VALUE, soon())
    service.processes[0].kill()
    service.processes[0].wait()
    for _ in range(2):
        with fails(Unavailable) as deadline:
            VERBS[verb](ring, deadline)


def test_a_connection_that_the_bus_closed_is_opened_again(
    service: SecretService, ring: OSKeyring
) -> None:
    ring.set("svc", "a:x", VALUE, soon())
    link = bus_of(service.address).link
    assert link is not None
    link.connection.sock.shutdown(socket.SHUT_RDWR)
    ring.set("svc", "a:x", "s3cret-new", soon())
    assert ring.get("svc", "a:x", soon()) == "s3cret-new"


def test_an_interrupted_call_leaves_no_answer_for_the_next(
    service: SecretService, ring: OSKeyring
) -> None:
    ring.set("svc", "a:x", VALUE, soon())
    service.pause()
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        ring.get("svc", "a:x", soon())
    timer.join()
    service.resume()
    assert ring.get("svc", "a:none", soon()) is None
    assert ring.get("svc", "a:x", soon()) == VALUE


def test_a_binary_item_is_corrupt_and_kept_until_it_is_deleted(
    service: SecretService, ring: OSKeyring
) -> None:
    with items(service) as collection:
        item = collection.create_item("other", OURS, b"s3cret\xff\xfe")
        with fails(Corrupt) as deadline:
            ring.get("svc", "a:x", deadline)
        assert item.get_secret() == b"s3cret\xff\xfe"
    assert ring.delete("svc", "a:x", soon())
    assert ring.get("svc", "a:x", soon()) is None


@contextmanager
def racing(
    service: SecretService, act: Callable[[secretstorage.Collection], None]
) -> Iterator[None]:
    """Let another application, which knows no lock of ours, do that all the time."""
    end = threading.Event()

    def race() -> None:
        with items(service) as collection:
            while not end.is_set():
                act(collection)

    racer = threading.Thread(target=race)
    racer.start()
    try:
        yield
    finally:
        end.set()
        racer.join()


def test_an_item_that_comes_and_goes_is_there_or_not(
    service: SecretService, ring: OSKeyring
) -> None:
    with racing(service, lambda c: c.create_item("other", OURS, VALUE.encode()).delete()):
        seen = {ring.get("svc", "a:x", soon()) for _ in range(60)}
        assert ring.discover("svc", soon()) in (frozenset(), frozenset({"a:x"}))
    assert seen <= {None, VALUE}


def test_an_item_that_another_application_deletes_meanwhile_is_gone(
    service: SecretService, ring: OSKeyring
) -> None:
    def remove(collection: secretstorage.Collection) -> None:
        with suppress(secretstorage.ItemNotFoundException):
            for item in collection.search_items(OURS):
                item.delete()

    deleted = 0
    with racing(service, remove):
        for _ in range(12):
            with suppress(Unavailable):
                ring.set("svc", "a:x", VALUE, soon())
            deleted += ring.delete("svc", "a:x", soon())
    assert 0 <= deleted <= 12
    assert ring.get("svc", "a:x", soon()) is None


def test_a_value_over_the_limit_touches_nothing(service: SecretService, ring: OSKeyring) -> None:
    service.kill()
    with pytest.raises(TooLarge):
        ring.set("svc", "a:x", "\u00e4" * (LARGEST // 2) + "x", soon())
    with pytest.raises(InvalidToken):
        ring.set("svc", "a:x", "\ud800", soon())


@pytest.mark.parametrize("name", ["a\0b", "a\nb", "\ud800"])
def test_a_name_that_dbus_cannot_carry_touches_nothing(
    service: SecretService, ring: OSKeyring, name: str
) -> None:
    service.kill()
    for act in (ring.get, ring.delete):
        with pytest.raises(InvalidName):
            act("svc", name, soon())
        with pytest.raises(InvalidName):
            act(name, "a", soon())
    with pytest.raises(InvalidName):
        ring.get("svc:a", "x", soon())


def test_our_item_is_preferred_and_a_deleted_entry_does_not_come_back(
    service: SecretService, ring: OSKeyring
) -> None:
    foreign = {key: OURS[key] for key in ("service", "username")}
    ring.set("svc", "a:x", VALUE, soon())
    with items(service) as collection:
        collection.create_item("other", foreign, b"s3cret-other", replace=False)
        collection.create_item("double", OURS | {"more": "x"}, b"s3cret-double", replace=False)
    assert ring.get("svc", "a:x", soon()) == VALUE
    ring.set("svc", "a:x", "s3cret-new", soon())
    assert ring.get("svc", "a:x", soon()) == "s3cret-new"
    assert ring.delete("svc", "a:x", soon())
    assert ring.get("svc", "a:x", soon()) is None
    with items(service) as collection:
        assert list(collection.search_items({"username": "store"})) == []


def test_names_of_other_services_are_not_discovered(ring: OSKeyring) -> None:
    for service in ("svc", "svc2", "sv"):
        ring.set(service, f"a:{service}", VALUE, soon())
    ring.set("svc", "b", VALUE, soon())
    assert ring.discover("svc", soon()) == frozenset({"a:svc", "b"})
    assert ring.discover("none", soon()) == frozenset()


STOCK = "import sys, keyring; print(keyring.get_password('svc:a:x', 'store'))"
STOCK_SET = "import keyring; keyring.set_password('svc:a:x', 'store', 's3cret-theirs')"


def stock(code: str, service: SecretService) -> str:
    kind = {"PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}
    command = [sys.executable, "-c", code]
    environment = service.environment | kind
    return subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True, timeout=60
    ).stdout.strip()


def test_stock_keyring_and_ours_share_an_item(service: SecretService, ring: OSKeyring) -> None:
    ring.set("svc", "a:x", VALUE, soon())
    assert stock(STOCK, service) == VALUE
    stock(STOCK_SET, service)
    assert ring.get("svc", "a:x", soon()) == "s3cret-theirs"
    ring.set("svc", "a:x", VALUE, soon())
    assert stock(STOCK, service) == VALUE


def test_a_child_has_a_connection_of_its_own_and_the_parent_keeps_its(
    service: SecretService, ring: OSKeyring
) -> None:
    ring.set("svc", "a:x", VALUE, soon())
    bus = bus_of(service.address)
    before = bus.link
    child = os.fork()
    if child == 0:
        status = 1
        try:
            assert bus.link is None
            assert ring.get("svc", "a:x", soon()) == VALUE
            ring.set("svc", "a:child", VALUE, soon())
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    assert ring.get("svc", "a:child", soon()) == VALUE
    assert bus.link is before is not None


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_thousand_operations_leave_no_descriptor(service: SecretService, ring: OSKeyring) -> None:
    ring.set("svc", "a:x", VALUE, soon())
    before = descriptors()
    for number in range(80):
        ring.set("svc", f"a:{number % 3}", VALUE, soon())
        ring.delete("svc", f"a:{number % 3}", soon())
    for _ in range(840):
        assert ring.get("svc", "a:x", soon()) == VALUE
    assert descriptors() == before


@pytest.mark.parametrize("state", ["frozen", "locked", "killed"])
def test_fifty_failures_leave_no_descriptor(
    service: SecretService, ring: OSKeyring, state: str
) -> None:
    ring.set("svc", "a:x", VALUE, soon())
    before = descriptors()
    {"frozen": service.pause, "locked": service.lock, "killed": service.kill}[state]()
    for _ in range(50):
        ring.reset()
        with pytest.raises((Timeout, Locked, Unavailable)):
            ring.get("svc", "a:x", Deadline.after(0.02))
    assert descriptors() <= before


def test_all_instances_share_one_connection(
    service: SecretService, ring: OSKeyring, tmp_path: Path
) -> None:
    ring.get("svc", "a:x", soon())
    before = descriptors()
    others = [OSKeyring(tmp_path / f"lock{n}", bus=service.address) for n in range(5)]
    for each in others:
        assert each.get("svc", "a:x", soon()) is None
    assert descriptors() == before
