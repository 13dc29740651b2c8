"""Another process with a token store over the same place, told line by line what to do."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

from store.backends.encrypted_file import EncryptedFile
from store.backends.os_keyring import OSKeyring
from store.backends.sealing.key_sources import KeyFile
from store.errors import StoreError
from store.model import OAuthToken
from store.secure_store import SecureStore
from store.settings import StoreSettings
from store.token_store import KeyringTokenStore

PATIENCE = 30.0


class TokenPeer:
    """The process, from outside; ends with the block. It answers with the error's code on errors."""

    def __init__(
        self, directory: Path, service: str, bus: str, *, stale: float = 30.0, poll: float = 0.01
    ) -> None:
        command = [sys.executable, "-m", "tests.store.requirements.token_peer"]
        self._process = subprocess.Popen(
            [*command, str(directory), service, bus, str(stale), str(poll)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self.pid = self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def tell(self, verb: str, *arguments: object, **options: object) -> None:
        """Give it something to do."""
        assert self._process.stdin is not None
        print(json.dumps([verb, arguments, options]), file=self._process.stdin, flush=True)

    def answer(self) -> Any:
        """Wait for what came of it."""
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def ask(self, verb: str, *arguments: object, **options: object) -> Any:
        """Give it something to do and wait for what came of it."""
        self.tell(verb, *arguments, **options)
        return self.answer()

    def stop(self) -> None:
        """Suspend it, and return when it is."""
        os.kill(self.pid, signal.SIGSTOP)
        end = time.monotonic() + PATIENCE
        while b") T" not in Path(f"/proc/{self.pid}/stat").read_bytes():
            assert time.monotonic() < end
            time.sleep(0.002)

    def wake(self) -> None:
        """Let it go on."""
        os.kill(self.pid, signal.SIGCONT)

    def kill(self) -> None:
        """Kill it and let the system forget it."""
        self._process.kill()
        self._process.wait()


def main(directory: str, service: str, bus: str, stale: str, poll: str) -> None:
    """Do what standard input says, one answer a line."""
    tokens = _tokens(Path(directory), service, bus, float(stale), float(poll))
    for line in sys.stdin:
        verb, arguments, options = json.loads(line)
        print(json.dumps(_outcome(tokens, verb, arguments, options)), flush=True)


def _outcome(
    tokens: KeyringTokenStore, verb: str, arguments: list[Any], options: dict[str, Any]
) -> object:
    if verb == "save_token":
        arguments[1] = OAuthToken.from_json(arguments[1])
    try:
        answer = getattr(tokens, verb)(*arguments, **options)
    except StoreError as error:
        return error.code
    return answer.to_json() if isinstance(answer, OAuthToken) else answer


def _tokens(
    directory: Path, service: str, bus: str, stale: float, poll: float
) -> KeyringTokenStore:
    store = SecureStore(
        service,
        directory=directory / "data",
        keyring=OSKeyring(directory / "keyring.lock", bus=bus) if bus else None,
        fallback=EncryptedFile(directory / "data", KeyFile(directory / "keys")),
        deadline=PATIENCE,
    )
    settings = StoreSettings(deadline=PATIENCE, lock_stale=stale, lock_poll=poll)
    return KeyringTokenStore(store, settings=settings)


if __name__ == "__main__":
    main(*sys.argv[1:])
