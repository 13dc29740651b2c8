"""What to search for to find every import of a module: few texts, none of them short words.

Texts with a quote at the end find an import that ends there; without the quote they would find
every word of prose. All that an import can spell for the module holds at least one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cutover.languages.typescript.resolution.finder import Finder
from cutover.languages.typescript.resolution.module_files import without_suffix
from cutover.languages.typescript.resolution.paths import folder_of, joined
from cutover.languages.typescript.resolution.specifiers import alias_specs, offered_specs
from cutover.languages.typescript.resolution.suffixes import is_index

_QUOTES = "'\"`"
_RARE = 12


def stems(finder: Finder, key: str, *, is_entry: bool) -> tuple[str, ...]:
    """The texts for one module; ``is_entry`` if a package names it."""
    found = [*(_of_folder(finder, folder_of(key)) if is_index(key) else _of_file(key))]
    if is_entry:
        for folder, package in _above(finder, key):
            if finder.entry(folder) == key:
                found += _of_folder(finder, folder)
            if package:
                found += (f"{package}{quote}" for quote in _QUOTES)
    for spec in (*_aliases(finder, key), *_offered(finder, key)):
        if not any(text in f"'{spec}'" or text in f"'{spec}.js'" for text in found):
            whole = spec.endswith("/")
            found += (spec + quote if whole else quote + spec for quote in _QUOTES)
    return tuple(dict.fromkeys(found))


def _of_file(key: str) -> Iterator[str]:
    """The name of a file: alone if it is a rare word, else with what stands around it."""
    name = without_suffix(key).rpartition("/")[2]
    if len(name) >= _RARE or re.search(r"[^a-z]", name[1:]):
        yield name
    else:
        yield from (f"/{name}{end}" for end in (".", *_QUOTES))


def _of_folder(finder: Finder, folder: str) -> Iterator[str]:
    """What an import of a folder holds: its name, or dots from inside it."""
    name = folder.rpartition("/")[2]
    home = finder.packages.home(folder)
    if home is not None and folder in {home.folder, joined(home.folder, "src")}:
        yield "/index"
    if name:
        yield from (f"{name}{slash}{quote}" for slash in ("", "/") for quote in _QUOTES)
        yield f"{name}/index"
    yield "./index"
    inner = {path[len(folder) + 1 if folder else 0 :] for path in _below(finder, folder)}
    yield from (f"{quote}.{slash}{quote}" for slash in ("", "/") for quote in _QUOTES)
    if any("/" in path for path in inner):
        yield from (f"{q}..{slash}{q}" for slash in ("", "/") for q in _QUOTES)
        yield from (f"/..{slash}{quote}" for slash in ("", "/") for quote in _QUOTES)


def _below(finder: Finder, folder: str) -> Iterator[str]:
    return finder.files.starting(folder + "/" if folder else "")


def _above(finder: Finder, key: str) -> Iterator[tuple[str, str]]:
    folder = folder_of(key)
    while True:
        package = finder.packages.at(folder)
        if package is not None:
            yield folder, package.name
        if not folder:
            return
        folder = folder_of(folder)


def _aliases(finder: Finder, key: str) -> Iterator[str]:
    for config in finder.configs.all():
        yield from alias_specs(config, key)


def _offered(finder: Finder, key: str) -> Iterator[str]:
    for folder in finder.packages.folders:
        package = finder.packages.at(folder)
        if package is not None:
            yield from offered_specs(finder, package, key)
