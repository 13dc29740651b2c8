"""What a module imports for the sake of a definition that moves to it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs
from tree_sitter import Node

from cutover.languages.base import Layout
from cutover.languages.editing import Destination
from cutover.languages.typescript.facts.exports import module_facts
from cutover.languages.typescript.imports.edits import Form
from cutover.languages.typescript.imports.statements import read_statement
from cutover.languages.typescript.moving.needs import Import, Needs
from cutover.languages.typescript.resolution.paths import folder_of, joined, relative
from cutover.languages.typescript.resolution.spelling import spell_symbol
from cutover.languages.typescript.syntax.definitions import bare, declarators, defined_name
from cutover.languages.typescript.syntax.parsing import Parsed


def is_modern(parsed: Parsed) -> bool:
    """Whether a file exports by keyword, or at least does not export as CommonJS does."""
    if any(node.type in {"export_statement", "import_statement"} for node in parsed.root.children):
        return True
    facts = module_facts(parsed)
    return not facts.exports and not facts.value


def target_imports(
    parsed: Parsed, path: str, target: str, goal: Destination, needs: Needs
) -> tuple[list[Import], dict[str, bool], list[str]]:
    """What the target imports, what of it from the old module (as values?), and what cannot be."""
    layout = goal.layout
    imports: list[Import] = []
    problems: list[str] = []
    special = set(_with_attributes(parsed))
    for each in needs.imports:
        if each.spec in special:
            problems.append(f"{path} imports {each.spec} with attributes, which no move carries")
        key = layout.find(each.spec, path)
        if key is None or key != layout.key(target):
            imports.append(structs.replace(each, spec=respelled(layout, each.spec, path, target)))
        elif each.local != each.name:
            problems.append(f"{target} has no {each.local} of its own, as {path} calls {each.name}")
    back: dict[str, bool] = {}
    exported = _exported_as(parsed)
    hidden = [name for name in needs.own if name not in exported]
    if layout.key(target) != layout.key(path):
        for name in needs.own:
            if name in exported:
                back[name] = name in needs.values
    if hidden:
        listed = ", ".join(hidden)
        problems.append(f"{path} does not export {listed}, which {target} will need")
    spec = _back_spec(parsed, layout, path, target) if back else ""
    kind = "import" if is_modern(parsed) else "require"
    for name, value in back.items():
        form: Form = "" if value or kind == "require" or not _is_typed(path) else "type"
        imports.append(Import(kind, spec, exported[name], name, form))
    return imports, back, problems


def _with_attributes(parsed: Parsed) -> Iterator[str]:
    """The modules that are imported ``with { type: 'json' }`` or the like."""
    for node in parsed.root.named_children:
        read = read_statement(parsed, node)
        given = any(child.type == "import_attribute" for child in node.named_children)
        if given and read is not None and read.source is not None:
            yield read.source.spec


def _is_typed(path: str) -> bool:
    return path.endswith(("ts", "tsx"))


def _exported_as(parsed: Parsed) -> dict[str, str]:
    """What the file's own names are exported as; the name itself, if it is."""
    found: dict[str, str] = {}
    for node in parsed.root.named_children:
        for own, name in _exported(parsed, node) if node.type == "export_statement" else ():
            if own == name or own not in found:
                found[own] = name
    if not is_modern(parsed):
        found.update((name, name) for name in module_facts(parsed).exports)
    return found


def _exported(parsed: Parsed, node: Node) -> Iterator[tuple[str, str]]:
    read = read_statement(parsed, node)
    for entry in read.entries if read is not None and read.kind == "list" else ():
        yield parsed.text(entry.name), parsed.text(entry.alias or entry.name)
    default = any(child.type == "default" for child in node.children)
    value = node.child_by_field_name("value")
    if value is not None and value.type == "identifier":
        yield parsed.text(value), "default"
    declaration = bare(node)
    for part in declarators(declaration) or [declaration]:
        name = defined_name(parsed, part)
        if name:
            yield name, "default" if default else name


def respelled(layout: Layout, spec: str, path: str, target: str) -> str:
    """The module that ``path`` writes as ``spec``, as ``target`` writes it."""
    if spec.startswith("."):
        place = joined(folder_of(path), spec)
        return spec if place is None else relative(place, folder_of(target))
    key = layout.find(spec, path)
    if key is None or layout.find(spec, target) == key:
        return spec
    return spell_symbol(layout, layout.name(key), target, spec)


def _back_spec(parsed: Parsed, layout: Layout, path: str, target: str) -> str:
    specs = [
        read.source.spec
        for node in parsed.root.named_children
        if (read := read_statement(parsed, node)) is not None and read.source is not None
    ]
    style = next((spec for spec in specs if spec.startswith(".")), next(iter(specs), ""))
    return spell_symbol(layout, layout.name(path), target, style)
