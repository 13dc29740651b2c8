"""What the modules of the tree will offer once the plan is applied."""

from __future__ import annotations

from cutover.languages.base import Term
from cutover.languages.python.editor import Destination
from cutover.model import SymbolKind
from cutover.project import Target
from cutover.survey import Course


class Outlook:
    """Answers for one target what its replacement can be imported from after the cutover."""

    def __init__(self, course: Course, target: Target) -> None:
        self._course = course
        self._project = course.project
        self._target = target
        self._old = target.word
        self._new = target.replacement.name
        self._home = _home(course, target)
        self._known: dict[str, bool] = {}

    def destination(self) -> Destination:
        """The replacement as the editor asks for it."""
        target, new = self._target, self._target.replacement
        return Destination(
            legacy=target.legacy,
            module=new.module,
            name=new.name.rpartition(".")[2],
            key=self._home,
            legacy_key=target.key,
            deleted=target.table.kind is not SymbolKind.RENAME,
            layout=self._project.layout,
            resolver=self._project.resolver,
            offers=self.offers,
            publishes=self.publishes,
        )

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
                self._passes_on(path) for path in self._project.layout.files(module)
            )
        return known

    def publishes(self, module: str) -> bool:
        """Whether a star import of a module takes the replacement along."""
        for path in self._project.layout.files(module):
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
        starred = [self._project.layout.find(spec, path) for spec in facts.stars]
        return any(key is not None and self.offers(key) for key in starred)

    def _is_new(self, term: Term, path: str) -> bool:
        dotted = f"{self._target.replacement.module}.{self._new}"
        return any(
            (m.module == self._home and m.name == self._new) if m.module else m.name == dotted
            for m in self._project.resolver.meanings(term, path)
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


def _home(course: Course, target: Target) -> str:
    """The module key of the replacement; empty outside the tree."""
    key = course.project.layout.find(target.replacement.module, "")
    if key is None and target.table.kind is SymbolKind.MOVE:
        return _new_key(course, target)
    return key or ""


def _new_key(course: Course, target: Target) -> str:
    """The key of a module that the move creates, beside the deepest package that exists."""
    parts = target.replacement.module.split(".")
    for size in range(len(parts) - 1, 0, -1):
        found = course.project.layout.find(".".join(parts[:size]), "")
        if found is not None:
            return "/".join([found, *parts[size:]])
    root = target.paths[0].rpartition("/")[0] if target.paths else ""
    return f"{root}/{parts[-1]}" if root else parts[-1]
