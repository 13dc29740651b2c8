"""What the tests of the requirements share: a place that breaks, and programs beside this one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from store.secure_store import SecureStore
from tests.store.requirements.rigs import FallbackRig, KeyringRig, Mode, Rig
from tests.store.requirements.token_peer import TokenPeer
from tests.store.secret_service import SecretService


class StartPeer(Protocol):
    """Starts another process with a store over the same place and directories."""

    def __call__(self, *, stale: float = 30.0, poll: float = 0.01) -> TokenPeer:
        """Return the process, which ends with the test."""


@pytest.fixture
def rig(mode: Mode, tmp_path: Path) -> Iterator[Rig]:
    """A place of the test's own, in the mode."""
    if mode == "fallback":
        yield FallbackRig(tmp_path)
        return
    with SecretService(tmp_path / "home") as service:
        yield KeyringRig(service, tmp_path)


@pytest.fixture
def start_peer(
    request: pytest.FixtureRequest, mode: Mode, secure: SecureStore, tmp_path: Path
) -> Iterator[StartPeer]:
    """Other processes with a store that is put together as ``tokens`` is."""
    bus = "" if mode == "fallback" else request.getfixturevalue("secret_service").address
    with ExitStack() as stack:

        def start(*, stale: float = 30.0, poll: float = 0.01) -> TokenPeer:
            peer = TokenPeer(tmp_path, secure.service, bus, stale=stale, poll=poll)
            return stack.enter_context(peer)

        yield start


@pytest.fixture
def peer(start_peer: StartPeer) -> TokenPeer:
    """One other process."""
    return start_peer()
