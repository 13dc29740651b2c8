"""What rewriting one TypeScript file gathers: patches, import changes, problems."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from cutover.languages.editing import Destination, Problem, Site
from cutover.languages.patch import Patch
from cutover.languages.typescript.facts.exports import module_facts
from cutover.languages.typescript.imports.edits import Change
from cutover.languages.typescript.imports.statements import Source, Statement
from cutover.languages.typescript.imports.style import statements_of
from cutover.languages.typescript.resolution.spelling import spelled
from cutover.languages.typescript.rewriting.replacement import (
    DEFAULT,
    OWN,
    by_name,
    gives_new,
    is_whole,
    means_new,
)
from cutover.languages.typescript.syntax.parsing import Parsed
from cutover.languages.typescript.syntax.scopes import Binding, bindings, lookup, scope_of

_READ = frozenset({"identifier", "type_identifier", "shorthand_property_identifier"})
_REQUIRE = re.compile(rb"\b(?:require(?:Actual|Mock)?|import)\s*\(\s*\Z")


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
        self.changes: list[Change] = []
        self.problems: list[Problem] = []
        self.gone: set[tuple[int, int]] = set()
        self.needed: list[Site] = []
        self._lent: dict[str, str] = {}
        self.lost: dict[int, tuple[Node, set[int]]] = {}
        self.starts = frozenset(site.hit.start for site in sites)

    def replace(self, start: int, end: int, text: str) -> None:
        """Put ``text`` in the place of ``start:end``."""
        self.patches.add(Patch(start, end, text.encode()))

    def called(self, site: Site) -> str:
        """What the file calls the replacement: its name, or the alias under which it has it."""
        destination = site.destination
        key = str(destination.legacy)
        if key not in self._lent:
            self._lent[key] = self._alias(destination)
        return self._lent[key] or destination.name

    def _alias(self, destination: Destination) -> str:
        """The only name by which the file imports the replacement, if that is another."""
        found = []
        for statement in self.statements():
            locals_ = [e.alias for e in statement.entries if e.alias is not None]
            if statement.kind not in {"import", "require"} or destination.name == DEFAULT:
                continue
            if statement.default is not None:
                locals_.append(statement.default)
            for node in locals_:
                name = self.parsed.text(node)
                at = bindings(self.parsed, name).get(self.parsed.root.id, ())
                if any(gives_new(destination, self.parsed, b, self.path, name) for b in at):
                    found.append(name)
            if any(self.parsed.text(e.alias or e.name) == destination.name for e in
                   statement.entries):  # fmt: skip
                return ""
        return found[0] if len(found) == 1 else ""

    def rename_use(self, site: Site) -> None:
        """Put what the file calls the replacement in the place of a name that is only read."""
        name = self.called(site)
        if name not in {site.hit.text, DEFAULT}:
            self.replace(site.hit.start, site.hit.end, name)

    def rename(self, site: Site) -> None:
        """Put the new name in the place of the old; what is called ``default`` stays so."""
        name = site.destination.name
        if site.hit.text != DEFAULT and name not in {site.hit.text, DEFAULT}:
            self.replace(site.hit.start, site.hit.end, name)

    def member(self, site: Site, spec: str) -> str:
        """What the replacement's module calls it; ``spec`` is the module that is written now."""
        module = self.spelled(site.destination, spec)
        return site.destination.name if by_name(site.destination, module, self.path) else DEFAULT

    def is_module(self, site: Site, source: Source) -> bool:
        """Whether what requires a module, or imports it as a type, gets the replacement itself."""
        call = _REQUIRE.search(self.parsed.data[max(0, source.start - 80) : source.start - 1])
        module = self.spelled(site.destination, source.spec)
        return call is not None and is_whole(site.destination, module, self.path)

    def follow(self, site: Site, source: Source) -> str:
        """Take the name from the replacement's module, as that calls it."""
        if self.is_module(site, source):
            return f"{site.destination.name} is its module itself, and no name of it"
        name = self.member(site, source.spec)
        if name != site.hit.text:
            self.replace(site.hit.start, site.hit.end, name)
        self.respell(source, site.destination)
        return ""

    def respell(self, source: Source, destination: Destination) -> None:
        """Name the replacement's module where another one is named."""
        self.replace(source.start, source.end, self.spelled(destination, source.spec))

    def lose(self, names: Node, index: int) -> None:
        """Take an entry out of a list that is no import or export."""
        self.lost.setdefault(names.id, (names, set()))[1].add(index)

    def spelled(self, destination: Destination, spec: str) -> str:
        """The replacement's module as this file writes it where it wrote ``spec``."""
        return spelled(destination, self.path, spec, self.specs())

    def specs(self) -> tuple[str, ...]:
        """The modules that the statements of the file name, in order."""
        found = (s.source.spec for s in self.statements() if s.source is not None)
        return tuple(dict.fromkeys(found))

    def statements(self) -> Iterator[Statement]:
        """The statements of the file that name what modules offer."""
        return statements_of(self.parsed, self.parsed.root)

    def known(self, site: Site, node: Node) -> Binding | None:
        """The import by which the file already has the replacement."""
        name = self.called(site)
        if name == site.hit.text:
            return None
        for bound in self.bound_around(name, node):
            if bound.how in {"import", "destructured"} and bound.start not in self.starts:
                given = gives_new(site.destination, self.parsed, bound, self.path, name)
                return bound if given else None
        return None

    def taken(self, site: Site, node: Node, *, fresh: bool = False) -> str:
        """Why the new name cannot stand here: it already means something else.

        ``fresh`` says that the name was not bound here before, even if the legacy has the same.
        """
        name = self.called(site)
        if name in {site.hit.text, DEFAULT} and not fresh:
            return ""
        for bound in self.bound_around(name, node):
            if bound.start in self.starts or bound.how == "reassign":
                continue
            if bound.how in OWN and site.destination.same_module(self.path):
                continue
            if gives_new(site.destination, self.parsed, bound, self.path, name):
                continue
            if self._becomes(site, bound):
                continue
            line = self.parsed.data.count(b"\n", 0, bound.start) + 1
            return f"{name} is already bound to something else in line {line}"
        return ""

    def _becomes(self, site: Site, bound: Binding) -> bool:
        """Whether a binding of the new name is an import of the legacy under it."""
        inner = bound.node.start_byte, bound.node.end_byte
        return bound.how == "import" and any(inner[0] <= at < inner[1] for at in self.starts)

    def bound_around(self, name: str, node: Node) -> Iterator[Binding]:
        """What binds a name in the scopes around a node, the nearest first."""
        table = bindings(self.parsed, name)
        scope = scope_of(node)
        while True:
            yield from table.get(scope.id, ())
            if scope.parent is None:
                return
            scope = scope_of(scope)

    def exported(self, site: Site) -> str:
        """What the file already exports under the new name: "new", "other" or "" for nothing."""
        terms = module_facts(self.parsed).exports.get(site.destination.name, ())
        if not terms or site.destination.name == site.hit.text:
            return ""
        same = any(means_new(site.destination, term, self.path) for term in terms)
        return "new" if same else "other"

    def only_ours(self, name: str, node: Node, binding: Binding) -> bool:
        """Whether all uses of a module's name in the file are owners of sites."""
        data = self.parsed.data
        word = name.encode()
        at = data.find(word)
        while at >= 0:
            use = self.parsed.node_at(at, at + len(word))
            whole = use.start_byte == at and use.end_byte == at + len(word)
            read = whole and at != binding.start and use.type in _READ
            if read and not self._owns_site(use) and binding in lookup(self.parsed, name, use):
                return False
            at = data.find(word, at + len(word))
        return True

    def _owns_site(self, owner: Node) -> bool:
        parent = owner.parent
        if parent is None:
            return False
        member = parent.child_by_field_name("property") or parent.child_by_field_name("name")
        if member is not None and member != owner:
            return member.start_byte in self.starts
        index = parent.child_by_field_name("index")
        return index is not None and index != owner and index.start_byte + 1 in self.starts
