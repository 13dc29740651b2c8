"""Turn the sites of one Python file into patches.

A `Rewriter` collects token patches and import changes; what it cannot do without guessing it
reports as a problem of that site, and leaves the site alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from tree_sitter import Node

from cutover.languages.base import Hit
from cutover.languages.patch import Patch
from cutover.languages.python.call_sites import CallMapping
from cutover.languages.python.exports import module_facts
from cutover.languages.python.imports import Add, Drop, Rename
from cutover.languages.python.names import Destination, spelled
from cutover.languages.python.parsing import Parsed, ancestors
from cutover.languages.python.scopes import bindings, lookup, scope_of
from cutover.languages.python.signatures import Misfit
from cutover.languages.words import dotted_before, whole_words
from cutover.model import Kind

_IMPORT_STATEMENTS = frozenset({"import_from_statement", "import_statement"})


class Site(Struct, frozen=True):
    """One site to rewrite: its hit, where the name goes, and a literal text if a person gave one."""

    hit: Hit
    destination: Destination
    text: str | None = None
    extent: str = "expression"
    imports: tuple[str, ...] = ()


class Problem(Struct, frozen=True):
    """A site that needs a person, and why."""

    hit: Hit
    reason: str


class Rewriter:
    """The patches, import changes and problems of one file or block of embedded code."""

    def __init__(
        self, path: str, parsed: Parsed, sites: Sequence[Site], calls: Mapping[str, CallMapping],
        *, embedded: bool = False,
    ) -> None:  # fmt: skip
        self.path = path
        self.parsed = parsed
        self.sites = sites
        self.calls = calls
        self.embedded = embedded
        self.patches: set[Patch] = set()
        self.imports: list[Drop | Rename | Add] = []
        self.problems: list[Problem] = []
        self.listed: list[int] = []
        self._starts = {site.hit.start for site in sites}

    def run(self) -> None:
        """Decide every site of the file."""
        for site in self.sites:
            reason = self._site(site)
            if reason:
                self.problems.append(Problem(site.hit, reason))
        self._map_calls()

    def _site(self, site: Site) -> str:
        node = self.parsed.node_at(site.hit.start, site.hit.end)
        if site.text is not None:
            return self._literal(site, node)
        if (
            site.hit.local == site.hit.text and site.hit.rule == "name"
        ) or site.hit.kind is Kind.DEFINITION:
            return ""
        if site.hit.where == "prose":
            return self._prose(site)
        if node.type != "identifier" or site.hit.where == "string":
            return self._string(site, node)
        entry = import_entry(node)
        if entry is not None:
            return self._import(site, node, entry)
        parent = node.parent
        if (
            parent is not None
            and parent.type == "attribute"
            and (parent.child_by_field_name("attribute") == node)
        ):
            return self._attribute(site, node, parent.child_by_field_name("object"))
        if parent is not None and parent.type == "dotted_name" and parent.named_children[0] != node:
            return self._pattern(site, node, parent)
        return self._name(site, node)

    # names

    def _token(self, site: Site) -> None:
        if site.destination.name != site.hit.text:
            new = site.destination.name.encode()
            self.patches.add(Patch(site.hit.start, site.hit.end, new))

    def _name(self, site: Site, node: Node) -> str:
        """A bare name: renamed with what binds it."""
        taken = self._taken(site, node)
        if taken:
            return taken
        self._token(site)
        found = lookup(self.parsed, site.hit.text, node)
        here = any(term.origin == "here" for term in site.hit.terms)
        imported = any(b.how == "import" for b in found)
        if self.embedded or imported or not (here or not found):
            return ""
        if here or not self._starred(site.destination):
            self._need(site.destination)
        return ""

    def _starred(self, destination: Destination) -> bool:
        """Whether a star import of the file will bring the replacement."""
        return any(
            destination.starred_by(spec, self.path) for spec in module_facts(self.parsed).stars
        )

    def _need(self, destination: Destination) -> None:
        """The replacement must be importable by name at module level."""
        if destination.same_module(self.path):
            return
        module = spelled(destination, self.path, relative=self._relative_style())
        self.imports.append(Add(module, destination.name))

    def _relative_style(self) -> bool:
        return any(
            child.type == "import_from_statement"
            and self.parsed.data[child.start_byte : child.end_byte].split()[1:2][:1] != []
            and self.parsed.data[child.start_byte : child.end_byte].split()[1].startswith(b".")
            for child in self.parsed.root.named_children
        )

    def _taken(self, site: Site, node: Node, *, fresh: bool = False) -> str:
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
                } and site.destination.is_imported_by(self.parsed, bound, self.path):
                    continue
                if bound.how in {"class", "function", "assign"} and site.destination.same_module(
                    self.path
                ):
                    continue
                if bound.start in self._starts:
                    continue
                line = self.parsed.data.count(b"\n", 0, bound.start) + 1
                return f"{name} is already bound to something else in line {line}"
        return ""

    # imports

    def _import(self, site: Site, node: Node, entry: Node) -> str:
        statement = entry.parent
        if statement is None:
            return "an import that cannot be read"
        alias = entry.child_by_field_name("alias") if entry.type == "aliased_import" else None
        if alias == node:
            name = entry.child_by_field_name("name")
            if name is not None and self.parsed.text(name) != site.hit.text:
                self._token(site)
            return ""
        if statement.type == "import_statement":
            return "the name is a module here"
        name = entry.child_by_field_name("name") if alias is not None else entry
        if name is None or name.named_children[-1] != node:
            return "the name is a module here"
        bound = self.parsed.text(alias) if alias is not None else None
        if bound is None:
            taken = self._taken(site, node)
            if taken:
                return taken
        if bound == site.hit.text:
            bound = site.destination.name
        module = statement.child_by_field_name("module_name")
        spec = "".join(self.parsed.text(module).split()) if module is not None else ""
        if site.destination.offered_by(spec, self.path):
            if site.destination.name == site.hit.text:
                return ""
            self.imports.append(Rename(name.start_byte, site.destination.name))
            if alias is not None and bound == site.destination.name:
                self.patches.add(Patch(alias.start_byte, alias.end_byte, bound.encode()))
            return ""
        self.imports.append(Drop(name.start_byte))
        target = spelled(site.destination, self.path, relative=spec.startswith("."))
        self.imports.append(Add(target, site.destination.name, bound, name.start_byte))
        return ""

    # attributes of modules

    def _attribute(self, site: Site, node: Node, owner: Node | None) -> str:
        """``module.Old``: the attribute changes, and the module where it must."""
        if owner is None:
            return "an attribute that cannot be read"
        if all(site.destination.offered_by_module(key) for key in self._owners(site)):
            self._token(site)
            return ""
        return self._other_module(site, node, owner)

    def _owners(self, site: Site) -> tuple[str, ...]:
        return site.destination.owners(site.hit, self.path)

    def _other_module(self, site: Site, node: Node, owner: Node) -> str:
        destination = site.destination
        literal = module_literal(self.parsed, owner)
        if literal is not None:
            self._token(site)
            self.patches.add(Patch(*_content(literal), destination.module.encode()))
            return ""
        root = owner
        while (
            root.type == "attribute" and (below := root.child_by_field_name("object")) is not None
        ):
            root = below
        if root.type != "identifier":
            return "the module it is taken from is computed"
        name = self.parsed.text(root)
        found = lookup(self.parsed, name, root)
        if len(found) != 1:
            return f"{name} is bound in several ways"
        binding = found[0]
        if binding.how == "assign":
            value = binding.node.child_by_field_name("right")
            literal = module_literal(self.parsed, value) if value is not None else None
            if literal is None or not self._only_ours(name, root, binding.start):
                return f"the module {name} is also used for other names"
            self._token(site)
            self.patches.add(Patch(*_content(literal), destination.module.encode()))
            return ""
        if binding.how != "import":
            return f"{name} is no module that can be followed"
        return self._imported_module(site, node, owner, root, binding.node)

    def _imported_module(self, site: Site, node: Node, owner: Node, root: Node, entry: Node) -> str:
        statement, name = entry.parent, self.parsed.text(root)
        if statement is None:
            return "an import that cannot be read"
        alias = entry.child_by_field_name("alias") if entry.type == "aliased_import" else None
        source = entry.child_by_field_name("name") if alias is not None else entry
        token = (source or entry).start_byte
        only = self._only_ours(name, root, entry.start_byte)
        destination = site.destination
        if statement.type == "import_statement" and alias is None:
            return self._dotted_module(site, owner, statement, name)
        if not only:
            return self._by_name(site, node, owner, token)
        if alias is not None and statement.type == "import_statement":
            self.imports += [Drop(token), Add(destination.module, None, name, token)]
            self._token(site)
            return ""
        package, _, last = destination.module.rpartition(".")
        bound = name if alias is not None else last
        if bound != name and bindings(self.parsed, bound):
            return self._by_name(site, node, owner, token)
        self.imports.append(Drop(token))
        if not package:
            keep = name if alias is not None else None
            self.imports.append(Add(last, None, keep, token))
        else:
            module = statement.child_by_field_name("module_name")
            relative = module is not None and self.parsed.text(module).startswith(".")
            parent = destination.parent()
            spec = spelled(parent, self.path, relative=relative)
            self.imports.append(Add(spec, last, name if alias is not None else None, token))
        if bound != name:
            self.patches.add(Patch(root.start_byte, root.end_byte, bound.encode()))
        self._token(site)
        return ""

    def _dotted_module(self, site: Site, owner: Node, statement: Node, name: str) -> str:
        """``import a.b.legacy`` and ``a.b.legacy.Old``."""
        spelled_owner = "".join(self.parsed.text(owner).split())
        token = next(
            (
                c.start_byte
                for c in statement.named_children
                if self.parsed.text(c) == spelled_owner
            ),
            None,
        )
        module = site.destination.module
        self.patches.add(Patch(owner.start_byte, owner.end_byte, module.encode()))
        self._token(site)
        if token is not None and self._only_ours(spelled_owner, owner, token):
            self.imports.append(Drop(token))
        self.imports.append(
            Add(module, None, None, token if token is not None else statement.start_byte)
        )
        return ""

    def _by_name(self, site: Site, node: Node, owner: Node, token: int) -> str:
        """``L.Old`` becomes ``New``, imported by name, where ``L`` stays for others."""
        taken = self._taken(site, node, fresh=True)
        if taken:
            return taken
        self.patches.add(Patch(owner.start_byte, node.end_byte, site.destination.name.encode()))
        module = spelled(site.destination, self.path, relative=False)
        self.imports.append(Add(module, site.destination.name, None, token))
        return ""

    def _only_ours(self, name: str, node: Node, binding: int) -> bool:
        """Whether every use of a module's name leads to a site of ours."""
        size = len(name.encode())
        for start in whole_words(self.parsed.data, name.encode()):
            used = self.parsed.node_at(start, start + size)
            if (
                used.type == "comment"
                or start == binding
                or used.start_byte <= binding < used.end_byte
            ):
                continue
            if (
                used.type not in {"identifier", "attribute"}
                or used.end_byte - used.start_byte != size
            ):
                continue
            if import_entry(used) is not None:
                continue
            if not self._is_ours(used, binding):
                return False
        return True

    def _is_ours(self, used: Node, binding: int) -> bool:
        """Whether a module's name leads to a site: as its owner, or handed to the same call.

        Another thing of the same name is nobody's use of the module.
        """
        outer = used.parent
        if outer is None:
            return False
        if outer.type in {"attribute", "keyword_argument"} and used in {
            outer.child_by_field_name("attribute"), outer.child_by_field_name("name")
        }:  # fmt: skip
            if used.type == "identifier":
                return True
        if outer.type == "dotted_name":
            return any(child.start_byte in self._starts for child in outer.named_children)
        if outer.type == "attribute":
            last = outer.child_by_field_name("attribute")
            if last is not None and last.start_byte in self._starts:
                return True
        found = (
            lookup(self.parsed, self.parsed.text(used), used) if used.type == "identifier" else ()
        )
        if found and all(binding not in {b.start, b.node.start_byte} for b in found):
            return True
        call = next((p for p in ancestors(used) if p.type in {"call", "subscript"}), None)
        if (
            call is not None
            and call.type == "call"
            and self.parsed.data[call.start_byte : call.start_byte + 5] == b"vars("
        ):
            call = call.parent
        strings = [site.hit for site in self.sites if site.hit.where == "string"]
        return call is not None and any(
            call.start_byte <= hit.start < call.end_byte for hit in strings
        )

    def _pattern(self, site: Site, node: Node, parent: Node) -> str:
        if all(site.destination.offered_by_module(key) for key in self._owners(site)):
            self._token(site)
            return ""
        root = parent.named_children[0]
        found = lookup(self.parsed, self.parsed.text(root), root)
        statement = found[0].node.parent if len(found) == 1 and found[0].how == "import" else None
        if (
            statement is None
            or statement.type != "import_statement"
            or found[0].node.type != "dotted_name"
        ):
            return "a dotted class pattern that reaches through an alias of the legacy module"
        module = site.destination.module
        self.patches.add(Patch(parent.start_byte, node.start_byte - 1, module.encode()))
        self._token(site)
        token = found[0].node.start_byte
        if self._only_ours(self.parsed.text(root), root, token):
            self.imports.append(Drop(token))
        self.imports.append(Add(module, None, None, token))
        return ""

    # strings and prose

    def _string(self, site: Site, node: Node) -> str:
        literal = node if node.type == "string" else next(
            (p for p in ancestors(node) if p.type == "string"), None
        )  # fmt: skip
        rule = site.hit.rule
        if literal is None or rule == "type-comment":
            return self._name(site, node) if rule == "type-comment" else self._prose(site)
        if rule == "__all__":
            return self._listed(site, literal)
        if rule == "string-annotation":
            prefix = dotted_before(self.parsed.data, site.hit.start, literal.start_byte + 1)
            if not prefix[1]:
                taken = self._taken(site, literal)
                if not taken:
                    self._token(site)
                return taken
            return self._quoted_attribute(site, prefix[0])
        if rule in {"getattr-literal", "hasattr-literal", "setattr-literal", "delattr-literal",
                    "object-literal", "namespace-item"}:  # fmt: skip
            return self._named_attribute(site, literal)
        if rule in {"lazy-table", "module-and-name", "fromlist"}:
            return self._tabled(site, literal)
        if rule == "dotted-path":
            return self._prose(site)
        self._token(site)
        return ""

    def _prose(self, site: Site) -> str:
        """A dotted path or a bare word outside code."""
        begin, prefix = dotted_before(self.parsed.data, site.hit.start, 0)
        if prefix and any(term.origin == "path" for term in site.hit.terms):
            separator = prefix[-1]
            owner = prefix[:-1].replace(":", ".")
            partial = site.destination.partial(owner, self.path)
            if partial is not None:
                new = (
                    f"{partial}{separator}{site.destination.name}"
                    if partial
                    else site.destination.name
                )
                self.patches.add(Patch(begin, site.hit.end, new.encode()))
                return ""
            if not site.destination.offered_by_path(owner, self.path):
                text = f"{site.destination.module}{separator}{site.destination.name}"
                self.patches.add(Patch(begin, site.hit.end, text.encode()))
                return ""
        self._token(site)
        return ""

    def _quoted_attribute(self, site: Site, begin: int) -> str:
        if all(site.destination.offered_by_module(key) for key in self._owners(site)):
            self._token(site)
            return ""
        text = self.parsed.data[begin : site.hit.start - 1].decode("utf-8", "replace")
        root = text.split(".")[0]
        literal = self.parsed.node_at(begin, begin + 1)
        found = lookup(self.parsed, root, literal)
        if len(found) == 1 and found[0].how == "import":
            entry = found[0].node
            statement = entry.parent
            if (
                statement is not None
                and statement.type == "import_statement"
                and entry.type != "aliased_import"
            ):
                token = (
                    entry.start_byte if self.parsed.text(entry) == text else statement.start_byte
                )
                self.patches.add(Patch(begin, site.hit.start - 1, site.destination.module.encode()))
                self._token(site)
                if self._only_ours(text, entry, entry.start_byte):
                    self.imports.append(Drop(token))
                self.imports.append(Add(site.destination.module, None, None, token))
                return ""
            taken = self._taken(site, literal)
            if taken:
                return taken
            self.patches.add(Patch(begin, site.hit.end, site.destination.name.encode()))
            module = spelled(site.destination, self.path, relative=False)
            token = (entry.child_by_field_name("name") or entry).start_byte
            if self._only_ours(root, entry, entry.start_byte):
                self.imports.append(Drop(token))
            self.imports.append(Add(module, site.destination.name, None, token))
            return ""
        return "a quoted annotation that reaches through the legacy module"

    def _named_attribute(self, site: Site, literal: Node) -> str:
        """``getattr(module, "Old")``, ``vars(module)["Old"]`` and their kin."""
        if all(site.destination.offered_by_module(key) for key in self._owners(site)):
            self._token(site)
            return ""
        owner = _owner_argument(self.parsed, literal)
        if owner is None:
            return "the module is computed"
        module = module_literal(self.parsed, owner)
        if module is not None:
            self.patches.add(Patch(*_content(module), site.destination.module.encode()))
            self._token(site)
            return ""
        if owner.type not in {"identifier", "attribute"}:
            return "the module is computed"
        return self._module_argument(site, owner)

    def _module_argument(self, site: Site, owner: Node) -> str:
        """A module handed to a call beside the name: another module is handed instead."""
        root = owner
        while (
            root.type == "attribute" and (below := root.child_by_field_name("object")) is not None
        ):
            root = below
        name = self.parsed.text(root)
        found = lookup(self.parsed, name, root)
        if len(found) != 1 or found[0].how != "import":
            return "the module is no import of this file"
        entry = found[0].node
        statement = entry.parent
        aliased = entry.type == "aliased_import"
        token = ((entry.child_by_field_name("name") if aliased else entry) or entry).start_byte
        destination = site.destination
        package, _, last = destination.module.rpartition(".")
        self._token(site)
        if (
            statement is None
            or (statement.type == "import_statement" and not aliased)
            or not package
        ):
            self.patches.add(Patch(owner.start_byte, owner.end_byte, destination.module.encode()))
            self.imports.append(Add(destination.module, None, None, token))
        else:
            spec = spelled(destination.parent(), self.path, relative=False)
            keep = aliased and self._only_ours(name, root, entry.start_byte)
            if not keep and bindings(self.parsed, last):
                return f"{last} is already bound to something else"
            if not keep:
                self.patches.add(Patch(owner.start_byte, owner.end_byte, last.encode()))
            self.imports.append(Add(spec, last, name if keep else None, token))
        if self._only_ours(name, root, entry.start_byte):
            self.imports.append(Drop(token))
        return ""

    def _tabled(self, site: Site, literal: Node) -> str:
        """A name beside its module: ``{"Old": ".legacy"}``, ``(".legacy", "Old")``, ``fromlist``."""
        self._token(site)
        parent = literal.parent
        module: Node | None = None
        if parent is not None and parent.type == "pair":
            value = parent.child_by_field_name("value")
            if value is not None and value.type == "string":
                module = value
        elif parent is not None and parent.type == "tuple":
            module = parent.named_children[0]
        else:
            call = next((p for p in ancestors(literal) if p.type == "call"), None)
            arguments = call.child_by_field_name("arguments") if call is not None else None
            module = arguments.named_children[0] if arguments is not None else None
        if module is None or module.type != "string":
            return ""
        start, end = _content(module)
        spec, colon, _ = self.parsed.data[start:end].decode("utf-8", "replace").partition(":")
        if site.destination.offered_by(spec, self.path):
            return ""
        new = spelled(site.destination, self.path, relative=spec.startswith("."))
        if colon:
            new = f"{new}:{site.destination.name}"
        self.patches.add(Patch(start, end, new.encode()))
        return ""

    def _listed(self, site: Site, literal: Node) -> str:
        """An entry of ``__all__``: gone with the definition, or renamed, but never twice."""
        name = site.destination.name
        entries = literal.parent.named_children if literal.parent is not None else []
        twin = any(
            entry != literal
            and entry.type == "string"
            and self.parsed.data[slice(*_content(entry))] == name.encode()
            for entry in entries
        )
        earlier = any(p.after == name.encode() and any(e.start_byte < p.start < e.end_byte for e in entries)
                      for p in self.patches)  # fmt: skip
        if site.destination.leaves(self.path) or twin or (earlier and name != site.hit.text):
            start, end = entry_span(self.parsed.data, literal)
            self.patches.add(
                Patch(start, end, b"" if len(entries) != 2 else self._one_left(literal, entries))
            )
            return ""
        self._token(site)
        self._resort(entries, literal, name)
        bound = bindings(self.parsed, site.hit.text).get(self.parsed.root.id)
        lazy = bindings(self.parsed, "__getattr__").get(self.parsed.root.id)
        if not self.embedded and not bound and not lazy and not self._starred(site.destination):
            self._need(site.destination)
        return ""

    def _resort(self, entries: Sequence[Node], literal: Node, name: str) -> None:
        """Keep a sorted list of names sorted when one of them changes."""
        if any(e.type != "string" for e in entries) or len(self.listed) > 0:
            return
        old = [self.parsed.text(e) for e in entries]
        quote = old[list(entries).index(literal)][0]
        new = [
            f"{quote}{name}{quote}" if e == literal else t
            for e, t in zip(entries, old, strict=True)
        ]
        key = next((k for k in (str, str.lower) if old == sorted(old, key=k)), None)
        if key is None or new == sorted(new, key=key) or len(old) < 2:
            return
        self.listed.append(literal.start_byte)
        start, end = literal.start_byte, literal.end_byte
        self.patches = {p for p in self.patches if not start <= p.start < end}
        for entry, text in zip(entries, sorted(new, key=key), strict=True):
            if self.parsed.text(entry) != text:
                self.patches.add(Patch(entry.start_byte, entry.end_byte, text.encode()))

    def _one_left(self, literal: Node, entries: Sequence[Node]) -> bytes:
        """The comma that keeps a tuple of one a tuple."""
        parent = literal.parent
        if parent is None or parent.type != "tuple" or entries[0] == literal:
            return b""
        return b","

    # calls

    def _map_calls(self) -> None:
        """Map the arguments of every call; a site whose call does not fit is taken back."""
        for site in self.sites:
            mapping = self.calls.get(str(site.destination.legacy))
            if site.text is not None or mapping is None or site.hit.where != "code":
                continue
            node = self.parsed.node_at(site.hit.start, site.hit.end)
            mapped = mapping.at(self.parsed, node, site.hit.kind)
            if mapped is None:
                continue
            if isinstance(mapped, Misfit):
                self.problems.append(Problem(site.hit, mapped.reason))
                continue
            self.patches |= set(mapped.patches)
            for text in mapped.imports:
                self._import_symbol(text)

    def _import_symbol(self, text: str) -> None:
        module, _, name = text.partition(":")
        if self.embedded and not self._has_imports():
            return
        self.imports.append(Add(module, name or None))

    def _has_imports(self) -> bool:
        return any(child.type in _IMPORT_STATEMENTS for child in self.parsed.root.named_children)

    def _literal(self, site: Site, node: Node) -> str:
        outer = literal_extent(node, site.hit.kind, site.extent)
        self.patches.add(Patch(outer.start_byte, outer.end_byte, (site.text or "").encode()))
        for text in site.imports:
            self._import_symbol(text)
        return ""


