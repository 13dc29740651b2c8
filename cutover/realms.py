"""The languages of one repository, each with its layout and its resolver, opened when needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from cutover.language_table import LANGUAGES, language_of, language_of_script
from cutover.languages.base import Layout, Meaning, ModuleFacts, SearchPath, Term
from cutover.languages.language import Language
from cutover.languages.registry import open_language
from cutover.model import Tree
from cutover.resolver import Resolver


class Realm(Struct, frozen=True, eq=False):
    """What one language makes of the repository; imports do not leave it."""

    language: Language
    layout: Layout
    resolver: Resolver

    @property
    def name(self) -> str:
        """The name of the language."""
        return self.language.name


class _StarReach:
    """Whether a file holds a name, or a star that may bring it from elsewhere."""

    def __init__(self, tree: Tree, language: Language) -> None:
        self._tree = tree
        self._passes_on = language.passes_on
        self._starred: dict[str, bool] = {}
        self._known: dict[tuple[str, str], bool] = {}

    def __call__(self, path: str, name: str) -> bool:
        if self._starred.get(path):
            return True
        known = self._known.get((path, name))
        if known is None:
            data = self._tree.read(path)
            if path not in self._starred:
                self._starred[path] = self._passes_on(data)
            known = self._known[path, name] = self._starred[path] or name.encode() in data
        return known


class Realms:
    """Opens realms; ``module`` gives the facts of a file for the resolvers."""

    def __init__(
        self, tree: Tree, search_path: SearchPath, module: Callable[[str], ModuleFacts]
    ) -> None:
        self._tree = tree
        self._search_path = search_path
        self._module = module
        self._open: dict[str, Realm] = {}
        self._scripts: dict[str, str] = {}

    def get(self, name: str) -> Realm:
        """The realm of a language, opened now if it was not."""
        realm = self._open.get(name)
        if realm is None:
            language = open_language(name)
            realm = self._realm(language, language.layout(self._tree, self._search_path))
            self._open[name] = realm
        return realm

    def adopt(self, other: Realms) -> None:
        """Take over languages and layouts of a tree that has the same files."""
        for name, realm in other._open.items():
            self._open[name] = self._realm(realm.language, realm.layout)

    def _realm(self, language: Language, layout: Layout) -> Realm:
        if not language.star_exports:
            return Realm(language, layout, Resolver(layout, self._module))
        return Realm(
            language, layout, Resolver(layout, self._module, _StarReach(self._tree, language))
        )

    def of(self, path: str) -> Realm | None:
        """The realm of a code file: by its suffix, or of a script by its first line."""
        name = language_of(path)
        if name:
            return self.get(name)
        if "." in path.rpartition("/")[2] or not path:
            return None
        script = self._scripts.get(path)
        if script is None:
            script = self._scripts[path] = language_of_script(self._tree.read(path))
        return self.get(script) if script else None

    def opened(self) -> Sequence[Realm]:
        """The realms that are open, in the order of the table."""
        return [self._open[entry.name] for entry in LANGUAGES if entry.name in self._open]

    def meanings(self, term: Term, path: str) -> tuple[Meaning, ...]:
        """Everything a term can be; in a document, in any language."""
        realm = self.of(path)
        realms = [realm] if realm is not None else self.opened()
        return tuple(m for each in realms for m in each.resolver.meanings(term, path))
