"""What the replacement is to a file: whether a name is it, and how its module hands it out."""

from __future__ import annotations

from collections.abc import Iterable

from cutover.languages.base import Hit, Meaning, Term
from cutover.languages.editing import Destination
from cutover.languages.typescript.facts.terms import binding_terms
from cutover.languages.typescript.syntax.parsing import Parsed
from cutover.languages.typescript.syntax.scopes import Binding

DEFAULT = "default"
CLASH = "{} is already exported as something else"
OWN = frozenset({"class", "function", "assign", "type", "enum", "namespace"})


def is_new(destination: Destination, found: Iterable[Meaning]) -> bool:
    """Whether something is the replacement."""
    for meaning in found:
        if meaning.state in {"missing", "cycle"}:
            continue
        if meaning.module:
            if meaning.module == destination.key and meaning.name == destination.name:
                return True
        elif meaning.name in {
            f"{destination.module}.{destination.name}",
            f"{destination.module}#{destination.name}",
        }:
            return True
    return False


def gives_new(
    destination: Destination, parsed: Parsed, bound: Binding, path: str, name: str
) -> bool:
    """Whether a binding of ``name`` already brings the replacement into the file."""
    terms = binding_terms(parsed, bound, name)
    return any(means_new(destination, term, path) for term in terms)


def means_new(destination: Destination, term: Term, path: str) -> bool:
    """Whether a term is the replacement, now or once its module will provide it."""
    if is_new(destination, destination.resolver.meanings(term, path)):
        return True
    if term.origin != "import" or term.name != destination.name or term.attributes:
        return False
    return destination.offered_by(term.spec, path)


def by_name(destination: Destination, spec: str, importer: str) -> bool:
    """Whether a module hands the replacement out by its name, and not only as its default."""
    if not destination.key or destination.name == DEFAULT:
        return destination.name != DEFAULT
    if destination.form_of(spec, importer) != "name":
        return False
    named = destination.resolver.meanings(Term("import", destination.name, spec), importer)
    return is_new(destination, named) or not is_default(destination, spec, importer)


def is_default(destination: Destination, spec: str, importer: str) -> bool:
    """Whether the replacement is the default of a module."""
    found = destination.resolver.meanings(Term("import", DEFAULT, spec), importer)
    return is_new(destination, found)


def is_whole(destination: Destination, spec: str, importer: str) -> bool:
    """Whether the replacement is a module itself, as by ``module.exports = New``."""
    if destination.form_of(spec, importer) == "module":
        return True
    return is_new(destination, destination.resolver.meanings(Term("import", "", spec), importer))


def default_offered(destination: Destination, spec: str, importer: str) -> bool:
    """Whether the default of a module, now the legacy, will be the replacement."""
    key = destination.layout.find(spec, importer)
    if key is None:
        return False
    return key != destination.legacy_key or not destination.deleted


def is_offered(destination: Destination, hit: Hit, path: str) -> bool:
    """Whether the modules that a name is taken from will provide the replacement.

    Where the name is ``default``, theirs must be it.
    """
    specs = [t.spec for t in hit.terms if t.origin == "import" and t.name and not t.attributes]
    if hit.text == DEFAULT:
        loaded = [t.spec for t in hit.terms if t.origin == "import"]
        return all(default_offered(destination, spec, path) for spec in loaded)
    if specs:
        return all(destination.offered_by(spec, path) for spec in specs)
    return all(destination.offers(key) for key in destination.owners(hit, path))
