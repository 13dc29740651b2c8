"""One repository in two languages, one manifest: the whole way and back."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from repository import Repository

PYTHON_LEGACY, PYTHON_NEW = "server.store:TokenFile", "server.vault:TokenVault"
SCRIPT_LEGACY, SCRIPT_NEW = "@acme/core#TokenFile", "web/core/src/vault.ts#TokenVault"
PAIRS = (
    *("--legacy", PYTHON_LEGACY, "--replacement", PYTHON_NEW),
    *("--legacy", SCRIPT_LEGACY, "--replacement", SCRIPT_NEW),
)
FILES = {
    "server/__init__.py": "",
    "server/store.py": "class TokenFile:\n    def __init__(self, path):\n        self.path = path\n",
    "server/vault.py": (
        "class TokenVault:\n    def __init__(self, service):\n        self.service = service\n"
    ),
    "server/app.py": (
        "from server.store import TokenFile\n\n\ndef tokens():\n    return TokenFile('acme')\n"
    ),
    "package.json": '{"private": true, "workspaces": ["web/*"]}\n',
    "web/core/package.json": (
        '{"name": "@acme/core", "main": "dist/index.js", "types": "dist/index.d.ts"}\n'
    ),
    "web/core/src/index.ts": "export * from './store.js';\nexport * from './util.js';\n",
    "web/core/src/util.ts": "export const answer = 42;\n",
    "web/core/src/store.ts": (
        "import { join } from 'node:path';\n\n"
        "interface Entry {\n  name: string;\n}\n\n"
        "/** Keeps tokens in a file. */\n"
        "export class TokenFile {\n  constructor(readonly path: string) {}\n"
        "  entry(): Entry {\n    return { name: join(this.path, 'x') };\n  }\n}\n\n"
        "export type TokenName = string;\n"
    ),
    "web/core/src/vault.ts": (
        "export class TokenVault {\n  constructor(readonly options: { service: string }) {}\n}\n"
    ),
    "web/cli/package.json": '{"name": "@acme/cli"}\n',
    "web/cli/src/main.ts": (
        "import { answer, TokenFile } from '@acme/core';\n\n"
        "export function tokens(): TokenFile {\n"
        "  return answer > 1 ? new TokenFile('acme') : make('TokenFile');\n}\n\n"
        "function make(_: string): never {\n  throw new Error('no TokenFile');\n}\n"
    ),
    "web/cli/src/main.test.ts": (
        "import { vi } from 'vitest';\n\n"
        "vi.mock('@acme/core', () => ({ answer: 1, TokenFile: vi.fn() }));\n"
    ),
    "docs/guide.md": (
        "`TokenFile` keeps tokens.\n\n"
        "```python\nfrom server.store import TokenFile\n\nTokenFile('acme')\n```\n\n"
        "```ts\nimport { TokenFile } from '@acme/core';\n```\n"
    ),
}
TEMPLATES = {PYTHON_NEW: "{path}", SCRIPT_NEW: "{{ service: {path} }}"}


@pytest.fixture
def mixed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Repository:
    repository = Repository(tmp_path / "mixed", capsys)
    for path, text in FILES.items():
        repository.write(path, text)
    subprocess.run(["git", "init", "-q"], cwd=repository.root, check=True)
    return repository


def decided(repository: Repository) -> None:
    """The manifest as people complete it: templates, and a word on what cannot be decided."""
    text = repository.read("cutover.toml")
    for new, arguments in TEMPLATES.items():
        line = f'replacement = "{new}"\n'
        text = text.replace(line, f"{line}\n[[symbol.call]]\narguments = '{arguments}'\n", 1)
    text = text.replace('action = "manual"', 'action = "keep"')
    repository.write("cutover.toml", text)


def test_scan_plan_apply_verify_rollback(mixed: Repository) -> None:
    scanned = mixed("scan", *PAIRS, "-o", "cutover.toml")
    assert scanned.code == 0, scanned.err
    decided(mixed)
    before = mixed.snapshot()
    planned = mixed("plan", "-o", "../mixed.plan")
    assert planned.code == 0, planned.out + planned.err
    applied = mixed("apply", "../mixed.plan")
    assert applied.code == 0, applied.out + applied.err

    assert mixed.read("server/app.py") == FILES["server/app.py"].replace(
        "server.store", "server.vault"
    ).replace("TokenFile", "TokenVault")
    assert mixed.read("web/cli/src/main.ts").startswith(
        "import { answer, TokenVault } from '@acme/core';\n\n"
        "export function tokens(): TokenVault {\n"
        "  return answer > 1 ? new TokenVault({ service: 'acme' }) : make('TokenFile');\n"
    )
    assert "TokenVault: vi.fn()" in mixed.read("web/cli/src/main.test.ts")
    assert mixed.read("web/core/src/index.ts") == (
        "export * from './store.js';\nexport { TokenVault } from './vault.js';\n"
        "export * from './util.js';\n"
    )
    assert mixed.read("web/core/src/store.ts") == "export type TokenName = string;\n"
    assert not (mixed.root / "server/store.py").exists()
    assert "import { TokenVault } from '@acme/core';" in mixed.read("docs/guide.md")
    assert "from server.vault import TokenVault" in mixed.read("docs/guide.md")

    verified = mixed("verify")
    assert verified.code == 0, verified.out
    again = mixed("plan")
    assert again.code == 0 and "Cutover complete" in again.out
    assert mixed("rollback").code == 0
    assert mixed.snapshot() == before


def test_each_symbol_is_of_its_own_language(mixed: Repository) -> None:
    hits = json.loads(mixed("scan", *PAIRS, "--format", "json").out)["references"]
    meant = {(h["path"], h["symbol"]) for h in hits if h["class"] == "edit"}
    assert ("server/app.py", PYTHON_LEGACY) in meant
    assert ("web/cli/src/main.ts", SCRIPT_LEGACY) in meant
    assert ("server/app.py", SCRIPT_LEGACY) not in meant
    assert ("web/cli/src/main.ts", PYTHON_LEGACY) not in meant


def test_a_class_gives_way_to_one_of_its_own_language(mixed: Repository) -> None:
    crossed = mixed("scan", "--legacy", PYTHON_LEGACY, "--replacement", SCRIPT_NEW)
    assert crossed.code == 2
    assert "is of another language" in crossed.err
