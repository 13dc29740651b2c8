"""Decisions and patches as the values of a plan: changes, sites, counts, the digest."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import msgspec
from msgspec import Struct, structs

from cutover import __version__
from cutover.languages.patch import Patch, patched
from cutover.model import (
    DEFINED,
    Action,
    Deletion,
    Edit,
    FileChange,
    Input,
    Plan,
    SitePlan,
    Summary,
)
from cutover.sites import sites_of
from cutover.survey import Course
from cutover.text import sha256

_DEFINITIONS = frozenset(DEFINED)


class Drafted(Struct):
    """What planning has gathered: patches by file, deletions, and what a person should know.

    ``blockers`` keep the plan from being applied.
    """

    patches: dict[str, tuple[Patch, ...]] = {}
    deletions: list[Deletion] = []
    warnings: list[str] = []
    blockers: list[str] = []


def plan_of(
    course: Course,
    drafted: Drafted,
    after: Mapping[str, bytes | None],
    before: Mapping[str, bytes],
    manifest_sha256: str,
) -> Plan:
    """Everything as one value, sorted, with its digest."""
    seen = course.seen
    changes = tuple(
        file_change(path, before.get(path), after[path], drafted.patches.get(path, ()))
        for path in sorted(after)
    )
    sites = tuple(_site_plans(course))
    summary = _summary(sites, changes, drafted)
    expired = [f.message for f in seen.declared.allowances if f.rule == "expired-allowance"]
    blocked = bool(summary.manual or drafted.blockers or expired)
    unfinished = bool(changes or blocked or seen.standing() or summary.rewrite)
    inputs = sorted({*seen.found.files, *before})
    plan = Plan(
        tool_version=__version__,
        manifest_sha256=manifest_sha256,
        targets=course.scope,
        complete=not unfinished,
        blocked=blocked,
        summary=summary,
        changes=changes,
        sites=sites,
        deletions=tuple(sorted(set(drafted.deletions), key=lambda d: (d.path, d.line, d.name))),
        blockers=tuple(dict.fromkeys([*drafted.blockers, *expired])),
        warnings=tuple(dict.fromkeys(drafted.warnings)),
        inputs=tuple(Input(path, sha256(course.project.tree.read(path))) for path in inputs),
        ledger=seen.found.ledger,
    )
    return structs.replace(plan, id=plan_id(plan))


def plan_id(plan: Plan) -> str:
    """The SHA-256 of a plan's canonical JSON with an empty id."""
    return sha256(msgspec.json.encode(structs.replace(plan, id=""), order="deterministic"))


def _site_plans(course: Course) -> Iterator[SitePlan]:
    for x in sites_of(course.seen.found):
        reference = x.reference
        decision = course.decision(reference)
        if decision is not None and course.covers(reference.path):
            yield SitePlan(
                path=reference.path,
                line=reference.line,
                column=reference.column,
                kind=reference.kind,
                action=decision.action,
                symbol=reference.symbol,
                rule=reference.rule,
                scope=reference.scope,
                reason=decision.reason,
            )


def _summary(sites: Sequence[SitePlan], changes: Sequence[FileChange], drafted: Drafted) -> Summary:
    return Summary(
        rewrite=sum(site.action is Action.REWRITE for site in sites),
        files=len(changes),
        delete=sum(d.what in _DEFINITIONS for d in drafted.deletions),
        imports=sum(d.what == "import" for d in drafted.deletions),
        manual=sum(site.action is Action.MANUAL for site in sites),
        keep=sum(site.action is Action.KEEP for site in sites),
    )


def file_change(
    path: str, before: bytes | None, after: bytes | None, patches: Sequence[Patch]
) -> FileChange:
    """The change of one file: its patches, or its changed lines where they do not tell it all."""
    encoding = _encoding(before or b"", after or b"")
    old = sha256(before) if before is not None else ""
    if after is None:
        return FileChange(path, "delete", encoding, old, "")
    if before is None:
        edit = Edit(0, 0, "", after.decode(encoding))
        return FileChange(path, "create", encoding, "", sha256(after), (edit,))
    exact = all(_is_text(before[p.start : p.end]) and _is_text(p.after) for p in patches)
    if not exact or patched(before, patches) != after:
        patches = line_patches(before, after)
    edits = tuple(
        Edit(p.start, p.end, before[p.start : p.end].decode(encoding), p.after.decode(encoding))
        for p in sorted(patches)
    )
    return FileChange(path, "modify", encoding, old, sha256(after), edits)


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _encoding(before: bytes, after: bytes) -> Literal["utf-8", "latin-1"]:
    """UTF-8 where it fits, else the encoding that can spell any bytes."""
    return "utf-8" if _is_text(before) and _is_text(after) else "latin-1"


def line_patches(before: bytes, after: bytes) -> list[Patch]:
    """The changed lines between two texts."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [
        Patch(starts[i1], starts[i2], b"".join(new[j1:j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]