def literal_extent(node: Node, kind: Kind, extent: str) -> Node:
    """The node a person's text stands for: the call, import or expression, or its statement."""
    if extent == "statement" or (kind in {Kind.IMPORT, Kind.EXPORT} and node.type == "identifier"):
        for parent in ancestors(node):
            if parent.type.endswith("_statement"):
                return parent
    string = node if node.type == "string" else next(
        (p for p in ancestors(node) if p.type == "string"), None
    )  # fmt: skip
    if node.type != "identifier":
        return string or node
    outer = node
    parent = node.parent
    if (
        parent is not None
        and parent.type == "attribute"
        and parent.child_by_field_name("attribute") == node
    ):
        outer = parent
    call = outer.parent
    if call is not None and call.type == "call" and call.child_by_field_name("function") == outer:
        return call
    return outer


def import_entry(node: Node) -> Node | None:
    """The imported name (dotted_name or aliased_import) an identifier belongs to."""
    parent = node.parent
    if parent is None or parent.type not in {"dotted_name", "aliased_import"}:
        return None
    entry = parent.parent if parent.type == "dotted_name" and parent.parent is not None and (
        parent.parent.type == "aliased_import"
    ) else parent  # fmt: skip
    statement = entry.parent
    return entry if statement is not None and statement.type in _IMPORT_STATEMENTS else None


