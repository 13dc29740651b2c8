"""What goes with the legacy definitions, and what still stands in the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cutover.languages.base import Hit
from cutover.languages.python.editor import Removal
from cutover.model import Action, Deletion, Kind, SymbolKind, Verdict
from cutover.project import Project, Target
from cutover.references import Located
from cutover.survey import Course

_HARMLESS = frozenset({Verdict.MENTION, Verdict.OTHER})


def may_go(course: Course, target: Target) -> bool:
    """Whether nothing that stays needs the definition of a target."""
    if not all(course.covers(path) for path in target.paths):
        return False
    if target.table.kind is not SymbolKind.REPLACE:
        return True
    return not any(
        _needs_definition(course, x) for x in course.seen.found.located if x.target is target
    )


def _needs_definition(course: Course, x: Located) -> bool:
    reference = x.reference
    if reference.kind is Kind.DEFINITION or reference.verdict in _HARMLESS:
        return False
    if reference.verdict is Verdict.ALIAS and reference.kind is not Kind.CALL:
        return False
    decision = course.decision(reference)
    if decision is None or not course.covers(reference.path):
        return True
    kept = decision.action is Action.KEEP and reference.verdict is Verdict.EDIT
    return kept or decision.action is Action.MANUAL


def is_read_elsewhere(project: Project, path: str, name: str) -> bool:
    """Whether another file takes a name from the module of ``path``."""
    stem = project.layout.key(path).rpartition("/")[2].encode()
    taken = re.compile(
        rb"\b"
        + re.escape(stem)
        + rb"(?:\.|[ \t]+import\b[^;\n(]*(?:\([^)]*)?)(?<!\w)"
        + re.escape(name.encode())
        + rb"(?!\w)"
    )
    for other in project.tree.search([stem]):
        if other != path and project.is_code(other):
            data = project.tree.read(other)
            if name.encode() in data and taken.search(data):
                return True
    return False


def deletions_of(
    project: Project, path: str, going: Sequence[Target], removed: Removal
) -> Iterator[Deletion]:
    """The lines of the plan for what leaves one file."""
    data = project.tree.read(path)
    for target in going:
        line = data.count(b"\n", 0, target.spans[path][0][0]) + 1
        because = f"every site now uses {target.replacement}"
        if target.table.kind is SymbolKind.MOVE:
            because = f"moved to {target.replacement.module}"
        yield Deletion(path, line, target.what, target.legacy.name, because)
    for dead in removed.dead:
        yield Deletion(path, dead.line, dead.what, dead.name, dead.because)


def is_package(path: str) -> bool:
    """Whether a file is the ``__init__`` of a package, which stays when it is emptied."""
    return path.rpartition("/")[2].startswith("__init__.")


def module_deletion(project: Project, path: str) -> Deletion:
    """The line of the plan for a module of which nothing is left."""
    return Deletion(path, 1, "module", project.layout.name(path), "nothing is left in it")


def module_users(course: Course, path: str) -> list[str]:
    """The imports of a module that stay, as ``path:line``."""
    project = course.project
    key = project.layout.key(path)
    stem = key.rpartition("/")[2]
    ours = {
        (x.reference.path, x.reference.line)
        for x in course.seen.found.located
        if x.target is not None
    }
    users = []
    for other in project.tree.search([stem.encode()]):
        if other == path or project.layout.key(other) == key or not project.is_code(other):
            continue
        for hit in project.facts(other, [stem]).hits:
            if not _imports(project, hit, other, key):
                continue
            line = project.tree.read(other).count(b"\n", 0, hit.start) + 1
            if not _import_goes(project, other, line, ours):
                users.append(f"{other}:{line}")
    return users


def _imports(project: Project, hit: Hit, path: str, key: str) -> bool:
    """Whether a hit is an import of the module ``key``."""
    if hit.where != "code" or hit.rule != "import":
        return False
    return any(m.state == "module" and m.module == key for m in project.meanings(hit, path))


def _import_goes(project: Project, path: str, line: int, ours: set[tuple[str, int]]) -> bool:
    if (path, line) in ours:
        return True
    text = project.tree.read(path).split(b"\n")[line - 1]
    return any(p == path for p, _ in ours) and b"import" in text
