"""Follow terms across files: through imports, re-exports and stars to the definition.

Language-neutral: the layout says where a module lives, facts say what it binds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cutover.languages.base import Layout, Meaning, ModuleFacts, Term

_DEPTH = 40
_NOT_STARRED = frozenset({"missing", "cycle", "lazy", "module"})


def _any(path: str, name: str) -> bool:
    return True


class Resolver:
    """Resolves terms of one repository; remembers what it found.

    ``may_offer`` says of a file and a name, without reading it as code, whether a star of that
    file can bring the name at all.
    """

    def __init__(
        self,
        layout: Layout,
        facts: Callable[[str], ModuleFacts],
        may_offer: Callable[[str, str], bool] = _any,
    ) -> None:
        self._layout = layout
        self._facts = facts
        self._may_offer = may_offer
        self._members: dict[tuple[str, str], tuple[Meaning, ...]] = {}

    def may_offer(self, path: str, name: str) -> bool:
        """Whether a star of a file can bring a name at all, without reading it as code."""
        return self._may_offer(path, name)

    def forget(self) -> None:
        """Look everything up anew: what a module exports was changed."""
        self._members.clear()

    def meanings(self, term: Term, path: str, depth: int = 0) -> tuple[Meaning, ...]:
        """Everything a term can be, seen from the file ``path``."""
        if depth > _DEPTH:
            return (Meaning("", term.name, "cycle"),)
        layout = self._layout
        match term.origin:
            case "import":
                found = self._imported(term, path, depth)
            case "here":
                found = self._here(layout.key(path), term.name, path, depth)
            case "unbound":
                found = ()
                if self._facts(path).stars_bind:
                    found = self._starred(layout.key(path), term.name, depth, set())
                if not found:
                    found = (Meaning("", term.name, "unbound"),)
            case "path":
                return self._path((*term.name.split("."), *term.attributes), path, depth)
            case "value" | "dynamic":
                return (Meaning("", term.name, term.origin),)
        for name in term.attributes:
            bases = found
            found = tuple(m for base in bases for m in self._attribute(base, name, path, depth))
            found = self._exported(bases, name, depth) or found
        return found

    def _exported(self, bases: Iterable[Meaning], name: str, depth: int) -> tuple[Meaning, ...]:
        """What modules export as ``name``, which says more than what their own value may have."""
        return tuple(
            meaning
            for base in bases
            if base.state == "module"
            for meaning in _after_all(base.chain, self.member(base.module, name, depth + 1))
            if meaning.state not in _NOT_STARRED
        )

    def _imported(self, term: Term, path: str, depth: int) -> tuple[Meaning, ...]:
        spec = term.spec
        said = self._layout.said(spec, term.name)
        step = f"{path}:{term.line}: {said}" if term.line else f"{path}: {said}"
        key = self._layout.find(spec, path)
        if key is None:
            spec = self._layout.absolute(spec, path)
            dotted = f"{spec}.{term.name}" if term.name else spec
            state = "lost" if self._layout.is_lost(term.spec, path) else "external"
            return (Meaning("", dotted, state, (step,)),)
        if not term.name:
            itself = Meaning(key, "", "module", (step,))
            return (*_after(step, self._value(key, depth + 1)), itself)
        return _after(step, self.member(key, term.name, depth + 1))

    def _value(self, key: str, depth: int) -> tuple[Meaning, ...]:
        """What a module evaluates to where it is more than its exports."""
        if depth > _DEPTH:
            return ()
        return tuple(
            meaning
            for path in self._layout.files(key)
            for term in self._facts(path).value
            for meaning in self.meanings(term, path, depth + 1)
        )

    def _here(self, key: str, name: str, path: str, depth: int) -> tuple[Meaning, ...]:
        if "." in name:
            return (Meaning(key, name, "defined", (f"{path}: defines {name}",)),)
        own = self._facts(path).locals.get(name)
        if own is not None:
            return tuple(self._bound(own, key, name, path, depth))
        return self.member(key, name, depth + 1)

    def _bound(
        self, terms: Iterable[Term], key: str, name: str, path: str, depth: int
    ) -> Iterable[Meaning]:
        """What the terms that a module binds to ``name`` mean; itself where it is defined."""
        for term in terms:
            if term.origin == "here" and not term.attributes and term.name == name:
                state = term.spec or "defined"
                yield Meaning(key, name, state, (f"{path}:{term.line}: defines {name}",))
            else:
                yield from self.meanings(term, path, depth + 1)

    def _attribute(self, base: Meaning, name: str, path: str, depth: int) -> tuple[Meaning, ...]:
        if base.state == "module":
            return _after_all(base.chain, self.member(base.module, name, depth + 1))
        if base.state in {"external", "lost", "defined", "assigned", "missing"}:
            return (Meaning(base.module, f"{base.name}.{name}", base.state, base.chain),)
        return (base,)

    def _path(self, parts: tuple[str, ...], path: str, depth: int) -> tuple[Meaning, ...]:
        """A dotted path: the longest module it begins with, then attributes."""
        for size in range(len(parts), 0, -1):
            key = self._layout.find(".".join(parts[:size]), path)
            if key is None or (size < len(parts) and not self._layout.files(key) and size > 1):
                continue
            found: tuple[Meaning, ...] = (
                Meaning(key, "", "module", (f"{path}: names {'.'.join(parts)}",)),
            )
            for name in parts[size:]:
                found = tuple(m for base in found for m in self._attribute(base, name, path, depth))
            return found
        return (Meaning("", ".".join(parts), "external", (f"{path}: names {'.'.join(parts)}",)),)

    def member(self, key: str, name: str, depth: int = 0) -> tuple[Meaning, ...]:
        """What ``name`` is in the module ``key``."""
        known = self._members.get((key, name))
        if known is not None:
            return known
        if depth > _DEPTH:
            return (Meaning(key, name, "cycle"),)
        self._members[(key, name)] = (Meaning(key, name, "cycle"),)
        found = tuple(self._member(key, name, depth))
        del self._members[(key, name)]
        kept = tuple(dict.fromkeys(m for m in found if m.state != "cycle"))
        result = kept or (Meaning(key, name, "missing"),)
        if depth <= 1 or len(kept) == len(found):
            self._members[(key, name)] = result
        return result

    def _member(self, key: str, name: str, depth: int) -> Iterable[Meaning]:
        files = self._layout.files(key)
        found: list[Meaning] = []
        opaque = False
        for path in files:
            facts = self._facts(path)
            opaque = opaque or facts.opaque
            found += self._bound(facts.exports.get(name, ()), key, name, path, depth)
            if not found and name in facts.lazy:
                found += self.meanings(facts.lazy[name], path, depth + 1)
        if found:
            return found
        if name == self._layout.default_export:
            return (*self._value(key, depth + 1), Meaning(key, "", "module"))
        found += self._starred(key, name, depth + 1, set())
        submodule = f"{key}/{name}" if key else name
        if not found and self._layout.exists(submodule):
            found.append(Meaning(submodule, "", "module"))
        if not found and opaque:
            found.append(
                Meaning(key, name, "lazy", (f"{files[0]}: may provide {name} when it runs",))
            )
        return found or (
            Meaning(key, name, "missing", tuple(f"{f}: has no {name}" for f in files[:1])),
        )

    def _starred(self, key: str, name: str, depth: int, seen: set[str]) -> tuple[Meaning, ...]:
        found: list[Meaning] = []
        for path in self._layout.files(key):
            for spec in self._facts(path).stars:
                target = self._layout.find(spec, path)
                state = self._elsewhere(spec, path) if target is None else ""
                if state:
                    dotted = f"{self._layout.absolute(spec, path)}.{name}"
                    step = f"{path}: {self._layout.said(spec, '*')}"
                    found.append(Meaning("", dotted, state, (step,)))
                if target is None or target in seen or depth > _DEPTH:
                    continue
                seen.add(target)
                if not self._offers(target, name):
                    continue
                step = f"{path}: {self._layout.said(spec, '*')}"
                members = _after(step, self.member(target, name, depth + 1))
                named = any(
                    name in self._facts(file).exports for file in self._layout.files(target)
                )
                found += [
                    m
                    for m in members
                    if m.state not in _NOT_STARRED or (named and m.state == "module")
                ]
        return tuple(found)

    def _elsewhere(self, spec: str, path: str) -> str:
        """The state of a star's names where its module is not in the tree; empty for no names.

        There are some where it belongs to a package of the tree, or may be in the tree after all.
        """
        if self._layout.is_lost(spec, path):
            return "lost"
        return "external" if self._layout.owns(self._layout.absolute(spec, path)) else ""

    def _offers(self, key: str, name: str) -> bool:
        """Whether a star import of a module takes a name along."""
        files = self._layout.files(key)
        if not any(self.may_offer(path, name) for path in files):
            return False
        for path in files:
            public = self._facts(path).public
            if public is not None:
                return name in public
        return self._layout.starred(name)


def _after(step: str, found: Iterable[Meaning]) -> tuple[Meaning, ...]:
    return _after_all((step,), found)


def _after_all(steps: tuple[str, ...], found: Iterable[Meaning]) -> tuple[Meaning, ...]:
    return tuple(Meaning(m.module, m.name, m.state, (*steps, *m.chain)) for m in found)
