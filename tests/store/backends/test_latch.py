"""A keyring that refused is left alone, and looked at once."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from store.backends.keyrings.latch import FirstLook, Latch
from store.backends.keyrings.secret_bus import close_connections
from store.backends.os_keyring import OSKeyring
from store.deadlines import Deadline
from store.errors import Denied, Locked, StoreError, Timeout, Unavailable
from store.warnings_once import forget_warnings
from tests.store.fakes.keyrings import Keychain
from tests.store.secret_service import SecretService, wait_until

LOGGER = "store.backends.keyrings.latch"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    forget_warnings()
    yield
    close_connections()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SecretService]:
    with SecretService(tmp_path / "home") as service:
        yield service


def soon(seconds: float = 20.0) -> Deadline:
    return Deadline.after(seconds)


class Counting(Keychain):
    """Counts the calls that reach it."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    def _ask(self) -> None:
        self.calls += 1
        super()._ask()


def test_the_first_refusal_switches_off_every_instance_with_one_warning(
    service: SecretService, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rings = [OSKeyring(tmp_path / "lock", bus=service.address) for _ in range(3)]
    rings[0].set("svc", "a:x", "s3cret-value", soon())
    service.lock()
    with ThreadPoolExecutor(6) as pool:
        codes = set(pool.map(lambda n: code_of(rings[n % 3]), range(60)))
    assert codes == {"LOCKED"}
    service.unlock()
    assert code_of(OSKeyring(tmp_path / "lock", bus=service.address)) == "LOCKED"
    warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert [record.name for record in warnings] == [LOGGER]
    assert "s3cret" not in caplog.text
    rings[1].reset()
    assert rings[2].get("svc", "a:x", soon()) == "s3cret-value"


def test_a_latched_keyring_is_not_touched(tmp_path: Path) -> None:
    model = Counting()
    ring = OSKeyring(tmp_path / "lock", keyring=model)
    model.status = -128
    for _ in range(5):
        for act in (
            lambda: ring.get("svc", "a:x", soon()),
            lambda: ring.set("svc", "a:x", "s3cret", soon()),
            lambda: ring.delete("svc", "a:x", soon()),
            lambda: ring.discover("svc", soon()),
            lambda: ring.probe("svc", soon()),
        ):
            with pytest.raises(Denied):
                act()
    assert model.calls == 1


def test_who_waits_behind_a_refused_prompt_is_not_prompted(tmp_path: Path) -> None:
    model = Counting()
    model.prompt, model.status = threading.Event(), -128
    rings = [OSKeyring(tmp_path / "lock", keyring=model) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        codes = pool.map(code_of, rings)
        wait_until(lambda: model.calls > 0, "the prompt")
        model.prompt.set()
        assert set(codes) == {"DENIED"}
    assert model.calls == 1


@pytest.mark.parametrize("kind", ["frozen", "killed"])
def test_an_outage_of_another_kind_switches_nothing_off(
    service: SecretService, tmp_path: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    ring = OSKeyring(tmp_path / "lock", bus=service.address)
    ring.set("svc", "a:x", "s3cret-value", soon())
    service.pause() if kind == "frozen" else service.kill()
    with pytest.raises((Timeout, Unavailable)):
        ring.get("svc", "a:x", soon(0.3))
    if kind == "frozen":
        service.resume()
        assert ring.get("svc", "a:x", soon()) == "s3cret-value"
    assert not caplog.records


def test_a_lock_file_that_is_refused_says_nothing_of_the_keyring(tmp_path: Path) -> None:
    model = Counting()
    (tmp_path / "d").mkdir(mode=0o700)
    ring = OSKeyring(tmp_path / "d" / "lock", keyring=model)
    (tmp_path / "d").chmod(0o777)
    with pytest.raises(Denied):
        ring.get("svc", "a:x", soon())
    (tmp_path / "d").chmod(0o700)
    assert ring.get("svc", "a:x", soon()) is None


def test_a_child_knows_what_its_parent_knew_and_may_look_again() -> None:
    latch, look = Latch(), FirstLook()
    latch.hold(Locked("it is locked"))
    look.once(lambda: None, soon())
    looked: list[int] = []
    child = os.fork()
    if child == 0:
        try:
            latch.check()
        except Locked:
            look.once(lambda: looked.append(1), soon())
            latch.release()
            latch.check()
            os._exit(0 if looked else 2)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    look.once(lambda: looked.append(1), soon())
    assert not looked


def test_a_fork_while_a_thread_holds_the_guards_does_not_hang() -> None:
    look, entered, leave = FirstLook(), threading.Event(), threading.Event()
    thread = threading.Thread(
        target=lambda: look.once(lambda: entered.set() or leave.wait(20), soon())  # type: ignore[func-returns-value]
    )
    thread.start()
    entered.wait(20)
    child = os.fork()
    if child == 0:
        look.once(lambda: None, Deadline.after(5))
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    leave.set()
    thread.join()


def test_ten_threads_look_once_and_hear_the_same(tmp_path: Path) -> None:
    model = Counting()
    model.prompt = threading.Event()
    model.status = -25293
    rings = [OSKeyring(tmp_path / "lock", keyring=model) for _ in range(10)]
    with ThreadPoolExecutor(10) as pool:
        codes = pool.map(lambda ring: code_of(ring, "probe"), rings)
        time.sleep(0.05)
        model.prompt.set()
    assert set(codes) == {"DENIED"}
    assert model.calls == 1


@pytest.mark.requirement("R14.1")
def test_the_first_look_is_read_only_and_its_outcome_stays(
    service: SecretService, tmp_path: Path
) -> None:
    keyring = service.home / ".local/share/keyrings/login.keyring"
    before = keyring.read_bytes()
    rings = [OSKeyring(tmp_path / "lock", bus=service.address) for _ in range(2)]
    rings[0].probe("svc", soon())
    assert keyring.read_bytes() == before
    service.pause()
    rings[0].probe("svc", soon(0.2))
    with pytest.raises(Timeout):
        rings[0].get("svc", "a:x", soon(0.2))
    service.resume()
    rings[1].probe("svc", soon())


def test_a_look_that_takes_too_long_is_a_timeout_for_who_waits(tmp_path: Path) -> None:
    look, entered, leave = FirstLook(), threading.Event(), threading.Event()
    thread = threading.Thread(
        target=lambda: look.once(lambda: entered.set() or leave.wait(20), soon())  # type: ignore[func-returns-value]
    )
    thread.start()
    entered.wait(20)
    with pytest.raises(Timeout):
        look.once(lambda: None, Deadline.after(0.1))
    leave.set()
    thread.join()


def code_of(ring: OSKeyring, verb: str = "get") -> str:
    try:
        if verb == "probe":
            ring.probe("svc", soon())
        else:
            ring.get("svc", "a:x", soon())
    except StoreError as error:
        return error.code
    return "OK"
