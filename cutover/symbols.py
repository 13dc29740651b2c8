"""The declared symbols against the tree: every name must be there, or have been there."""

from __future__ import annotations

import difflib
import keyword
from collections.abc import Iterator, Sequence

from cutover.languages.python.call_sites import CallMapping
from cutover.languages.python.signatures import Signature, parse_signature
from cutover.languages.python.templates import check_template, parse_template
from cutover.model import Symbol, SymbolKind
from cutover.project import Project, Target


def problems(project: Project, targets: Sequence[Target], *, scanning: bool) -> list[str]:
    """What is wrong with the symbols, one line each; ``scanning`` demands the legacy."""
    found: list[str] = []
    for target in targets:
        found += _legacy(project, target, scanning)
        found += _replacement(project, target)
        found += _templates(project, target)
    return found


def in_tree(project: Project, symbol: Symbol) -> bool:
    """Whether a symbol's top-level package lives in the repository."""
    return project.layout.find(symbol.module.split(".")[0], "") is not None


def _legacy(project: Project, target: Target, scanning: bool) -> Iterator[str]:
    symbol = target.legacy
    if symbol == target.replacement:
        yield f"replacement '{symbol}' is the legacy symbol itself"
        return
    if "." in symbol.name and target.paths and target.what != "class":
        yield f"legacy '{symbol}' is a member of a class; name a class, a function or a constant"
        return
    if target.paths or not in_tree(project, symbol):
        return
    text = f"legacy '{symbol}'"
    key = project.layout.find(symbol.module, "")
    if key is None or not project.layout.files(key):
        near = _nearest_module(project, symbol.module, 0.6 if scanning else 0.88)
        if scanning or (near is not None and _defines(project, near, symbol.name)):
            yield f"{text}: there is no module '{symbol.module}'" + _hint(
                f"{near}:{symbol.name}" if near else None
            )
        return
    path = project.layout.files(key)[0]
    elsewhere = [
        m for m in project.resolver.member(key, symbol.name) if m.state in {"defined", "assigned"}
    ]
    if elsewhere and elsewhere[0].module and elsewhere[0].module != key:
        home = f"{project.layout.name(elsewhere[0].module)}:{elsewhere[0].name}"
        if home != str(target.replacement):
            yield f"{text}: {path} only re-exports it; name its definition, '{home}'"
        return
    names = [n for n in project.module(path).exports if n != target.replacement.name]
    near_names = difflib.get_close_matches(symbol.name, names, 1, 0.6)
    near_name = near_names[0] if near_names else None
    if scanning or (
        near_name is not None and _is_slip(symbol.name, near_name) and not _done(project, target)
    ):
        yield f"{text}: {path} defines no '{symbol.name}'" + _hint(
            f"{symbol.module}:{near_name}" if near_name else None
        )


def _replacement(project: Project, target: Target) -> Iterator[str]:
    symbol, kind = target.replacement, target.table.kind
    text = f"replacement '{symbol}'"
    key = project.layout.find(symbol.module, "")
    defined = bool(project.defines(symbol)) or (
        key is not None
        and any(
            m.state in {"defined", "assigned", "external"}
            for m in project.resolver.member(key, symbol.name)
        )
    )
    if any(
        keyword.iskeyword(part) for part in (*symbol.module.split("."), *symbol.name.split("."))
    ):
        yield f"{text} holds a Python keyword, which no definition can be called"
    elif kind is SymbolKind.RENAME and symbol.module != target.legacy.module:
        home = f"a rename stays in its module, '{target.legacy.module}'"
        yield f'{text}: {home}; use kind = "move" or "replace"'
    elif kind is SymbolKind.MOVE and symbol.name != target.legacy.name:
        kept = f"a move keeps the name '{target.legacy.name}'"
        yield f"{text}: {kept}; rename it in a cutover of its own"
    elif kind is SymbolKind.MOVE and symbol.module == target.legacy.module:
        yield f"{text}: a move goes to another module"
    elif kind is SymbolKind.MOVE and key is None and (trouble := _no_package(project, symbol)):
        yield f"{text}: {trouble}"
    elif kind is not SymbolKind.REPLACE:
        if defined and target.paths:
            yield f'{text} is already defined; use kind = "replace"'
    elif in_tree(project, symbol) and not defined:
        names: Sequence[str] = ()
        if key is not None and project.layout.files(key):
            names = list(project.module(project.layout.files(key)[0]).exports)
            near = difflib.get_close_matches(symbol.name, names, 1, 0.6)
            yield f"{text}: '{symbol.module}' defines no '{symbol.name}'" + _hint(
                f"{symbol.module}:{near[0]}" if near else None
            )
        else:
            near_module = _nearest_module(project, symbol.module)
            yield f"{text}: there is no module '{symbol.module}'" + _hint(
                f"{near_module}:{symbol.name}" if near_module else None
            )


def _no_package(project: Project, symbol: Symbol) -> str:
    """Why a module cannot be made where a move wants it."""
    package = symbol.module.rpartition(".")[0]
    if not package:
        return ""
    key = project.layout.find(package, "")
    if key is None:
        return f"there is no package '{package}'; make it first"
    files = project.layout.files(key)
    if files and not any(path.rpartition("/")[2].startswith("__init__.") for path in files):
        return f"'{package}' is a module, not a package ({files[0]})"
    return ""


def _is_slip(name: str, other: str) -> bool:
    """Whether two names differ as a slip of the pen makes them differ."""
    close = difflib.SequenceMatcher(None, name, other).ratio() >= 0.9
    return close and abs(len(name) - len(other)) <= 2


def _done(project: Project, target: Target) -> bool:
    """Whether a rename has happened: the new name stands where the old one stood."""
    return target.table.kind is SymbolKind.RENAME and bool(project.defines(target.replacement))


def _defines(project: Project, module: str, name: str) -> bool:
    return bool(project.defines(Symbol(module, name)))


def _hint(near: str | None) -> str:
    return f" (did you mean '{near}'?)" if near else ""


def _nearest_module(project: Project, module: str, cutoff: float = 0.7) -> str | None:
    names = project.layout.names()
    found = difflib.get_close_matches(module, names, 1, cutoff)
    return found[0] if found else None


def signature(project: Project, symbol: Symbol) -> Signature | None:
    """The signature of a symbol defined in the tree; None if it cannot be known."""
    for path in project.defines(symbol):
        return project.adapter.signature(path, project.tree.read(path), symbol.name)
    return None


def call_mapping(project: Project, target: Target) -> CallMapping:
    """How calls of a target are mapped; arguments stay as they are where nothing is declared."""
    table = target.table
    templates = tuple(parse_template(call) for call in table.call)
    if table.kind is not SymbolKind.REPLACE and not templates:
        return CallMapping(None, (), None)
    legacy = (
        parse_signature(table.parameters.strip().removeprefix("(").removesuffix(")"))
        if table.parameters is not None
        else signature(project, target.legacy)
    )
    return CallMapping(legacy, templates, signature(project, target.replacement))


def _templates(project: Project, target: Target) -> Iterator[str]:
    try:
        mapping = call_mapping(project, target)
    except ValueError as error:
        yield f"call template of '{target.legacy}': {error}"
        return
    if not target.paths and target.table.parameters is None:
        return
    for template in mapping.templates:
        for problem in check_template(template, mapping.legacy, mapping.replacement):
            yield f"call template of '{target.legacy}': {problem}"
