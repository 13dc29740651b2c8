"""What goes with the legacy definitions, and what still stands in the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import structs

from cutover.languages.editing import Removal
from cutover.languages.words import whole_words
from cutover.model import Action, Deletion, Kind, OverlayTree, SymbolKind, Verdict
from cutover.project import Project, Target
from cutover.realms import Realm
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
    is_code = course.project.is_code(reference.path)
    kept = decision.action is Action.KEEP and reference.verdict is Verdict.EDIT and is_code
    return kept or decision.action is Action.MANUAL


def is_read_elsewhere(project: Project, path: str, name: str) -> bool:
    """Whether another file takes a name from the module of ``path``, or passes all of it on."""
    realm = project.code(path)
    public = name in project.module(path).exports
    for other in _near(project, realm, path):
        if public and _passes_on(project, realm, other, path):
            return True
        data = project.tree.read(other)
        if name.encode() not in data or next(whole_words(data, name.encode()), None) is None:
            continue
        if _takes(project, realm, other, path, name):
            return True
    return False


def _passes_on(project: Project, realm: Realm, other: str, path: str) -> bool:
    """Whether a file exports all that the module of ``path`` exports."""
    key = realm.layout.key(path)
    return bool(realm.language.star_exports) and any(
        realm.layout.find(spec, other) == key for spec in project.module(other).stars
    )


def _near(project: Project, realm: Realm, path: str) -> Iterator[str]:
    """The other files of a language that may import the module of ``path``."""
    stems = [stem.encode() for stem in realm.layout.stems(realm.layout.key(path))]
    for other in project.tree.search((), stems):
        if other != path and project.realm(other) is realm:
            yield other


def _takes(project: Project, realm: Realm, other: str, path: str, name: str) -> bool:
    """Whether code of another file imports a name from the module, or reads it as an attribute."""
    key = realm.layout.key(path)
    for hit in project.facts(other, [name]).hits:
        for term in hit.terms if hit.where != "prose" else ():
            if term.origin == "import" and term.name == name and not term.attributes:
                if realm.layout.find(term.spec, other) == key:
                    return True
            elif term.attributes:
                owner = structs.replace(term, attributes=term.attributes[:-1])
                if any(
                    m.state == "module" and m.module == key
                    for m in realm.resolver.meanings(owner, other)
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
        yield Deletion(path, line, target.what, target.name, because)
    for dead in removed.dead:
        yield Deletion(path, dead.line, dead.what, dead.name, dead.because)


def module_deletion(project: Project, path: str) -> Deletion:
    """The line of the plan for a module of which nothing is left."""
    name = project.code(path).layout.name(path)
    return Deletion(path, 1, "module", name, "nothing is left in it")


def module_users(project: Project, path: str, after: Mapping[str, bytes | None]) -> Iterator[str]:
    """The imports of a module that are left in the tree as it will be, as ``path:line``."""
    realm = project.code(path)
    key = realm.layout.key(path)
    tree = OverlayTree(project.tree, after)
    stems = realm.layout.stems(key)
    for other, held in tree.search((), [stem.encode() for stem in stems]).items():
        if realm.layout.key(other) == key or project.realm(other) is not realm:
            continue
        data = tree.read(other)
        for stem in sorted(held):
            for term, offset in realm.language.imports(other, data, stem.decode()):
                found = realm.resolver.meanings(term, other)
                if any(m.state == "module" and m.module == key for m in found):
                    yield f"{other}:{data.count(bytes([10]), 0, offset) + 1}"
