"""Core."""

SIZE = 1
