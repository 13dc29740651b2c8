"""Other programs: start one with a time limit, take what it says. Nothing else starts any."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence

from msgspec import Struct

from cutover.errors import CutoverError

_LAST_WORDS = 2.0
_LAST_LINES = 20


class Completed(Struct, frozen=True):
    """How a command ended; ``returncode`` is negative when a signal ended it."""

    returncode: int
    stdout: bytes
    stderr: bytes
    timed_out: bool = False


def run(
    command: Sequence[str],
    cwd: str | os.PathLike[str],
    timeout: float,
    env: Mapping[str, str | None] | None = None,
    input: bytes | None = None,  # noqa: A002 - the word `subprocess` uses
) -> Completed:
    """Run ``command`` without a shell, in a process group that dies whole after ``timeout`` s.

    ``env`` holds changes to the inherited environment; None takes a variable away. A program that
    cannot be started raises `CutoverError`.
    """
    process = _start(command, cwd, env)
    try:
        stdout, stderr = process.communicate(input, timeout)
    except subprocess.TimeoutExpired:
        stdout, stderr = _kill(process)
        return Completed(process.returncode, stdout, stderr, timed_out=True)
    except BaseException:
        _kill(process)
        raise
    return Completed(process.returncode, stdout, stderr)


def last_lines(output: bytes) -> str:
    """The end of what a command said, as text."""
    lines = output.decode("utf-8", "replace").rstrip().splitlines()
    return "\n".join(lines[-_LAST_LINES:])


def _start(
    command: Sequence[str], cwd: str | os.PathLike[str], env: Mapping[str, str | None] | None
) -> subprocess.Popen[bytes]:
    if not command:
        raise CutoverError("an empty command cannot be run", "name a program and its arguments")
    try:
        return subprocess.Popen(
            list(command),
            cwd=cwd,
            env=None if env is None else _environment(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise CutoverError(
            f"cannot run {command[0]!r} in {os.fspath(cwd)}: {_reason(error)}",
            _remedy(command, error),
        ) from error


def _environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    merged: dict[str, str | None] = {**os.environ, **changes}
    return {name: value for name, value in merged.items() if value is not None}


def _reason(error: OSError | ValueError) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def _remedy(command: Sequence[str], error: OSError | ValueError) -> str:
    match error:
        case FileNotFoundError():
            return f"install {command[0]}, put it on PATH, or correct the command"
        case PermissionError():
            return f"make {command[0]} executable (chmod +x), or correct the command"
        case _:
            return "correct the command"


def _kill(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """End the whole group, then collect what it said; a survivor outside it cannot hold us up."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    try:
        return process.communicate(timeout=_LAST_WORDS)
    except subprocess.TimeoutExpired as expired:
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
        process.wait()
        return _partial(expired.stdout), _partial(expired.stderr)


def _partial(output: object) -> bytes:
    return output if isinstance(output, bytes) else b""
