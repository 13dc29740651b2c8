"""What goes with the legacy definitions, and what still stands in the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import structs

from cutover.languages.base import Hit
from cutover.languages.python.editor import Removal
from cutover.model import Action, Deletion, Kind, OverlayTree, SymbolKind, Verdict
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
        if other == path or not project.is_code(other):
            continue
        data = project.tree.read(other)
        if name.encode() in data and taken.search(data) and _takes(project, other, path, name):
            return True
    return False


def _takes(project: Project, other: str, path: str, name: str) -> bool:
    """Whether code of another file imports a name from the module, or reads it as an attribute."""
    key = project.layout.key(path)
    for hit in project.facts(other, [name]).hits:
        for term in hit.terms if hit.where != "prose" else ():
            if term.origin == "import" and term.name == name and not term.attributes:
                if project.layout.find(term.spec, other) == key:
                    return True
            elif term.attributes:
                owner = structs.replace(term, attributes=term.attributes[:-1])
                if any(
                    m.state == "module" and m.module == key
                    for m in project.resolver.meanings(owner, other)
                ):
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


def module_users(project: Project, path: str, after: Mapping[str, bytes | None]) -> Iterator[str]:
    """The imports of a module that are left in the tree as it will be, as ``path:line``."""
    key = project.layout.key(path)
    stem = key.rpartition("/")[2]
    tree = OverlayTree(project.tree, after)
    for other in tree.search([stem.encode()]):
        if other == path or project.layout.key(other) == key or not project.is_code(other):
            continue
        data = tree.read(other)
        for hit in project.adapter.facts(other, data, [stem]).hits:
            if _imports(project, hit, other, key):
                yield f"{other}:{data.count(bytes([10]), 0, hit.start) + 1}"


def _imports(project: Project, hit: Hit, path: str, key: str) -> bool:
    """Whether a hit is an import of the module ``key``."""
    if hit.where != "code" or hit.rule != "import":
        return False
    return any(m.state == "module" and m.module == key for m in project.meanings(hit, path))
