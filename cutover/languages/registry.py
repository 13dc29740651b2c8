"""Open a language by its name; its grammar is imported then and not before."""

from __future__ import annotations

from cutover.languages.language import Language


def open_language(name: str) -> Language:
    """The adapter of a language of `table`; KeyError for any other name."""
    return {"python": _python, "typescript": _typescript}[name]()


def _python() -> Language:
    from cutover.languages.python.adapter import PythonAdapter

    return PythonAdapter()


def _typescript() -> Language:
    from cutover.languages.typescript.adapter import TypeScriptAdapter

    return TypeScriptAdapter()
