"""Plans as files: readable JSON that says when it was edited."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from cutover import planner
from cutover.errors import PlanError
from cutover.manifest_words import shown
from cutover.model import FORMAT_VERSION, Plan
from cutover.text import apply_edits, sha256
from cutover.user_files import read_file, write_file
from cutover.workspace import Workspace

_PLAN_AGAIN = "make the plan again with `cutover plan -o FILE`; plan files are not edited"
PLAN_HEAD = b'{\n  "format_version":'


def plan_bytes(plan: Plan) -> bytes:
    """A plan as its file: readable JSON, the same bytes for the same plan."""
    return msgspec.json.format(msgspec.json.encode(plan), indent=2) + b"\n"


def write_plan(path: Path, plan: Plan) -> None:
    """Write a plan file."""
    write_file(path, plan_bytes(plan))


def read_plan(path: Path) -> Plan:
    """Read a plan file; `PlanError` if it is no plan, was edited, or is of another format."""
    return parse_plan(read_file(path), str(path))


def parse_plan(data: bytes, name: str) -> Plan:
    """The plan that a plan file holds."""
    try:
        version = msgspec.json.decode(data, type=_Versioned).format_version
        if version != FORMAT_VERSION:
            raise PlanError(
                f"{name}: a plan of format {shown(version)}, this is {FORMAT_VERSION}", _PLAN_AGAIN
            )
        plan = msgspec.json.decode(data, type=Plan)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PlanError(f"{name}: not a plan: {error}", _PLAN_AGAIN) from error
    if planner.plan_id(plan) != plan.id:
        raise PlanError(f"{name}: was changed since cutover wrote it", _PLAN_AGAIN)
    return plan


class _Versioned(Struct):
    format_version: str


def texts(root: Path, plan: Plan) -> dict[str, tuple[bytes | None, bytes | None]]:
    """Before and after of each changed file, made from the plan and the tree as it is.

    Files that moved since the plan was made are left out.
    """
    workspace = Workspace(root)
    pairs: dict[str, tuple[bytes | None, bytes | None]] = {}
    for change in plan.changes:
        if change.action == "create":
            pairs[change.path] = None, apply_edits(b"", change)
            continue
        try:
            before = workspace.read(change.path)
        except OSError:
            continue
        if sha256(before) == change.before_sha256:
            deleted = change.action == "delete"
            pairs[change.path] = before, None if deleted else apply_edits(before, change)
    return pairs
