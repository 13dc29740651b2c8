"""The terminal: data to stdout, everything else to stderr, a closed pipe no tragedy."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click
from msgspec import Struct

from cutover.errors import CutoverError, UsageError

if TYPE_CHECKING:
    from cutover.reports.base import Report
    from cutover.sources import Loaded
    from cutover.transaction import Progress

_PATIENCE = 1.0


class Console(Struct, frozen=True):
    """What the options before the command say; paths given to a command start at ``root``.

    ``within`` is the run whose check this process is, if it is one.
    """

    root: Path
    manifest: Path | None
    color: str
    quiet: bool
    within: str = ""

    def path(self, given: str) -> Path:
        """A path as the user meant it: as if the command had been started in ``root``."""
        return self.root / Path(given).expanduser()

    def load(self) -> Loaded:
        """The manifest named with -f, or the one in a default place."""
        from cutover import sources

        return sources.load(self.root, self.manifest)

    def report(self, form: str, *, verbose: bool = False) -> Report:
        """The report of a format."""
        if form == "json":
            from cutover.reports.json import JsonReport

            return JsonReport()
        from cutover.reports.text import TextReport

        return TextReport(colour=colours(self.color, sys.stdout), verbose=verbose)

    def say(self, message: str) -> None:
        """Tell people something that is not data."""
        if not self.quiet:
            whisper(message)

    def recover(self) -> None:
        """Take back what an interrupted run wrote, and say so."""
        from cutover import engine

        for run in engine.recover(self.root):
            self.say(f"recovered: the interrupted run {run.run} was taken back")
            for note in run.notes:
                self.say(note)

    def progress(self) -> Progress:
        """A progress bar for whoever waits at a terminal for more than a second."""
        if self.quiet or not sys.stderr.isatty():
            return lambda what, done, total: None
        return _Bar().show

    def save(self, given: str, data: bytes, *, force: bool) -> None:
        """Write a file of results; an existing one only with ``force``."""
        from cutover import user_files

        path = self.path(given)
        if path.exists() and not force:
            raise UsageError(f"{given}: exists already", "overwrite it with --force")
        user_files.write_file(path, data)


class _Bar:
    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._bar: Any = None

    def show(self, what: str, done: int, total: int) -> None:
        if self._bar is None:
            if time.monotonic() - self._begun < _PATIENCE or not total:
                return
            self._bar = click.progressbar(length=total, file=sys.stderr, show_eta=False)
            self._bar.__enter__()
        self._bar.label = what
        self._bar.update(done - self._bar.pos)
        if done >= total:
            self._bar.render_finish()
            self._bar = None


def colours(choice: str, stream: IO[str]) -> bool:
    """Whether to colour what goes to a stream."""
    if choice != "auto":
        return choice == "always"
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and stream is not None and stream.isatty()


def out(text: str) -> None:
    """Write data to stdout, the bytes of files as they are."""
    _write(sys.stdout, text.encode("utf-8", "surrogateescape"))


def whisper(message: str) -> None:
    """Write a line to stderr."""
    _write(sys.stderr, f"{message}\n".encode("utf-8", "backslashreplace"))


def complain(error: CutoverError) -> None:
    """Tell an error with its remedy."""
    whisper(f"error: {error.message}")
    if error.remedy:
        whisper(f"help: {error.remedy}")


def _write(stream: IO[str] | None, data: bytes) -> None:
    """Write bytes; once the reader has gone, nothing more, and the exit code stays the truth."""
    if stream is None:
        return
    try:
        stream.flush()
        stream.buffer.write(data)  # type: ignore[attr-defined]  # every text stream of a process
        stream.flush()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
