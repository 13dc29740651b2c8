"""Whatever the outages: what is read is the newest acknowledged value, or an attempt after it."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from store.errors import Corrupt, Denied, Locked, NoKeyring, Outage, Timeout, Unavailable
from store.secure_store import SecureStore
from tests.store.fakes_of_places import FailingBackend, failure

CODES = st.sampled_from([NoKeyring, Unavailable, Locked, Denied, Timeout])


class Store(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.keyring, self.file = FailingBackend("keyring"), FailingBackend("file")
        self.store = self.another()
        self.possible: set[str | None] = {None}
        self.count = 0

    def another(self) -> SecureStore:
        return SecureStore(
            "svc", directory=Path(self.folder.name), keyring=self.keyring, fallback=self.file
        )

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    @rule(spill=st.booleans())
    def set(self, spill: bool) -> None:
        self.count += 1
        value = str(self.count)
        try:
            self.store.set("a:b", value, spill=spill)
        except Outage:
            self.possible.add(value)
        else:
            self.possible = {value}

    @rule()
    def delete(self) -> None:
        with suppress(Outage):
            self.store.delete("a:b")
        self.possible = {None}

    @rule(code=CODES, late=st.booleans())
    def keyring_fails(self, code: type[Outage], late: bool) -> None:
        self.keyring.failure, self.keyring.late = failure(code), late

    @rule()
    def keyring_works(self) -> None:
        self.keyring.failure, self.keyring.late = None, False

    @rule()
    def another_process(self) -> None:
        self.store = self.another()

    @invariant()
    def no_old_value_comes_back(self) -> None:
        if not hasattr(self, "store"):
            return
        for store in (self.store, self.another()):
            try:
                value = store.get("a:b")
            except Outage:
                assert self.keyring.failure is not None
                continue
            except Corrupt:
                raise AssertionError("nothing was damaged") from None
            assert value in self.possible
            if value is not None:
                assert store.list() == ("a:b",)


Store.TestCase.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
TestLaws = Store.TestCase
