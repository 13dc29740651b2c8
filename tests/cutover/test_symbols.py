"""What is wrong with the symbols of a manifest, said before anything is searched for."""

from __future__ import annotations

import pytest

from cutover.manifest import SymbolTable
from cutover.model import MemoryTree, SymbolKind
from cutover.project import Project, targets_of
from cutover.symbols import problems

FILES = {
    "src/store.ts": b"export class Store {}\nexport const LIMIT = 1;\n",
    "src/hosted.ts": b"const isHosted = () => true;\nexport default isHosted;\n",
    "src/index.ts": b"export * from './store';\n",
    "src/keys.ts": b"export class Keys {}\n",
    "lib/open.js": b"const open = require('fs').open;\nmodule.exports = { open, close: open.close };\n",
    "acme/auth.py": b"class TokenStore:\n    pass\n",
    "acme/keys.py": b"class KeyStore:\n    pass\n",
}


def said(legacy: str, replacement: str, kind: str = "replace", *, scanning: bool = True) -> str:
    project = Project(MemoryTree(FILES))
    table = SymbolTable(legacy=legacy, replacement=replacement, kind=SymbolKind(kind))
    return "\n".join(
        problems(project, targets_of(project, [table]), scanning=scanning, listed=False)
    )


@pytest.mark.parametrize(
    ("legacy", "replacement", "kind", "expected"),
    [
        ("src/store.ts#Store", "src/keys.ts#Keys", "replace", ""),
        ("src/store.ts#Store", "src/store.ts#NewStore", "rename", ""),
        ("src/store.ts#Store", "src/new.ts#Store", "move", ""),
        ("src/hosted.ts#isHosted", "src/env.ts#isHosted", "move", ""),
        ("acme.auth:TokenStore", "acme.keys:KeyStore", "replace", ""),
        ("src/store.ts#Store", "some-package#Keys", "replace", ""),
        (
            "src/hosted.ts#default",
            "src/keys.ts#Keys",
            "replace",
            "legacy 'src/hosted.ts#default': src/hosted.ts calls it isHosted; name its definition, "
            "'src/hosted.ts#isHosted'",
        ),
        (
            "src/index.ts#Store",
            "src/keys.ts#Keys",
            "replace",
            "legacy 'src/index.ts#Store': src/index.ts only re-exports it; name its definition, "
            "'src/store.ts#Store'",
        ),
        (
            "lib/open.js#close",
            "lib/new.js#close",
            "move",
            "legacy 'lib/open.js#close': lib/open.js only calls something else so; "
            "name what it stands for",
        ),
        (
            "src/store.ts#Stor",
            "src/keys.ts#Keys",
            "replace",
            "legacy 'src/store.ts#Stor': src/store.ts defines no 'Stor' "
            "(did you mean 'src/store.ts#Store'?)",
        ),
        (
            "src/stor.ts#Store",
            "src/keys.ts#Keys",
            "replace",
            "legacy 'src/stor.ts#Store': there is no module 'src/stor.ts' "
            "(did you mean 'src/store.ts#Store'?)",
        ),
        (
            "src/store.ts#Store",
            "src/store.ts#NewStore",
            "replace",
            "replacement 'src/store.ts#NewStore': 'src/store.ts' defines no 'NewStore'; "
            'kind = "rename" gives Store that name',
        ),
        (
            "acme.auth:TokenStore",
            "acme.tokens:TokenStore",
            "replace",
            "replacement 'acme.tokens:TokenStore': there is no module 'acme.tokens'; "
            'kind = "move" takes TokenStore there',
        ),
        (
            "src/store.ts#Store",
            "src/keys.ts#Kyes",
            "replace",
            "replacement 'src/keys.ts#Kyes': 'src/keys.ts' defines no 'Kyes' "
            "(did you mean 'src/keys.ts#Keys'?)",
        ),
        (
            "src/store.ts#Store",
            "src/keys.ts#Keys",
            "move",
            "replacement 'src/keys.ts#Keys': a move keeps the name 'Store'; "
            "rename it in a cutover of its own",
        ),
        (
            "src/store.ts#Store",
            "src/keys.ts#NewStore",
            "rename",
            "replacement 'src/keys.ts#NewStore': a rename stays in its module, 'src/store.ts'; "
            'use kind = "move" or "replace"',
        ),
        (
            "src/store.ts#Store",
            "src/store.ts#class",
            "rename",
            "replacement 'src/store.ts#class': class is a reserved word, "
            "which no definition can be called",
        ),
        (
            "src/store.ts#Store",
            "acme.keys:KeyStore",
            "replace",
            "replacement 'acme.keys:KeyStore' is of another language than 'src/store.ts#Store'",
        ),
        (
            "src/store.ts#Store",
            "src/store.ts#Store",
            "replace",
            "replacement 'src/store.ts#Store' is the legacy symbol itself",
        ),
    ],
)
def test_problems(legacy: str, replacement: str, kind: str, expected: str) -> None:
    assert said(legacy, replacement, kind) == expected


def test_a_legacy_that_went_is_no_problem_unless_it_looks_like_a_slip() -> None:
    assert said("src/store.ts#Gone", "src/keys.ts#Keys", scanning=False) == ""
    assert "defines no 'LIMITS'" in said("src/store.ts#LIMITS", "src/keys.ts#Keys", scanning=False)
