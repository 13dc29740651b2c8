"""The golden cases: discovered, never listed, each run three ways on real files."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import msgspec
import pytest

from cutover.applier import apply_plan
from cutover.disk_tree import DiskTree
from cutover.errors import CutoverError
from cutover.manifest import Manifest
from cutover.manifest_toml import parse_manifest
from cutover.model import Action, Plan
from cutover.planner import make_plan, survey
from cutover.reversal import rollback
from cutover.sites import sites_of
from cutover.workspace import Workspace

CASES = Path(__file__).parent.parent / "cases"
TODAY = date(2026, 1, 1)
SHA = "0" * 64
LANGUAGES = sorted(path.name for path in CASES.iterdir() if path.is_dir())
NAMES = sorted(f"{path.parts[-3]}/{path.parts[-2]}" for path in CASES.glob("*/*/manifest.toml"))
CHANGING = [name for name in NAMES if (CASES / name / "after").is_dir()]


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its relative path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".cutover" not in path.parts
    }


def listed(manifest: Manifest, tree: DiskTree) -> Manifest:
    """The manifest with the sites that a scan would add."""
    seen = survey(tree, manifest, TODAY)
    counts: dict[str, dict[str, int]] = {}
    for x in sites_of(seen.found):
        reference = x.reference
        if (reference.path, reference.start) not in seen.declared.decisions:
            kinds = counts.setdefault(reference.path, {})
            kinds[reference.kind.value] = kinds.get(reference.kind.value, 0) + 1
    return msgspec.structs.replace(manifest, sites=counts)


def planned(name: str, root: Path) -> Plan:
    """The plan of a case's tree below ``root``, its sites listed by a scan."""
    text = (CASES / name / "manifest.toml").read_bytes()
    manifest = parse_manifest(text, "manifest.toml")
    tree = DiskTree(Workspace(root), manifest.cutover.exclude)
    full = listed(manifest, tree)
    return make_plan(tree, full, manifest_sha256=SHA, today=TODAY).plan


def is_blocked(name: str) -> bool:
    return (CASES / name / "manifest.toml").read_text(encoding="utf-8").startswith("# blocked:")


def because(name: str) -> str:
    """What the reason of a blocked case must say; empty for those that do not tell."""
    second = (CASES / name / "manifest.toml").read_text(encoding="utf-8").splitlines()[1]
    return second.removeprefix("# because: ") if second.startswith("# because: ") else ""


def shown(result: dict[str, bytes], expected: dict[str, bytes]) -> str:
    """The files that differ, both ways."""
    different = sorted(p for p in {*result, *expected} if result.get(p) != expected.get(p))
    return "".join(
        f"\n--- {p}\n{_text(result.get(p))}\n+++ expected\n{_text(expected.get(p))}"
        for p in different
    )


def _text(data: bytes | None) -> str:
    return "(no such file)" if data is None else data.decode("utf-8", "backslashreplace")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "tree"


@pytest.mark.parametrize("name", NAMES)
def test_applied_plan_gives_after(name: str, root: Path) -> None:
    shutil.copytree(CASES / name / "before", root)
    before = files_of(root)
    plan = planned(name, root)
    if is_blocked(name):
        assert plan.blocked
        manual = [site.reason for site in plan.sites if site.action is Action.MANUAL]
        assert plan.blockers or manual
        assert because(name) in "\n".join((*plan.blockers, *manual))
        return
    assert not plan.blocked
    assert not any("result" in warning for warning in plan.warnings)
    after = CASES / name / "after"
    if not after.is_dir():
        assert plan.changes == ()
        return
    apply_plan(Workspace(root), plan, manifest_sha256=SHA)
    assert not shown(files_of(root), files_of(after))
    rollback(Workspace(root))
    assert files_of(root) == before


@pytest.mark.parametrize("name", CHANGING)
def test_planning_after_gives_nothing(name: str, root: Path) -> None:
    shutil.copytree(CASES / name / "after", root)
    try:
        plan = planned(name, root)
    except CutoverError as error:
        pytest.fail(str(error))
    assert plan.changes == ()
    assert not plan.blocked


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_least_two_in_five_cases_change_nothing(language: str) -> None:
    names = [name for name in NAMES if name.startswith(f"{language}/")]
    changing = [name for name in CHANGING if name in names]
    assert len(names) >= 60
    assert len(changing) <= 0.6 * len(names)
