"""The declared symbols against the tree: every name must be there, or have been there."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from cutover.languages.editing import Calls
from cutover.languages.language import Source
from cutover.model import Symbol, SymbolKind
from cutover.project import Project, Target
from cutover.realms import Realm


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
    return project.realm_of(symbol).layout.owns(symbol.module)


def _legacy(project: Project, target: Target, scanning: bool) -> Iterator[str]:
    symbol, realm = target.legacy, target.realm
    if symbol == target.replacement:
        yield f"replacement '{symbol}' is the legacy symbol itself"
        return
    if "." in symbol.name and target.paths and target.what != "class":
        yield f"legacy '{symbol}' is a member of a class; name a class, a function or a constant"
        return
    if target.paths or not in_tree(project, symbol):
        return
    text = f"legacy '{symbol}'"
    key = realm.layout.find(symbol.module, "")
    if key is None or not realm.layout.files(key):
        near = _nearest_module(realm, symbol.module, 0.6 if scanning else 0.88)
        if scanning or (near is not None and _defines(project, symbol, near)):
            yield f"{text}: there is no module '{symbol.module}'" + _hint(
                _spelled(symbol, near, symbol.name) if near else None
            )
        return
    path = realm.layout.files(key)[0]
    elsewhere = [
        m for m in realm.resolver.member(key, symbol.name) if m.state in {"defined", "assigned"}
    ]
    if elsewhere and elsewhere[0].module and elsewhere[0].module != key:
        module = realm.layout.name(elsewhere[0].module)
        home = _spelled(symbol, module, elsewhere[0].name)
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
            _spelled(symbol, symbol.module, near_name) if near_name else None
        )


def _replacement(project: Project, target: Target) -> Iterator[str]:
    symbol, kind = target.replacement, target.table.kind
    realm = project.realm_of(symbol)
    text = f"replacement '{symbol}'"
    key = realm.layout.find(symbol.module, "")
    defined = bool(project.defines(symbol)) or (
        key is not None
        and any(
            m.state in {"defined", "assigned", "external"}
            for m in realm.resolver.member(key, symbol.name)
        )
    )
    if realm is not target.realm:
        yield f"{text} is of another language than '{target.legacy}'"
    elif reserved := _reserved(realm, symbol):
        yield f"{text}: {reserved} is a reserved word, which no definition can be called"
    elif kind is SymbolKind.RENAME and symbol.module != target.legacy.module:
        home = f"a rename stays in its module, '{target.legacy.module}'"
        yield f'{text}: {home}; use kind = "move" or "replace"'
    elif kind is SymbolKind.MOVE and symbol.name != target.legacy.name:
        kept = f"a move keeps the name '{target.legacy.name}'"
        yield f"{text}: {kept}; rename it in a cutover of its own"
    elif kind is SymbolKind.MOVE and symbol.module == target.legacy.module:
        yield f"{text}: a move goes to another module"
    elif (
        kind is SymbolKind.MOVE and key is None and (trouble := realm.layout.no_home(symbol.module))
    ):
        yield f"{text}: {trouble}"
    elif kind is not SymbolKind.REPLACE:
        if defined and target.paths:
            yield f'{text} is already defined; use kind = "replace"'
    elif in_tree(project, symbol) and not defined:
        names: Sequence[str] = ()
        if key is not None and realm.layout.files(key):
            names = list(project.module(realm.layout.files(key)[0]).exports)
            near = difflib.get_close_matches(symbol.name, names, 1, 0.6)
            yield f"{text}: '{symbol.module}' defines no '{symbol.name}'" + _hint(
                _spelled(symbol, symbol.module, near[0]) if near else None
            )
        else:
            near_module = _nearest_module(realm, symbol.module)
            yield f"{text}: there is no module '{symbol.module}'" + _hint(
                _spelled(symbol, near_module, symbol.name) if near_module else None
            )


def _spelled(like: Symbol, module: str, name: str) -> str:
    """A symbol as the manifest spells one of the same language."""
    return f"{module}{like.mark}{name}"


def _reserved(realm: Realm, symbol: Symbol) -> str:
    """The part of a symbol that its language keeps for itself; empty if none."""
    dotted = symbol.module.split(".") if symbol.mark == ":" else ()
    parts = (*dotted, *symbol.name.split("."))
    return next((part for part in parts if realm.language.is_reserved(part)), "")


def _is_slip(name: str, other: str) -> bool:
    """Whether two names differ as a slip of the pen makes them differ."""
    close = difflib.SequenceMatcher(None, name, other).ratio() >= 0.9
    return close and abs(len(name) - len(other)) <= 2


def _done(project: Project, target: Target) -> bool:
    """Whether a rename has happened: the new name stands where the old one stood."""
    return target.table.kind is SymbolKind.RENAME and bool(project.defines(target.replacement))


def _defines(project: Project, like: Symbol, module: str) -> bool:
    return bool(project.defines(Symbol(module, like.name, like.mark)))


def _hint(near: str | None) -> str:
    return f" (did you mean '{near}'?)" if near else ""


def _nearest_module(realm: Realm, module: str, cutoff: float = 0.7) -> str | None:
    found = difflib.get_close_matches(module, realm.layout.names(), 1, cutoff)
    return found[0] if found else None


def call_mapping(project: Project, target: Target) -> Calls | None:
    """How calls of a target are mapped; ValueError for templates that cannot be read."""
    legacy = next(
        (Source(path, project.tree.read(path), target.name) for path in target.paths), None
    )
    replacement = project.source(target.replacement)
    return target.realm.language.calls(target.table, legacy, replacement)


def _templates(project: Project, target: Target) -> Iterator[str]:
    try:
        calls = call_mapping(project, target)
    except ValueError as error:
        yield f"call template of '{target.legacy}': {error}"
        return
    if calls is None or (not target.paths and target.table.parameters is None):
        return
    for problem in target.realm.language.check_calls(calls):
        yield f"call template of '{target.legacy}': {problem}"
