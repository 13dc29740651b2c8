"""A back end in memory that fails as it is told, before its effect or after it."""

from __future__ import annotations

from store.backends.memory import MemoryBackend
from store.deadlines import Deadline
from store.errors import StoreError


class FailingBackend(MemoryBackend):
    """``failure`` is raised by every verb; with ``late`` a write has its effect all the same."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.late = False
        self.calls: list[str] = []

    def get(self, service: str, account: str, deadline: Deadline) -> str | None:
        self.calls.append("get")
        return super().get(service, account, deadline)

    def set(self, service: str, account: str, value: str, deadline: Deadline) -> None:
        self.calls.append("set")
        with _effect_first(self):
            super().set(service, account, value, deadline)

    def delete(self, service: str, account: str, deadline: Deadline) -> bool:
        self.calls.append("delete")
        return super().delete(service, account, deadline)


class _effect_first:  # noqa: N801
    def __init__(self, backend: FailingBackend) -> None:
        self._backend, self._failure = backend, backend.failure

    def __enter__(self) -> None:
        if self._backend.late:
            self._backend.failure = None

    def __exit__(self, *_: object) -> None:
        self._backend.failure = self._failure
        if self._backend.late and self._failure is not None:
            raise self._failure


def failure(code: type[StoreError]) -> StoreError:
    return code("made by the test")
