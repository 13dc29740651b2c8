"""The token store in every state of a keyring: each verb ends in time, and descriptors stay."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from store.backends.encrypted_file import EncryptedFile
from store.backends.os_keyring import OSKeyring
from store.backends.sealing.key_sources import KeyFile
from store.errors import Locked, Outage, StoreError, Timeout, Unavailable
from store.model import OAuthToken
from store.secure_store import SecureStore
from store.settings import StoreSettings
from store.token_store import KeyringTokenStore
from tests.store.conftest import Mode
from tests.store.own_place import NOWHERE, OwnPlace
from tests.store.secret_service import Prompter, SecretService

DEADLINE = 0.25
FLOOR = 1.0
TOKEN = OAuthToken.parse({"access_token": "s3cret", "expiry": 4_000_000_000})
Verb = Callable[[KeyringTokenStore], object]
VERBS: dict[str, Verb] = {
    "get": lambda tokens: tokens.get_token("anthropic"),
    "get what never was": lambda tokens: tokens.get_token("anthropic", "never"),
    "save": lambda tokens: tokens.save_token("anthropic", TOKEN),
    "save a first one": lambda tokens: tokens.save_token("codex", TOKEN),
    "remove": lambda tokens: tokens.remove_token("anthropic"),
}
LISTINGS: dict[str, Verb] = {
    "providers": lambda tokens: tokens.list_providers(),
    "buckets": lambda tokens: tokens.list_buckets("anthropic"),
}


def program(
    folder: Path, bus: str, seconds: float, *, interactive: bool = False
) -> KeyringTokenStore:
    """The store of a program that starts now and may use the keyring only."""
    ring = OSKeyring(folder / "run" / "lock", bus=bus, interactive=interactive)
    store = SecureStore("svc", directory=folder / "data", keyring=ring, deadline=seconds)
    return KeyringTokenStore(store, settings=StoreSettings(deadline=seconds))


def call_within(verb: Verb, tokens: KeyringTokenStore, seconds: float = DEADLINE) -> object:
    """What the verb answers, or the kind of its error; fails when it takes too long."""
    start = time.monotonic()
    try:
        answer = verb(tokens)
    except StoreError as error:
        answer = type(error)
    taken = time.monotonic() - start
    assert taken < seconds * 1.2 + FLOOR, f"{taken:.2f} s"
    return answer


@contextmanager
def state(name: str, folder: Path) -> Iterator[str]:
    """The address of a bus whose keyring had a token and is in that state by now."""
    options = {
        "killed and started again": {"activation": True},
        "never unlocked": {"unlocked": False},
    }.get(name, {})
    with ExitStack() as stack:
        if name == "mute bus":
            # The path of a socket has at most 107 characters.
            yield stack.enter_context(mute_bus())
            return
        service = stack.enter_context(SecretService(folder / "home", **options))
        if name != "never unlocked":
            program(folder, service.address, 20).save_token("anthropic", TOKEN)
        match name:
            case "locked":
                service.lock()
            case "locked, mute prompter":
                stack.enter_context(Prompter(service, answering=False))
                service.lock()
            case "frozen":
                service.pause()
            case "killed" | "killed and started again":
                service.kill()
        yield NOWHERE if name == "no bus" else service.address


@contextmanager
def mute_bus() -> Iterator[str]:
    """The address of a bus that takes connections and never says a word."""
    address = f"store-mute-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"\0{address}")
        listener.listen(64)
        yield f"unix:abstract={address}"


STATES: dict[str, type[Outage]] = {
    "locked": Locked,
    "locked, mute prompter": Locked,
    "never unlocked": Locked,
    "frozen": Timeout,
    "killed": Unavailable,
    "killed and started again": Locked,
    "no bus": Unavailable,
    "mute bus": Timeout,
}


@pytest.mark.requirement("W7")
@pytest.mark.parametrize("name", STATES)
def test_every_verb_ends_in_time_with_its_typed_error(tmp_path: Path, name: str) -> None:
    with state(name, tmp_path) as bus:
        # A daemon that is started again needs its time before it can answer.
        seconds = 10.0 if name == "killed and started again" else DEADLINE
        for verb in VERBS.values():
            tokens = program(tmp_path, bus, seconds)
            kind = call_within(verb, tokens, seconds)
            assert isinstance(kind, type), kind
            assert issubclass(kind, STATES[name])
            for listing in LISTINGS.values():
                known = call_within(listing, tokens, seconds)
                assert isinstance(known, tuple) or known is kind


@pytest.mark.requirement("W7")
def test_every_verb_of_an_unlocked_keyring_ends_in_time(tmp_path: Path) -> None:
    with state("unlocked", tmp_path) as bus:
        answers = [call_within(verb, program(tmp_path, bus, 2), 2) for verb in VERBS.values()]
        assert answers == [TOKEN, None, None, None, True]
        listed = [call_within(verb, program(tmp_path, bus, 2), 2) for verb in LISTINGS.values()]
        assert listed == [("codex",), ()]


@pytest.mark.requirement("W7")
@pytest.mark.parametrize("answering", [True, False])
def test_a_prompt_that_nobody_answers_ends_with_the_interactive_deadline(
    tmp_path: Path, answering: bool
) -> None:
    with SecretService(tmp_path / "home") as service:
        program(tmp_path, service.address, 20).save_token("anthropic", TOKEN)
        with Prompter(service, answering=answering) as prompter:
            service.lock()
            for verb in VERBS.values():
                tokens = program(tmp_path, service.address, DEADLINE, interactive=True)
                assert call_within(verb, tokens) is Timeout
            assert prompter.asked.is_set()


@pytest.mark.requirement("W7")
def test_a_keyring_that_freezes_between_two_calls_of_a_session(tmp_path: Path) -> None:
    with SecretService(tmp_path / "home") as service:
        program(tmp_path, service.address, 20).save_token("anthropic", TOKEN)
        tokens = program(tmp_path, service.address, DEADLINE)
        assert tokens.get_token("anthropic") == TOKEN
        service.pause()
        # What it has read already it may still say; a program that starts now cannot know.
        assert call_within(VERBS["get"], tokens) in (TOKEN, Timeout)
        for name in ("save", "save a first one", "remove"):
            assert call_within(VERBS[name], tokens) is Timeout
        service.resume()
        assert call_within(VERBS["save"], program(tmp_path, service.address, 20), 20) is None


@pytest.mark.requirement("W7")
def test_threads_that_wait_for_one_keyring_all_end_in_time(tmp_path: Path) -> None:
    with state("frozen", tmp_path) as bus:
        tokens = program(tmp_path, bus, DEADLINE)
        answers: list[object] = []
        verbs = [VERBS["get"], VERBS["save"], VERBS["save a first one"]] * 2
        threads = [
            threading.Thread(
                target=lambda verb=verb: answers.append(call_within(verb, tokens, 0.6))
            )
            for verb in verbs
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == [Timeout] * len(verbs)


def descriptors() -> int:
    return len(list(Path("/dev/fd").iterdir()))


@pytest.mark.requirement("F21")
def test_a_thousand_operations_leave_the_number_of_descriptors(tokens: KeyringTokenStore) -> None:
    def round_of(number: int) -> None:
        name = f"p{number % 7}"
        tokens.save_token(name, TOKEN)
        assert tokens.get_token(name) == TOKEN
        assert name in tokens.list_providers()
        assert tokens.get_token(name, "none") is None
        with tokens.refresh_lock(name, wait=20) as mine:
            assert mine
        if number % 3 == 0:
            assert tokens.remove_token(name)

    for number in range(3):
        round_of(number)
    before = descriptors()
    for number in range(160):  # of 6 operations and a bit more
        round_of(number)
    assert descriptors() == before


@pytest.mark.requirement("F21")
def test_fifty_failures_leave_the_number_of_descriptors(mode: Mode, tmp_path: Path) -> None:
    with ExitStack() as stack:
        daemon = None
        if mode == "keyring":
            daemon = stack.enter_context(SecretService(tmp_path / "home"))
        place = OwnPlace(tmp_path, daemon)
        place.tokens().save_token("anthropic", TOKEN)
        kinds = tuple(kind for kind in place.outages if kind is not Timeout)

        def fail(times: int) -> int:
            failures = 0
            for kind in kinds:
                with place.outage(kind):
                    tokens = place.tokens()
                    for _ in range(times):
                        for verb in VERBS.values():
                            with suppress(StoreError):
                                verb(tokens)
                                continue
                            failures += 1
            return failures

        fail(1)
        before = descriptors()
        assert fail(6) >= 50
        assert descriptors() == before


@pytest.mark.requirement("F21")
def test_timeouts_leave_the_number_of_descriptors(tmp_path: Path) -> None:
    with state("frozen", tmp_path) as bus:
        tokens = program(tmp_path, bus, 0.02)
        assert call_within(VERBS["get"], tokens) is Timeout
        before = descriptors()
        for _ in range(15):
            for name in ("get", "save", "save a first one"):
                assert call_within(VERBS[name], tokens) is Timeout
        assert descriptors() == before


def test_the_files_give_up_in_time_as_well(tmp_path: Path) -> None:
    place = OwnPlace(tmp_path, None)
    place.tokens().save_token("anthropic", TOKEN)
    with place.outage(Timeout):
        store = SecureStore(
            "svc",
            directory=place.data,
            keyring=None,
            fallback=EncryptedFile(place.data, KeyFile(tmp_path / "keys")),
            deadline=DEADLINE,
        )
        tokens = KeyringTokenStore(store, settings=StoreSettings(deadline=DEADLINE))
        for name in ("save", "save a first one", "remove"):
            assert call_within(VERBS[name], tokens) is Timeout
        assert call_within(VERBS["get"], tokens) == TOKEN
        assert call_within(LISTINGS["providers"], tokens) == ("anthropic",)
