"""Read the result before anybody sees it: what is left must be what was meant to stay."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from cutover.errors import PlanError
from cutover.model import Action, Verdict
from cutover.project import Project, targets_of
from cutover.references import find_references
from cutover.sites import sites_of
from cutover.survey import REWRITTEN, Course


def prove(
    course: Course, after: Mapping[str, bytes | None], names: Collection[str]
) -> Iterator[str]:
    """Say what does not hold in the tree as it will be, where ``names`` take the legacy's place.

    Raises `PlanError` if a file that could be parsed no longer can.
    """
    project = course.project.after(after)
    written = [path for path, data in after.items() if data is not None and project.is_code(path)]
    for path in written:
        _check_parses(course, project, path)
    yield from _left(course, project, after)
    kept = _kept(course)
    for path in written:
        yield from _unbound(project, path, {*names, *kept.get(path, ())})


def _check_parses(course: Course, project: Project, path: str) -> None:
    language = project.code(path).language
    if not language.is_broken(path, project.tree.read(path)):
        return
    old = course.project.tree.read(path) if path in course.existing else b""
    if not language.is_broken(path, old):
        raise PlanError(
            f"{path}: the planned text does not parse; nothing was written",
            "declare the sites of this file with a literal text, and report this as a bug",
        )


def _left(course: Course, project: Project, after: Mapping[str, bytes | None]) -> Iterator[str]:
    """Search the result again for references that nobody meant to keep."""
    targets = targets_of(project, [target.table for target in course.seen.targets])
    meant = {
        (x.reference.path, x.reference.kind, x.reference.scope)
        for x in sites_of(course.seen.found)
        if course.stays(x)
    }
    for x in sites_of(find_references(project, targets, after)):
        reference = x.reference
        if reference.path not in after or reference.verdict not in REWRITTEN:
            continue
        if (reference.path, reference.kind, reference.scope) not in meant:
            yield (
                f"{reference.path}: {reference.kind.value} of {reference.symbol} is left "
                f"in line {reference.line} of the result"
            )


def _kept(course: Course) -> Mapping[str, set[str]]:
    """The legacy names that code goes on to read, by file."""
    names: dict[str, set[str]] = {}
    for x in sites_of(course.seen.found):
        reference = x.reference
        decision = course.decision(reference)
        kept = decision is not None and decision.action is Action.KEEP
        if kept and reference.verdict is Verdict.EDIT:
            names.setdefault(reference.path, set()).add(reference.text)
    return names


def _unbound(project: Project, path: str, names: Collection[str]) -> Iterator[str]:
    """The places where a new name is read that nothing binds."""
    for hit in project.facts(path, sorted(names)).hits:
        if hit.where != "code" or hit.block >= 0:
            continue
        found = project.meanings(hit, path)
        if found and all(m.state in {"unbound", "missing"} for m in found):
            line = project.tree.read(path).count(b"\n", 0, hit.start) + 1
            yield f"{path}:{line}: {hit.text} is not bound in the result"
