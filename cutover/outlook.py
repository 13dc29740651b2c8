"""What the modules of the tree will offer once the plan is applied."""

from __future__ import annotations

from collections.abc import Iterator

from cutover.languages.base import Term
from cutover.languages.editing import Destination, ExportForm
from cutover.model import SymbolKind
from cutover.project import Target
from cutover.references import STAR
from cutover.survey import Course

_TYPES = frozenset({"interface", "type"})


class Outlook:
    """Answers for one target what its replacement can be imported from after the cutover."""

    def __init__(self, course: Course, target: Target) -> None:
        self._course = course
        self._project = course.project
        self._layout = target.realm.layout
        self._target = target
        self._old = target.word
        self._new = target.replacement.name
        self._home = _home(course, target)
        self._starring = _starring(course, target)
        self._known: dict[str, bool] = {}

    def destination(self) -> Destination:
        """The replacement as the editor asks for it."""
        target, new = self._target, self._target.replacement
        return Destination(
            legacy=target.legacy,
            module=new.module,
            name=new.word,
            key=self._home,
            legacy_key=target.key,
            deleted=target.table.kind is not SymbolKind.RENAME,
            layout=self._layout,
            resolver=target.realm.resolver,
            offers=self.offers,
            publishes=self.publishes,
            type_only=self._is_type(),
            form=self._form(),
        )

    def _form(self) -> ExportForm:
        """A new module hands out what moves to it as the old one did, if that is all it is."""
        form = self._old_form(self._target)
        others = [t for t in self._course.seen.targets if t is not self._target]
        beside = [t for t in others if t.replacement.module == self._target.replacement.module]
        if form == "module" and beside:
            return "name"
        return "name" if any(self._old_form(other) != "name" for other in beside) else form

    def _old_form(self, target: Target) -> ExportForm:
        """How the module of what moves to a new one hands it out."""
        layout = self._layout
        moves = target.table.kind is SymbolKind.MOVE and not layout.files(self._home)
        if not moves or not layout.default_export or not target.paths:
            return "name"
        facts = self._project.module(target.paths[0])
        found = target.realm.resolver.member(target.key, layout.default_export)
        named = target.word != layout.default_export and target.word in facts.exports
        if named or not any(map(target.is_meant, found)):
            return "name"
        return "default" if layout.default_export in facts.exports else "module"

    def _is_type(self) -> bool:
        """Whether the replacement, or what moves to be it, is no value."""
        found = self._project.source(self._target.replacement)
        if found is None:
            moves = self._target.table.kind is not SymbolKind.REPLACE
            return moves and self._target.what in _TYPES
        return self._project.kind(found.path, found.name) in _TYPES

    def offers(self, module: str) -> bool:
        """Whether a module will provide the replacement."""
        if self._home and module == self._home:
            return True
        if module == self._target.key:
            return self._target.table.kind is SymbolKind.RENAME
        known = self._known.get(module)
        if known is None:
            self._known[module] = False
            known = self._known[module] = any(
                self._passes_on(path) for path in self._layout.files(module)
            )
        return known

    def publishes(self, module: str) -> bool:
        """Whether a star import of a module takes the replacement along."""
        for path in self._layout.files(module):
            public = self._project.module(path).public
            if public is None:
                continue
            if module == self._target.key:
                return False
            renamed = self._old in public and self._course.covers(path)
            return self._new in public or renamed
        return True

    def _passes_on(self, path: str) -> bool:
        """Whether a file imports the replacement, or will: by name, through a table or a star."""
        resolver = self._target.realm.resolver
        if not any(resolver.may_offer(path, name) for name in (self._new, self._old)):
            return False
        facts = self._project.module(path)
        if self._new != self._old and any(
            self._is_new(term, path) for term in facts.exports.get(self._new, ())
        ):
            return True
        if not self._course.covers(path):
            return False
        terms = list(facts.exports.get(self._old, ()))
        if self._old in facts.lazy:
            terms.append(facts.lazy[self._old])
        if any(t.origin in {"import", "here", "path"} for t in terms) and not self._keeps(path):
            return True
        if facts.public is not None:
            return self._old in facts.public and bool(facts.stars)
        if path in self._starring:
            return True
        starred = [self._layout.find(spec, path) for spec in facts.stars]
        return any(key is not None and self.offers(key) for key in starred)

    def _is_new(self, term: Term, path: str) -> bool:
        dotted = f"{self._target.replacement.module}.{self._new}"
        return any(
            (m.module == self._home and m.name == self._new) if m.module else m.name == dotted
            for m in self._target.realm.resolver.meanings(term, path)
        )

    def _keeps(self, path: str) -> bool:
        """Whether a module-level import of the legacy name stays as it is in a file."""
        return any(
            x.reference.path == path
            and x.hit.binds
            and not x.reference.scope
            and self._course.stays(x)
            for x in self._course.seen.found.located
            if x.reference.text == self._old
        )


def _starring(course: Course, target: Target) -> frozenset[str]:
    """The files that will export the replacement where a star passed the legacy on."""
    return frozenset(
        x.reference.path
        for x in course.seen.found.located
        if x.target is target and x.reference.rule == STAR and not course.stays(x)
    )


def _home(course: Course, target: Target) -> str:
    """The module key of the replacement's definition; empty outside the tree."""
    replacement = target.replacement
    found = course.project.definition(replacement)
    if found is not None and target.realm.layout.name(found[0]) != replacement.module:
        spelled = target.realm.layout.find(replacement.module, "")
        named = target.realm.layout.name(spelled or "") == replacement.module
        return (spelled or "") if named else found[0]
    key = target.realm.layout.find(replacement.module, "")
    if key is None and target.table.kind is SymbolKind.MOVE:
        beside = target.paths[0] if target.paths else ""
        return target.realm.layout.new_key(replacement.module, beside)
    return key or ""


def losses(course: Course, target: Target, destination: Destination) -> Iterator[str]:
    """What no file will offer any more that passes on all of the target's module."""
    project, layout = course.project, target.realm.layout
    leaves = target.paths and target.table.kind is not SymbolKind.RENAME
    if not leaves or not target.realm.language.star_exports:
        return
    if target.word not in project.module(target.paths[0]).exports:
        return
    stems = [stem.encode() for stem in layout.stems(target.key)]
    for path in project.tree.search((), stems):
        if project.realm(path) is not target.realm:
            continue
        if not target.realm.language.passes_on(project.tree.read(path)):
            continue
        stars = [layout.find(spec, path) for spec in project.module(path).stars]
        if target.key in stars and not destination.offers(layout.key(path)):
            yield (
                f"{path} passes on all of {layout.name(target.key)}, and will not offer "
                f"{target.replacement.word} in the place of {target.word}"
            )
