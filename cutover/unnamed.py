"""Imports that do not spell the name: of a default export, or of a module that is the symbol.

No search for the name finds these, so they are followed from the module that defines it, through
the modules that hand the same default on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cutover.languages.base import Hit, Term
from cutover.project import Project, Target


def unnamed_hits(project: Project, target: Target) -> Iterator[tuple[str, Hit, tuple[str, ...]]]:
    """The hits that mean the target under another name, with their files and chains."""
    if not target.realm.layout.default_export:
        return
    if not any(_hands_on(project, target, path) for path in target.paths):
        return
    waiting, seen = [target.key], {target.key}
    while waiting:
        for path in _importers(project, target, waiting.pop()):
            yield from _hits(project, target, path)
            key = target.realm.layout.key(path)
            if key not in seen and _hands_on(project, target, path):
                seen.add(key)
                waiting.append(key)


def _hands_on(project: Project, target: Target, path: str) -> bool:
    """Whether importing a file without naming anything can give the target."""
    facts = project.module(path)
    return _means(
        project,
        target,
        path,
        (*facts.exports.get(target.realm.layout.default_export, ()), *facts.value),
    )


def _importers(project: Project, target: Target, key: str) -> Iterator[str]:
    stems = [stem.encode() for stem in target.realm.layout.stems(key)]
    for path in project.tree.search((), stems):
        if path not in target.paths and project.realm(path) is target.realm:
            yield path


def _hits(
    project: Project, target: Target, path: str
) -> Iterator[tuple[str, Hit, tuple[str, ...]]]:
    facts, default = project.module(path), target.realm.layout.default_export
    bound = {**facts.exports, **facts.locals}
    names = {name for name, terms in bound.items() if _has_unnamed(terms, default)}
    names.discard(target.word)
    hits = project.facts(path, sorted({*names, default})).hits
    named = {hit.local for hit in hits if hit.text == default}
    for hit in hits:
        unnamed = hit.binds and hit.text not in named and _has_unnamed(hit.terms, default)
        if hit.where != "code" or not (unnamed or hit.text == default):
            continue
        meant = (m for m in project.meanings(hit, path) if target.is_meant(m))
        meaning = next(meant, None)
        if meaning is not None:
            yield path, hit, meaning.chain


def _has_unnamed(terms: Iterable[Term], default: str) -> bool:
    """Whether a name can be that of a whole module, or of its default export."""
    return any(t.origin == "import" and t.name in {"", default} and not t.attributes for t in terms)


def _means(project: Project, target: Target, path: str, terms: tuple[Term, ...]) -> bool:
    return any(
        target.is_meant(meaning) for term in terms for meaning in project.meanings_of(term, path)
    )
