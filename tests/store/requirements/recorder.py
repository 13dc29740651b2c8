"""A program that uses a token store of the preset and records each path and address it touches.

``python -m tests.store.requirements.recorder HOME RUN`` prints one JSON object; sessions with a
keyring and without are told apart by the environment alone.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from pathlib import Path

_FILES = (
    "open",
    "os.listdir",
    "os.scandir",
    "os.rename",
    "os.remove",
    "os.chmod",
    "os.link",
    "os.truncate",
    "os.utime",
    "shutil.copyfile",
    "shutil.move",
)


class Recorder:
    """What an audit hook saw, from the moment it is installed."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.sockets: set[str] = set()
        self.processes: set[str] = set()

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in _FILES:
            self.paths.update(
                os.fsdecode(a) for a in arguments if isinstance(a, str | bytes | Path)
            )
        elif event.startswith("socket."):
            address = arguments[1] if len(arguments) == 2 else ""
            self.sockets.add(f"{event} {address!r}")
        elif event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
            self.processes.add(f"{event} {arguments[0]!r}")


def main(home: str, run: str) -> None:
    """Go through the life of a token, and through the command."""
    recorder = Recorder()
    sys.addaudithook(recorder)
    before = dict(os.environ)
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        found = _life(Path(home), Path(run))
    answer = {
        "found": found,
        "said": said.getvalue(),
        "paths": sorted(recorder.paths),
        "sockets": sorted(recorder.sockets),
        "processes": sorted(recorder.processes),
        "environment_kept": dict(os.environ) == before,
    }
    print(json.dumps(answer))


def _life(home: Path, run: Path) -> dict[str, object]:
    import logging

    logging.basicConfig(level=logging.DEBUG)
    from store.model import OAuthToken
    from store.settings import llxprt_code
    from store.token_store import KeyringTokenStore

    settings = llxprt_code(home=home, runtime_directory=run, deadline=20.0)
    tokens = KeyringTokenStore(settings=settings)
    first = {
        "token": tokens.get_token("anthropic") is not None,
        "providers": tokens.list_providers(),
        "buckets": tokens.list_buckets("anthropic"),
        "stats": tokens.get_bucket_stats("anthropic", "default") is not None,
        "removed": tokens.remove_token("anthropic"),
    }
    token = OAuthToken.parse({"access_token": "s3cret-new", "expiry": 4_000_000_000})
    with tokens.refresh_lock("gemini") as mine:
        assert mine
        tokens.save_token("gemini", token)
    with tokens.refresh_lock("anthropic"):
        tokens.get_token("anthropic")
    assert KeyringTokenStore(settings=settings).get_token("gemini") == token
    _commands(settings.directory, settings.key_directory, run)
    place = tokens.secure_store.index().entries["gemini:default"].place
    tokens.secure_store.repair()
    providers = tokens.list_providers()
    assert tokens.remove_token("gemini")
    return first | {"place": place, "providers_at_the_end": providers}


def _commands(directory: Path, keys: Path, run: Path) -> None:
    from click.testing import CliRunner

    from store.cli.main import main as command

    variables = {
        "STORE_SERVICE": "llxprt-code-oauth",
        "STORE_DIRECTORY": str(directory),
        "STORE_KEY_DIRECTORY": str(keys),
        "STORE_RUNTIME_DIRECTORY": str(run),
    }
    for arguments in (["list"], ["doctor"], ["show", "gemini"], ["show", "anthropic"]):
        result = CliRunner().invoke(command, arguments, env=variables)
        print(result.output)


if __name__ == "__main__":
    main(*sys.argv[1:])
