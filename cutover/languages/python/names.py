"""Where a legacy name goes, and how that is spelled in a given Python file."""

from __future__ import annotations

from msgspec import structs

from cutover.languages.base import Layout
from cutover.languages.editing import Destination
from cutover.languages.python.parsing import Parsed
from cutover.languages.python.scopes import Binding
from cutover.languages.python.terms import import_term


def partial_path(destination: Destination, dotted: str, path: str) -> str | None:
    """What the tail of a module's path (``legacy`` of ``pkg.legacy``) becomes; None if none."""
    legacy, module = destination.legacy.module, destination.module
    if destination.layout.find(dotted, path) is not None:
        return None
    if legacy != dotted and not legacy.endswith("." + dotted):
        return dotted if not module.startswith(dotted) else None
    if legacy == dotted:
        return None
    return ".".join(module.split(".")[-len(dotted.split(".")) :])


def is_imported_by(destination: Destination, parsed: Parsed, bound: Binding, path: str) -> bool:
    """Whether a binding already imports the replacement."""
    if bound.how != "import":
        return True
    term = import_term(parsed, bound.node, 0)
    for meaning in destination.resolver.meanings(term, path):
        if meaning.module and meaning.module == destination.key:
            if meaning.name == destination.name:
                return True
        elif not meaning.module and meaning.name == f"{destination.module}.{destination.name}":
            return True
    return False


def parent_of(destination: Destination) -> Destination:
    """The package of the replacement's module, as the place that module is imported from."""
    package, _, last = destination.module.rpartition(".")
    key = destination.key.rpartition("/")[0]
    return structs.replace(destination, module=package, name=last, key=key)


def spelled(destination: Destination, importer: str, *, relative: bool) -> str:
    """The module of a destination as an import in ``importer`` writes it."""
    if not relative or not destination.key:
        return destination.module
    package = package_of(destination.layout, importer).split(".")
    target = destination.layout.name(destination.key).split(".")
    shared = 0
    for mine, theirs in zip(package, target, strict=False):
        if mine != theirs:
            break
        shared += 1
    if shared == 0 or package == [""]:
        return destination.module
    return "." * (len(package) - shared + 1) + ".".join(target[shared:])


def package_of(layout: Layout, path: str) -> str:
    """The dotted package that a relative import in ``path`` starts from."""
    name = layout.name(path)
    return name if layout.stays(path) else name.rpartition(".")[0]
