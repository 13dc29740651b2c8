"""Decide what a hit is, with what the whole tree says about its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from cutover.languages.base import Hit, Meaning
from cutover.languages.words import is_distinctive
from cutover.model import Kind, Verdict
from cutover.project import Project, Target

_BARE = frozenset({"exact-string", "exact-value", "dict-key", "compared"})
_SURE = frozenset({Verdict.EDIT, Verdict.STRING})


class Decided(Struct, frozen=True):
    """What a hit is, the rule that decided, the target it means and how that is known."""

    verdict: Verdict
    rule: str
    target: Target | None = None
    chain: tuple[str, ...] = ()


class Evidence:
    """All hits of a search together: what decides one of them may stand in another file."""

    def __init__(
        self, project: Project, targets: Sequence[Target], read: Mapping[str, tuple[Hit, ...]]
    ) -> None:
        self._project = project
        self._targets = targets
        self._read = read
        self._attributes = {
            (path, hit.text)
            for path, hits in read.items()
            for hit in hits
            if _is_attribute_bound(hit)
        }
        self._homonyms = _homonyms(targets, read)
        self._code = {
            word: [path for path in paths if project.is_code(path)]
            for word, paths in self._homonyms.items()
        }
        self._nearer: dict[tuple[str, str], bool] = {}
        self._globals = {t.word for t in targets if t.paths and _is_global(project, t)}

    def decide(self, path: str, hits: Sequence[Hit]) -> Iterator[tuple[Hit, Decided]]:
        """The hits of one file, code first: a bare word in prose follows what the code means."""
        decided = [(hit, self._decide(path, hit)) for hit in hits]
        sure = {hit.text for hit, d in decided if d.verdict in _SURE}
        others = {hit.text for hit, d in decided if _is_homonym(hit, d)} - sure
        for hit, found in decided:
            if hit.where != "prose" or found.target is not None:
                yield hit, found
            elif hit.text in others and not hit.terms:
                yield hit, Decided(Verdict.OTHER, "homonym-in-file", None, found.chain)
            else:
                verdict, rule, target = self._mention(path, hit, found.rule, hit.text in sure)
                yield hit, Decided(verdict, rule, target, found.chain)

    def _decide(self, path: str, hit: Hit) -> Decided:
        if hit.kind is Kind.UNPARSED and not self._is_elsewhere(path, hit):
            return Decided(Verdict.UNPARSED, hit.rule, self._named(hit))
        found = self._project.meanings(hit, path)
        if _names_module(hit):
            found = [m for m in found if m.state in {"module", "external"}]
        for target in self._targets:
            matching = [m for m in found if target.is_meant(m)]
            if matching and target.has_no_value and _is_value(hit):
                return Decided(Verdict.OTHER, "value-beside-a-type", None, matching[0].chain)
            if matching:
                others = [m for m in found if not target.is_meant(m)]
                return _matched(hit, target, matching[0], others)
        alias = next((t for t in self._targets if t.is_alias(path, hit.text, found)), None)
        if alias is not None and hit.where == "code":
            return Decided(Verdict.EDIT, hit.rule, alias, found[0].chain)
        verdict, rule = self._unmatched(path, hit, found)
        named = self._named(hit) if verdict is Verdict.DYNAMIC else None
        if named is not None and named.keeps_name and rule in _BARE:
            return Decided(Verdict.OTHER, "same-name")
        return Decided(verdict, rule, named, found[0].chain if found else ())

    def _unmatched(self, path: str, hit: Hit, found: Sequence[Meaning]) -> tuple[Verdict, str]:
        """A hit that certainly means no target, or that nobody can be certain of."""
        states = {m.state for m in found}
        if hit.where == "code" and states == {"unbound"} and hit.text in self._globals:
            return Verdict.DYNAMIC, "global-script"
        if hit.where == "code" and hit.block < 0 and "lost" in states:
            return Verdict.DYNAMIC, "unresolved-import"
        if hit.rule == "dict-key" and not self._linked(path, hit):
            return Verdict.OTHER, "dict-key"
        if "dynamic" in states:
            if hit.rule == "import" or is_distinctive(hit.text):
                return Verdict.DYNAMIC, hit.rule
            return Verdict.OTHER, "plain-word-string"
        if "lazy" in states and (hit.rule == "import" or is_distinctive(hit.text)):
            return Verdict.DYNAMIC, "module-getattr"
        if (
            hit.rule == "attribute"
            and "value" in states
            and (path, hit.text) not in self._attributes
            and is_distinctive(hit.text)
            and hit.text[0].isupper()
        ):
            return Verdict.DYNAMIC, "attribute-of-a-value"
        return Verdict.OTHER, self._why_other(found)

    def _why_other(self, found: Sequence[Meaning]) -> str:
        if not found:
            return "prose"
        meaning = found[0]
        match meaning.state:
            case "defined" | "assigned":
                return f"defined-in {self._project.shown(meaning.module)}"
            case "external":
                return f"external {meaning.name}"
            case "module":
                return f"module {self._project.shown(meaning.module)}"
            case "value":
                return f"local {meaning.name}"
        return meaning.state

    def _is_elsewhere(self, path: str, hit: Hit) -> bool:
        """Whether an unreadable import is of another module, or spells a plain word."""
        if hit.rule != "code-in-unknown-language":
            return False
        found = self._project.meanings(hit, path)
        if any(target.is_meant(m) for target in self._targets for m in found):
            return False
        defined = any(m.module and m.state == "defined" for m in found)
        return defined or not is_distinctive(hit.text)

    def _linked(self, path: str, hit: Hit) -> bool:
        """Whether any code of the file refers to the symbol a string spells."""
        return any(
            target.is_meant(meaning)
            for other in self._read.get(path, ())
            if other.where == "code" and other.text == hit.text
            for meaning in self._project.meanings(other, path)
            for target in self._targets
        )

    def _named(self, hit: Hit) -> Target | None:
        return next((t for t in self._targets if t.word == hit.text), None)

    def _mention(
        self, path: str, hit: Hit, rule: str, sure: bool
    ) -> tuple[Verdict, str, Target | None]:
        """Whether a bare word in prose is about the legacy symbol."""
        target = self._named(hit)
        if rule.startswith("defined"):
            return Verdict.OTHER, rule, None
        if target is not None and hit.terms and not self._is_partial_path(hit, target):
            return Verdict.OTHER, rule, None
        if target is not None and not hit.terms and target.keeps_name:
            return Verdict.OTHER, "same-name", None
        marked = hit.rule == "markup"
        distinctive = is_distinctive(hit.text)
        if target is not None and target.holds(path, hit.start):
            if marked or distinctive:
                return Verdict.MENTION, hit.rule, target
            return Verdict.OTHER, "plain-word", None
        if path in self._homonyms.get(hit.text, ()):
            return Verdict.OTHER, "homonym-in-file", None
        if not distinctive and not (marked and sure):
            return Verdict.OTHER, "plain-word", None
        if target is not None and not sure and self._is_nearer_homonym(path, hit, target):
            return Verdict.OTHER, "nearer-homonym", None
        return Verdict.MENTION, hit.rule, target

    def _is_partial_path(self, hit: Hit, target: Target) -> bool:
        """Whether a dotted mention that leads nowhere is the tail of a path to the symbol."""
        prefix = hit.terms[0].name.rpartition(".")[0]
        layout = target.realm.layout
        if layout.find(prefix, "") is not None:
            return False
        read = (path for path in self._read if self._project.realm(path) is target.realm)
        homes = {target.legacy.module, *(layout.name(path) for path in read)}
        return any(home == prefix or home.endswith("." + prefix) for home in homes)

    def _is_nearer_homonym(self, path: str, hit: Hit, target: Target) -> bool:
        """Whether another definition of the name is the nearer, or the only one left."""
        others = self._code.get(hit.text)
        if not others:
            return False
        if not target.paths:
            return True
        asked = (path.rpartition("/")[0], hit.text)
        nearer = self._nearer.get(asked)
        if nearer is None:
            theirs = max(_shared(path, p) for p in others)
            ours = max(_shared(path, p) for p in target.paths)
            nearer = theirs > ours or (theirs == ours and len(others) > 1)
            self._nearer[asked] = nearer
        return nearer


def _is_global(project: Project, target: Target) -> bool:
    """Whether files that are no modules define a target: its name is global then."""
    facts = [project.module(path) for path in target.paths]
    return not any(f.stars_bind or f.exports or f.value or f.stars for f in facts)


def _names_module(hit: Hit) -> bool:
    """Whether a hit is part of a module's path, which is no name of what the module may be."""
    return hit.rule == "import" and not hit.binds and bool(hit.terms) and all(
        term.origin == "import" and not term.name and not term.attributes for term in hit.terms
    )  # fmt: skip


