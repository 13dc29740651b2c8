"""Ctrl-C and its kin as an exception that comes once, and never while files are restored."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


class Interrupts:
    """Turns a first SIGINT, SIGTERM or SIGHUP into KeyboardInterrupt, and the rest into nothing."""

    def __init__(self) -> None:
        self._armed = True

    def clear(self) -> None:
        """From here on nothing interrupts."""
        self._armed = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal."""
        if self._armed:
            self._armed = False
            raise KeyboardInterrupt


@contextlib.contextmanager
def caught_signals() -> Iterator[Interrupts]:
    """Take the signals that end a program, and give them back at the end."""
    interrupts = Interrupts()
    previous = {}
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if (handler := signal.getsignal(number)) not in (signal.SIG_IGN, None):
                previous[number] = handler
                signal.signal(number, interrupts)
    try:
        yield interrupts
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
