"""Where a legacy name goes, and how that is spelled in a given file."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, structs

from cutover.languages.base import Hit, Meanings, Term
from cutover.languages.python.layout import PythonLayout
from cutover.languages.python.parsing import Parsed
from cutover.languages.python.scopes import Binding
from cutover.languages.python.terms import import_term
from cutover.model import Symbol


class Destination(Struct, frozen=True):
    """The replacement of one legacy symbol, with what the tree will offer after the cutover.

    ``offers`` tells whether a module key will provide the replacement under its own name,
    ``publishes`` whether a star import of that module takes it along.
    """

    legacy: Symbol
    module: str
    name: str
    key: str
    legacy_key: str
    deleted: bool
    layout: PythonLayout
    resolver: Meanings
    offers: Callable[[str], bool]
    publishes: Callable[[str], bool]

    def same_module(self, path: str) -> bool:
        """Whether a file is the replacement's own module."""
        return bool(self.key) and self.layout.key(path) == self.key

    def leaves(self, path: str) -> bool:
        """Whether the name disappears from a file with the definition."""
        return (
            self.deleted and self.layout.key(path) == self.legacy_key and not self.same_module(path)
        )

    def offered_by(self, spec: str, importer: str) -> bool:
        """Whether the module written ``spec`` in ``importer`` will provide the replacement."""
        key = self.layout.find(spec, importer)
        return key is not None and self.offers(key)

    def starred_by(self, spec: str, importer: str) -> bool:
        """Whether ``from spec import *`` will bring the replacement."""
        key = self.layout.find(spec, importer)
        return key is not None and self.offers(key) and self.publishes(key)

    def offered_by_path(self, dotted: str, path: str) -> bool:
        """Whether the module a dotted path names will provide the replacement."""
        key = self.layout.find(dotted, path)
        return key is not None and self.offers(key)

    def partial(self, dotted: str, path: str) -> str | None:
        """What the tail of a module's path (``legacy`` of ``pkg.legacy``) becomes; None if none."""
        if self.layout.find(dotted, path) is not None:
            return None
        if self.legacy.module != dotted and not self.legacy.module.endswith("." + dotted):
            return dotted if not self.module.startswith(dotted) else None
        if self.legacy.module == dotted:
            return None
        return ".".join(self.module.split(".")[-len(dotted.split(".")) :])

    def owners(self, hit: Hit, path: str) -> tuple[str, ...]:
        """The modules whose attribute a hit is; the legacy's own if they are outside the tree."""
        keys: list[str] = []
        for term in hit.terms:
            if term.attributes:
                base = structs.replace(term, attributes=term.attributes[:-1])
            elif term.origin == "path":
                base = Term("path", term.name.rpartition(".")[0])
            else:
                continue
            for meaning in self.resolver.meanings(base, path):
                keys.append(meaning.module if meaning.state == "module" else self.legacy_key)
        return tuple(keys) or (self.legacy_key,)

    def is_imported_by(self, parsed: Parsed, bound: Binding, path: str) -> bool:
        """Whether a binding already imports the replacement."""
        if bound.how != "import":
            return True
        term = import_term(parsed, bound.node, 0)
        for meaning in self.resolver.meanings(term, path):
            if meaning.module and meaning.module == self.key and meaning.name == self.name:
                return True
            if not meaning.module and meaning.name == f"{self.module}.{self.name}":
                return True
        return False

    def parent(self) -> Destination:
        """The package of the replacement's module, as the place that module is imported from."""
        package, _, last = self.module.rpartition(".")
        return structs.replace(self, module=package, name=last, key=self.key.rpartition("/")[0])


def spelled(destination: Destination, importer: str, *, relative: bool) -> str:
    """The module of a destination as an import in ``importer`` writes it."""
    if not relative or not destination.key:
        return destination.module
    package = destination.layout.package(importer).split(".")
    target = destination.layout.name(destination.key).split(".")
    shared = 0
    for mine, theirs in zip(package, target, strict=False):
        if mine != theirs:
            break
        shared += 1
    if shared == 0 or package == [""]:
        return destination.module
    return "." * (len(package) - shared + 1) + ".".join(target[shared:])