def _is_value(hit: Hit) -> bool:
    """Whether code reads a name as a value, by calling it or otherwise."""
    read = hit.kind is Kind.CALL or (hit.kind is Kind.USE and hit.rule == "name")
    return hit.where == "code" and read and not hit.binds


def _is_attribute_bound(hit: Hit) -> bool:
    """Whether a hit gives some object an attribute of the name."""
    return (
        hit.rule == "class-attribute"
        or (hit.rule in {"attribute", "own-attribute"} and hit.binds)
        or (hit.kind is Kind.DEFINITION and bool(hit.scope))
    )


def _homonyms(
    targets: Sequence[Target], read: Mapping[str, tuple[Hit, ...]]
) -> dict[str, set[str]]:
    """The files that define something else of the same name."""
    homonyms: dict[str, set[str]] = {}
    for path, hits in read.items():
        for hit in hits:
            if hit.kind is not Kind.DEFINITION or hit.scope:
                continue
            if not any(target.holds(path, hit.start) for target in targets):
                homonyms.setdefault(hit.text, set()).add(path)
    return homonyms


def _is_homonym(hit: Hit, decided: Decided) -> bool:
    return (
        hit.where == "code"
        and decided.verdict is Verdict.OTHER
        and decided.rule.startswith(("defined", "external"))
    )


def _matched(hit: Hit, target: Target, meaning: Meaning, others: Sequence[Meaning]) -> Decided:
    """A hit of which at least one meaning is the target."""
    verdict, rule = Verdict.EDIT, hit.rule
    if hit.where == "prose":
        verdict, rule = Verdict.MENTION, "dotted-mention"
    elif hit.where == "string":
        verdict = Verdict.STRING
    elif any(m.state == "defined" and m.module for m in others):
        verdict, rule = Verdict.DYNAMIC, "rebound"
    return Decided(verdict, rule, target, meaning.chain)


def _shared(path: str, other: str) -> int:
    """How many leading folders two paths have in common."""
    count = 0
    for mine, theirs in zip(path.split("/")[:-1], other.split("/")[:-1], strict=False):
        if mine != theirs:
            break
        count += 1
    return count
