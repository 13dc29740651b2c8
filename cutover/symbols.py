"""The declared symbols against the tree: every name must be there, or have been there."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from cutover.languages.editing import Calls
from cutover.languages.language import Source
from cutover.model import Symbol, SymbolKind
from cutover.project import Project, Target
from cutover.realms import Realm


def problems(
    project: Project, targets: Sequence[Target], *, scanning: bool, listed: bool = False
) -> list[str]:
    """What is wrong with the symbols, one line each; ``scanning`` demands the legacy.

    ``listed`` says that the manifest lists sites: the legacy was there when it was written, so
    that a legacy that is not there is one that went, and no slip of the pen.
    """
    found: list[str] = []
    for target in targets:
        if scanning or target.paths or not listed or _is_mere_name(project, target):
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
        moved = near == target.replacement.module
        if scanning or (near is not None and not moved and _defines(project, symbol, near)):
            yield f"{text}: there is no module '{symbol.module}'" + _hint(
                _spelled(symbol, near, symbol.name)
                if near and _defines(project, symbol, near)
                else None
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
    own = next((m.name for m in elsewhere if m.module == key and m.name != symbol.name), "")
    home = _spelled(symbol, symbol.module, own)
    if own and home != str(target.replacement) and (scanning or not _done(project, target)):
        yield f"{text}: {path} calls it {own}; name its definition, '{home}'"
        return
    if symbol.name in project.module(path).exports and (scanning or not _done(project, target)):
        yield f"{text}: {path} only calls something else so; name what it stands for"
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
    symbol = target.replacement
    text = f"replacement '{symbol}'"
    wrong = _unfit(target, project.realm_of(symbol)) or _misplaced(target)
    if wrong:
        yield f"{text}{wrong}"
        return
    defined = _is_defined(project, symbol)
    if target.table.kind is not SymbolKind.REPLACE:
        if defined and target.paths:
            yield f'{text} is already defined; use kind = "replace"'
    elif in_tree(project, symbol) and not defined:
        yield f"{text}{_nowhere(project, target)}{_other_kind(target)}"


def _is_defined(project: Project, symbol: Symbol) -> bool:
    """Whether a module of the tree defines a symbol or hands it on."""
    if project.defines(symbol):
        return True
    realm = project.realm_of(symbol)
    key = realm.layout.find(symbol.module, "")
    found = realm.resolver.member(key, symbol.name) if key is not None else ()
    return any(m.state in {"defined", "assigned", "external"} for m in found)


def _unfit(target: Target, realm: Realm) -> str:
    """Why no import can bring a replacement of this name; empty if one can."""
    symbol, kind = target.replacement, target.table.kind
    outer = _outer(symbol)
    if realm is not target.realm:
        return f" is of another language than '{target.legacy}'"
    if reserved := _reserved(realm, symbol):
        return f": {reserved} is a reserved word, which no definition can be called"
    if outer and not (kind is SymbolKind.RENAME and outer == _outer(target.legacy)):
        whole = _spelled(symbol, symbol.module, outer)
        return f" is a member of '{outer}', which no import can name; name '{whole}'"
    return ""


def _misplaced(target: Target) -> str:
    """Why a rename or move cannot end where the replacement is; empty if it can."""
    symbol, kind, layout = target.replacement, target.table.kind, target.realm.layout
    if kind is SymbolKind.RENAME and symbol.module != target.legacy.module:
        home = f"a rename stays in its module, '{target.legacy.module}'"
        return f': {home}; use kind = "move" or "replace"'
    if kind is not SymbolKind.MOVE:
        return ""
    if symbol.name != target.legacy.name:
        kept = f"a move keeps the name '{target.legacy.name}'"
        return f": {kept}; rename it in a cutover of its own"
    if symbol.module == target.legacy.module:
        return ": a move goes to another module"
    homeless = layout.find(symbol.module, "") is None and layout.no_home(symbol.module)
    return f": {homeless}" if homeless else ""


def _nowhere(project: Project, target: Target) -> str:
    """What is missing of a replacement, with the nearest that is there."""
    symbol = target.replacement
    realm = project.realm_of(symbol)
    key = realm.layout.find(symbol.module, "")
    files = realm.layout.files(key) if key is not None else ()
    if files:
        away = target.legacy.name if symbol.module == target.legacy.module else ""
        names = [name for name in project.module(files[0]).exports if name != away]
        near = difflib.get_close_matches(symbol.name, names, 1)
        hint = _hint(_spelled(symbol, symbol.module, near[0]) if near else None)
        return f": '{symbol.module}' defines no '{symbol.name}'{hint}"
    module = _nearest_module(realm, symbol.module)
    other = module != target.legacy.module and module and _defines(project, symbol, module)
    hint = _hint(_spelled(symbol, module, symbol.name) if module and other else None)
    return f": there is no module '{symbol.module}'{hint}"


def _other_kind(target: Target) -> str:
    """The kind of cutover that makes a replacement which is not there; empty if none does."""
    legacy, new = target.legacy, target.replacement
    if not target.paths:
        return ""
    if new.module == legacy.module:
        return f'; kind = "rename" gives {legacy.name} that name'
    return f'; kind = "move" takes {legacy.name} there' if new.name == legacy.name else ""


def _outer(symbol: Symbol) -> str:
    """What a nested symbol is nested in; empty for any other."""
    return symbol.name.rpartition(".")[0]


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


def _is_mere_name(project: Project, target: Target) -> bool:
    """Whether a symbol that is to move is exported, but defined nowhere."""
    files = target.realm.layout.files(target.key) if target.key else ()
    moves = target.table.kind is SymbolKind.MOVE and not target.paths
    return moves and any(target.legacy.name in project.module(path).exports for path in files)


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
