"""Imports that do not spell the name: of a default export, or of a module that is the symbol.

No search for the name finds these, so they are followed from the module that defines it, through
the modules that hand the same default on.
"""

from __future__ import annotations

from collections.abc import Iterator

from cutover.languages.base import Hit, Term
from cutover.project import Project, Target

_DEFAULT = "default"


def unnamed_hits(project: Project, target: Target) -> Iterator[tuple[str, Hit, tuple[str, ...]]]:
    """The hits that mean the target under another name, with their files and chains."""
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
    return _means(project, target, path, (*facts.exports.get(_DEFAULT, ()), *facts.value))


def _importers(project: Project, target: Target, key: str) -> Iterator[str]:
    stems = [stem.encode() for stem in target.realm.layout.stems(key)]
    for path in project.tree.search(stems):
        if path not in target.paths and project.realm(path) is target.realm:
            yield path


def _hits(
    project: Project, target: Target, path: str
) -> Iterator[tuple[str, Hit, tuple[str, ...]]]:
    facts = project.module(path)
    bound = {**facts.exports, **facts.locals}
    names = {name for name, terms in bound.items() if any(_is_unnamed(term) for term in terms)} - {
        target.word
    }
    hits = project.facts(path, sorted({*names, _DEFAULT})).hits
    named = {hit.local for hit in hits if hit.text == _DEFAULT}
    for hit in hits:
        unnamed = hit.binds and hit.text not in named and any(map(_is_unnamed, hit.terms))
        if hit.where != "code" or not (unnamed or hit.text == _DEFAULT):
            continue
        meant = (m for m in project.meanings(hit, path) if target.is_meant(m))
        meaning = next(meant, None)
        if meaning is not None:
            yield path, hit, meaning.chain


def _is_unnamed(term: Term) -> bool:
    return term.origin == "import" and term.name in {"", _DEFAULT} and not term.attributes


def _means(project: Project, target: Target, path: str, terms: tuple[Term, ...]) -> bool:
    return any(
        target.is_meant(meaning) for term in terms for meaning in project.meanings_of(term, path)
    )
