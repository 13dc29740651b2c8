"""What rewriting one Python file gathers: patches, import changes, problems."""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from cutover.languages.editing import Destination, Problem, Site
from cutover.languages.patch import Patch
from cutover.languages.python.exports import module_facts
from cutover.languages.python.extents import IMPORT_STATEMENTS
from cutover.languages.python.imports import Add, Drop, Rename
from cutover.languages.python.names import is_imported_by, spelled
from cutover.languages.python.parsing import Parsed
from cutover.languages.python.scopes import bindings, scope_of


class Sheet:
    """One file or block of embedded code, its sites, and what becomes of it."""

    def __init__(
        self, path: str, parsed: Parsed, sites: Sequence[Site], *, embedded: bool = False
    ) -> None:
        self.path = path
        self.parsed = parsed
        self.sites = sites
        self.embedded = embedded
        self.patches: set[Patch] = set()
        self.imports: list[Drop | Rename | Add] = []
        self.problems: list[Problem] = []
        self.is_resorted = False
        self.starts = frozenset(site.hit.start for site in sites)

    def replace(self, start: int, end: int, text: str) -> None:
        """Put ``text`` in the place of ``start:end``."""
        self.patches.add(Patch(start, end, text.encode()))

    def is_offered(self, site: Site) -> bool:
        """Whether the module that an attribute is taken from will provide the replacement."""
        owners = site.destination.owners(site.hit, self.path)
        return all(site.destination.offers(key) for key in owners)

    def rename(self, site: Site) -> None:
        """Put the new name in the place of the old."""
        if site.destination.name != site.hit.text:
            new = site.destination.name.encode()
            self.patches.add(Patch(site.hit.start, site.hit.end, new))

    def is_starred(self, destination: Destination) -> bool:
        """Whether a star import of the file will bring the replacement."""
        return any(
            destination.starred_by(spec, self.path) for spec in module_facts(self.parsed).stars
        )

    def need(self, destination: Destination) -> None:
        """The replacement must be importable by name at module level."""
        if destination.same_module(self.path):
            return
        module = spelled(destination, self.path, relative=self._is_relative())
        self.imports.append(Add(module, destination.name))

    def _is_relative(self) -> bool:
        return any(
            child.type == "import_from_statement"
            and self.parsed.data[child.start_byte : child.end_byte].split()[1:2][:1] != []
            and self.parsed.data[child.start_byte : child.end_byte].split()[1].startswith(b".")
            for child in self.parsed.root.named_children
        )

    def taken(self, site: Site, node: Node, *, fresh: bool = False) -> str:
        """Why the new name cannot stand here: it already means something else.

        ``fresh`` says that the name was not bound here before, even if the legacy has the same.
        """
        name = site.destination.name
        if name == site.hit.text and not fresh:
            return ""
        scopes = [scope_of(node)]
        while scopes[-1].parent is not None:
            scopes.append(scope_of(scopes[-1]))
        table = bindings(self.parsed, name)
        for scope in scopes:
            for bound in table.get(scope.id, ()):
                if bound.how in {
                    "import",
                    "global",
                    "nonlocal",
                } and is_imported_by(site.destination, self.parsed, bound, self.path):
                    continue
                if bound.how in {"class", "function", "assign"} and site.destination.same_module(
                    self.path
                ):
                    continue
                if bound.start in self.starts:
                    continue
                line = self.parsed.data.count(b"\n", 0, bound.start) + 1
                return f"{name} is already bound to something else in line {line}"
        return ""

    def import_symbol(self, text: str) -> None:
        """Import what a text needs, ``module:Name``; samples without imports stay so."""
        module, _, name = text.partition(":")
        if self.embedded and not self._has_imports():
            return
        self.imports.append(Add(module, name or None))

    def _has_imports(self) -> bool:
        return any(child.type in IMPORT_STATEMENTS for child in self.parsed.root.named_children)
