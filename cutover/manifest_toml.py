"""Read a manifest: bytes to `Manifest`, or every problem at once with its line and nearest name.

The tables of `manifest` are the rules; where a key stands is worked out only when there is
something to say.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import ValidationError, convert

from cutover.errors import ManifestError
from cutover.manifest import Manifest
from cutover.manifest_rules import check_rules
from cutover.manifest_values import NATIVE, check_value
from cutover.manifest_words import shown
from cutover.toml_places import KeyPath, Places

PLACES = ("cutover.toml", "configs/cutover.toml")


def find_manifest(names_present: Callable[[str], bool]) -> str | None:
    """The first of the default places that is there."""
    return next((place for place in PLACES if names_present(place)), None)


def parse_manifest(text: bytes, name: str) -> Manifest:
    """The manifest, or a `ManifestError` with a line for each problem that begins with ``name``."""
    source = _decoded(text, name)
    data = _loaded(source, name)
    found: dict[KeyPath, str] = {}
    manifest = None
    try:
        manifest = convert(data, Manifest, builtin_types=NATIVE)
    except (ValidationError, ValueError) as problem:
        check_value(data, Manifest, (), found)
        if not any(found.values()):  # pragma: no cover - the walk knows every rule of the tables
            found[()] = str(problem)
    places = Places(source)
    check_rules(data, places, found)
    if manifest is not None and not found:
        return manifest
    raise ManifestError(_lines(data, found, places, name))


def _decoded(text: bytes, name: str) -> str:
    """The text without its byte order mark."""
    try:
        return text.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        line = text.count(b"\n", 0, problem.start) + 1
        offender = f"byte 0x{text[problem.start]:02x}"
        raise ManifestError((f"{name}:{line}: {offender} is not UTF-8; save as UTF-8",)) from None


def _loaded(source: str, name: str) -> dict[str, Any]:
    """What `tomllib` makes of it; its complaint keeps its own line."""
    try:
        data = tomllib.loads(source)
    except RecursionError:
        raise ManifestError((f"{name}:1: not a manifest: nested too deeply",)) from None
    except tomllib.TOMLDecodeError as problem:
        message = " ".join(str(problem).split())
        at = re.search(r"\(at line (\d+), ", message)
        rows = source.rstrip().split("\n")
        line = int(at[1]) if at else len(rows)
        offender = shown(rows[min(line, len(rows)) - 1].strip())
        raise ManifestError((f"{name}:{line}: not TOML: {message}: {offender}",)) from None
    except ValueError:  # an integer with more digits than Python converts
        digits = re.search(r"[\d_]{4000}", source)
        line = source.count("\n", 0, digits.start()) + 1 if digits else 1
        raise ManifestError((f"{name}:{line}: not a manifest: a huge number",)) from None
    if not data:
        raise ManifestError((f"{name}:1: the manifest is empty; `cutover scan` writes one",))
    return data


def _lines(
    data: Mapping[str, object], found: Mapping[KeyPath, str], places: Places, name: str
) -> tuple[str, ...]:
    """The problems as text, by line; another format version makes all others meaningless."""
    version: KeyPath = ("version",)
    if version in found and type(data.get("version")) is int:
        found = {version: found[version]}
    told = sorted((places.line(path), message) for path, message in found.items() if message)
    return tuple(f"{name}:{line}: {message}" for line, message in told)