def module_literal(parsed: Parsed, node: Node) -> Node | None:
    """The string that names the module in ``import_module("m")`` or ``sys.modules["m"]``."""
    if node.type == "call":
        function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        name = parsed.text(function).rpartition(".")[2] if function is not None else ""
        if (
            name in {"import_module", "__import__"}
            and arguments is not None
            and arguments.named_children
        ):
            first = arguments.named_children[0]
            return first if first.type == "string" else None
        if name == "vars" and arguments is not None and arguments.named_children:
            return module_literal(parsed, arguments.named_children[0])
    if node.type == "subscript":
        key = node.child_by_field_name("subscript")
        return key if key is not None and key.type == "string" else None
    if node.type == "attribute":
        owner = node.child_by_field_name("object")
        return module_literal(parsed, owner) if owner is not None else None
    return None


def _owner_argument(parsed: Parsed, literal: Node) -> Node | None:
    """The object whose attribute a string names: a call's first argument, or what is subscripted."""
    for parent in ancestors(literal):
        if parent.type == "call":
            arguments = parent.child_by_field_name("arguments")
            return arguments.named_children[0] if arguments is not None else None
        if parent.type == "subscript":
            value = parent.child_by_field_name("value")
            if value is None:
                return None
            if value.type == "call":
                inner = value.child_by_field_name("arguments")
                return (
                    inner.named_children[0] if inner is not None and inner.named_children else None
                )
            return value.child_by_field_name("object")
    return None


def _content(literal: Node) -> tuple[int, int]:
    opening, closing = literal.children[0], literal.children[-1]
    return opening.end_byte, closing.start_byte


def entry_span(data: bytes, literal: Node) -> tuple[int, int]:
    """The bytes of a list entry with its comma, and with its line if it has one to itself."""
    start, end = literal.start_byte, literal.end_byte
    after = end
    while data[after : after + 1] in {b" ", b"\t"}:
        after += 1
    line_start = data.rfind(b"\n", 0, start) + 1
    alone = not data[line_start:start].strip()
    if data[after : after + 1] == b",":
        after += 1
        rest = data[after : (data.find(b"\n", after) + 1 or len(data) + 1) - 1]
        if alone and (not rest.strip() or rest.strip().startswith(b"#")):
            return line_start, (data.find(b"\n", after) + 1 or len(data))
        while data[after : after + 1] == b" ":
            after += 1
        return start, after
    before = start
    while data[before - 1 : before] in {b" ", b"\t", b"\n", b"\r"}:
        before -= 1
    if data[before - 1 : before] == b",":
        return before - 1, end
    return start, end
