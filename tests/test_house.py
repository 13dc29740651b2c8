"""The rules of the house that no linter knows, read from the syntax trees of the packages."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cutover.errors import ExitCode
from cutover.manifest_toml import parse_manifest

ROOT = Path(__file__).parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]
DECIDING = next(
    contract["source_modules"]
    for contract in CONTRACTS["contracts"]
    if contract["name"].startswith("cutover: the deciding half")
)
OUTSIDE = {"os", "subprocess", "pathlib", "socket", "io", "shutil", "tempfile", "logging"}
SPEAKING = {"open", "print", "input", "exec", "eval"}
# Who may import a module of the outside world; a second name here needs a reason.
DOORS = {
    "subprocess": {"cutover/commands.py"},
    # For the name of a type: the connection to the session bus is a socket.
    "socket": {"store/backends/keyrings/secret_bus.py"},
    "keyring": {"store/backends/keyrings/error_mapping.py"},
    "jeepney": {"store/backends/keyrings/secret_bus.py"},
    "secretstorage": {
        "store/backends/keyrings/secret_bus.py",
        "store/backends/keyrings/secret_items.py",
        "store/backends/keyrings/secret_service.py",
    },
    "cryptography": {"store/backends/sealing/cipher.py"},
}
# `commands` hands the environment on to the programs that it starts; `console` asks it about the
# terminal (NO_COLOR, TERM). The store's settings read it through pydantic-settings.
ENVIRONMENT = {"cutover/commands.py", "cutover/cli/console.py"}
SETTINGS = {"store/settings.py"}
# The one file of configs that is no manifest: what is demanded of the store.
REQUIREMENTS = ROOT / "configs" / "requirements.toml"


def modules(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def deciding() -> list[Path]:
    return [
        path
        for module in DECIDING
        for path in [(ROOT / module.replace(".", "/")).with_suffix(".py")]
        if path.is_file()
    ] + [
        *modules("cutover/languages"),
    ]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> set[str]:
    """The top-level modules that a module imports, wherever it does so."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        match node:
            case ast.Import(names=names):
                found |= {alias.name.partition(".")[0] for alias in names}
            case ast.ImportFrom(module=str(module)):
                found.add(module.partition(".")[0])
            case _:
                pass
    return found


def called(path: Path) -> set[str]:
    return {
        node.func.id
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def reads_environment(path: Path) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"}
        for node in ast.walk(ast.parse(path.read_bytes()))
    )


@pytest.mark.parametrize("path", deciding(), ids=name)
def test_the_deciding_half_stays_in_memory(path: Path) -> None:
    assert not imported(path) & OUTSIDE
    assert not called(path) & SPEAKING


@pytest.mark.parametrize("module", DOORS)
def test_one_module_opens_each_door(module: str) -> None:
    assert {name(p) for p in modules("cutover", "store") if module in imported(p)} == DOORS[module]


def test_the_environment_is_read_in_one_place() -> None:
    every = modules("cutover", "store")
    assert {name(path) for path in every if reads_environment(path)} == ENVIRONMENT
    assert {name(path) for path in every if "pydantic_settings" in imported(path)} == SETTINGS


def codes(text: str, pattern: str) -> Iterator[int]:
    return (int(code) for code in re.findall(pattern, text, re.MULTILINE))


def test_the_readme_tells_every_exit_code() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert list(codes(text, r"^\| (\d+) \|")) == [code.value for code in ExitCode]


def test_the_runbook_tells_every_exit_code() -> None:
    text = (ROOT / "runbooks" / "06-exit-codes.md").read_text(encoding="utf-8")
    assert list(codes(text, r"^## (\d+):")) == [code.value for code in ExitCode]


@pytest.mark.parametrize(
    "path", sorted({*(ROOT / "configs").rglob("*.toml")} - {REQUIREMENTS}), ids=name
)
def test_a_shipped_manifest_is_one(path: Path) -> None:
    assert parse_manifest(path.read_bytes(), name(path)).symbol


def test_a_lock_names_no_place() -> None:
    for lock in ROOT.glob("*.lock"):
        assert not re.search(r"://|^/|^--(?!hash)", lock.read_text(encoding="utf-8"), re.MULTILINE)
