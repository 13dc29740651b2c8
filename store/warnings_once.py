"""Warnings that a process gives once."""

from __future__ import annotations

import logging

_GIVEN: set[tuple[str, str]] = set()


def warn_once(log: logging.Logger, topic: str, message: str, *arguments: object) -> None:
    """Log the warning unless this process warned of the topic before."""
    key = (log.name, topic)
    if key not in _GIVEN:
        _GIVEN.add(key)
        log.warning(message, *arguments)


def forget_warnings() -> None:
    """Let every warning be given again; for tests."""
    _GIVEN.clear()
