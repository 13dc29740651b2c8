"""The closed world: what the manifest lists against what the engine found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from cutover.globs import matches
from cutover.manifest import AllowTable, Manifest, SiteTable
from cutover.model import Action, Finding, Kind, Reference, Verdict
from cutover.references import Found, Located

Place = tuple[str, int]


class Decision(Struct, frozen=True):
    """What becomes of one reference, by which entry of the manifest."""

    action: Action
    table: SiteTable | None = None
    allowed: AllowTable | None = None
    reason: str = ""


class Declared(Struct, frozen=True):
    """The decisions, and where manifest and tree disagree.

    ``idle`` are allowances that no reference needs, but perhaps something that `verify` looks for.
    """

    decisions: Mapping[Place, Decision]
    unlisted: tuple[Finding, ...]
    vanished: tuple[Finding, ...]
    allowances: tuple[Finding, ...]
    idle: tuple[Finding, ...] = ()


def is_site(reference: Reference) -> bool:
    """Whether a reference must be listed: all but other meanings, definitions and plain aliases."""
    if reference.verdict is Verdict.OTHER or reference.kind is Kind.DEFINITION:
        return False
    return reference.verdict is not Verdict.ALIAS or reference.kind is Kind.CALL


def sites_of(found: Found) -> tuple[Located, ...]:
    """The references that a manifest lists, in order."""
    return tuple(x for x in found.located if is_site(x.reference))


def declare(manifest: Manifest, sites: Sequence[Located], today: date) -> Declared:
    """Match every site with the entry that lists it; each entry claims as many as it counts."""
    decisions: dict[Place, Decision] = {}
    used: set[int] = set()
    rest: list[Located] = []
    for x in sites:
        reference = x.reference
        index = next(
            (i for i, a in enumerate(manifest.allow) if permits(a, reference.path, reference.kind)),
            None,
        )
        if index is None:
            rest.append(x)
            continue
        used.add(index)
        allow = manifest.allow[index]
        decisions[_place(reference)] = Decision(Action.KEEP, None, allow, allow.reason)
    rest, vanished = _claim(manifest.site, rest, decisions)
    unlisted = _count(manifest, rest, decisions, vanished)
    expired, unused, idle = _allowances(manifest, used, today)
    return Declared(decisions, tuple(unlisted), tuple(vanished), (*expired, *unused), tuple(idle))


def _place(reference: Reference) -> Place:
    return reference.path, reference.start


def permits(allow: AllowTable, path: str, kind: Kind) -> bool:
    """Whether an allowance lets something of a kind stay in a file."""
    return kind.value in allow.kinds and matches(path, allow.paths)


def _fits(table: SiteTable, reference: Reference) -> bool:
    return (
        table.path == reference.path
        and table.scope in {None, reference.scope}
        and table.kind in {None, reference.kind.value}
        and table.symbol in {None, reference.symbol}
    )


def _claim(
    tables: Sequence[SiteTable], sites: Sequence[Located], decisions: dict[Place, Decision]
) -> tuple[list[Located], list[Finding]]:
    """Give the singled-out entries their sites first; the most specific entries choose first."""
    rest = list(sites)
    vanished = []
    order = sorted(tables, key=lambda t: (t.scope is None) + (t.kind is None) + (t.symbol is None))
    for table in order:
        mine = [x for x in rest if _fits(table, x.reference)][: table.count]
        for x in mine:
            decisions[_place(x.reference)] = _decision(x.reference, table)
            rest.remove(x)
        if len(mine) < table.count:
            vanished.append(_gone(table, len(mine)))
    return rest, vanished


def _decision(reference: Reference, table: SiteTable | None) -> Decision:
    action = table.action if table is not None else Action.REWRITE
    reason = table.reason if table is not None else ""
    literal = table is not None and table.text is not None
    undecided = reference.verdict in {Verdict.DYNAMIC, Verdict.UNPARSED}
    if action is Action.REWRITE and undecided and not literal:
        return Decision(Action.MANUAL, table, None, undecided_reason(reference))
    return Decision(action, table, None, reason)


def undecided_reason(reference: Reference) -> str:
    """Why a reference cannot be decided, as a sentence for people."""
    if reference.verdict is Verdict.UNPARSED:
        return f"the code around it cannot be read ({reference.rule})"
    return _UNDECIDED.get(reference.rule, f"cannot be decided statically ({reference.rule})")


_UNDECIDED = {
    "unknown-object": "an attribute of an object that is not known statically",
    "exact-string": "a string equal to the name, read by code that cannot be followed",
    "dict-key": "a dictionary key equal to the name",
    "exact-value": "a configuration value equal to the name",
    "compared": "compared with a name known only at run time",
    "module-getattr": "the module decides when it runs what it is",
    "attribute-of-a-value": "an attribute of a value that could be the module",
    "global-script": "a global name, which a script that is no module defines",
    "unresolved-import": "its module is neither found nor a known package; declare what it is an "
    'alias of: [cutover] aliases = { "@/*" = ["src/*"] }',
    "rebound": "the name is bound to another definition in the same scope",
    "mention-of-either": "a mention that could mean another definition of the same name",
}


def _gone(table: SiteTable, found: int) -> Finding:
    what = " ".join(filter(None, (table.kind, f"in {table.scope}" if table.scope else "")))
    return Finding(
        rule="vanished-site",
        level="error",
        path=table.path,
        line=1,
        message=f"the manifest lists {table.count} {what or 'site'}, {found} exist",
        remedy=f'remove or correct the [[site]] with path = "{table.path}"'
        + (f', scope = "{table.scope}"' if table.scope is not None else "")
        + (f', kind = "{table.kind}"' if table.kind else "")
        + ", or run `cutover scan --update`",
    )


def _count(
    manifest: Manifest, sites: Sequence[Located], decisions: dict[Place, Decision],
    vanished: list[Finding],
) -> list[Finding]:  # fmt: skip
    """Match what is left with the counts by file."""
    left = {
        path: Counter({Kind(k): n for k, n in kinds.items()})
        for path, kinds in manifest.sites.items()
    }
    actual: dict[str, Counter[Kind]] = {}
    unlisted = []
    for x in sites:
        reference = x.reference
        actual.setdefault(reference.path, Counter())[reference.kind] += 1
        if left.get(reference.path, Counter())[reference.kind] > 0:
            left[reference.path][reference.kind] -= 1
            decisions[_place(reference)] = _decision(reference, None)
            continue
        unlisted.append(reference)
    for path, kinds in sorted(left.items()):
        for kind, count in sorted(kinds.items()):
            if count > 0:
                exist = actual.get(path, Counter())[kind]
                vanished.append(_fewer(manifest, path, kind, exist, actual.get(path, Counter())))
    return [_unlisted(reference, actual[reference.path]) for reference in unlisted]


def listing(path: str, kinds: Mapping[Kind, int]) -> str:
    """The line of ``[sites]`` that lists these counts."""
    order = list(Kind)
    inner = ", ".join(
        f"{k.value} = {n}" for k, n in sorted(kinds.items(), key=lambda i: order.index(i[0])) if n
    )
    return f'"{path}" = {{ {inner} }}'


def _fewer(
    manifest: Manifest, path: str, kind: Kind, exist: int, actual: Mapping[Kind, int]
) -> Finding:
    listed = {Kind(k): n for k, n in manifest.sites[path].items()}[kind]
    change = (
        f"write `{listing(path, actual)}`"
        if any(actual.values())
        else f'remove the line `"{path}" = …`'
    )
    return Finding(
        rule="vanished-site",
        level="error",
        path=path,
        line=1,
        message=f"[sites] lists {listed} {kind.value}, {exist} exist",
        remedy=f"{change} in [sites]",
    )


def _unlisted(reference: Reference, actual: Mapping[Kind, int]) -> Finding:
    line = listing(reference.path, actual)
    return Finding(
        rule="unlisted-reference",
        level="error",
        path=reference.path,
        line=reference.line,
        column=reference.column,
        message=f"{reference.kind.value} of {reference.symbol or reference.text} is not listed",
        remedy=f"write `{line}` in [sites], or run `cutover scan --update`",
    )


def _allowances(
    manifest: Manifest, used: set[int], today: date
) -> tuple[list[Finding], list[Finding], list[Finding]]:
    """The allowances that expired, that nothing needs, and that no reference needs."""
    expired: list[Finding] = []
    unused: list[Finding] = []
    idle: list[Finding] = []
    for index, allow in enumerate(manifest.allow):
        where = ", ".join(allow.paths)
        if allow.expires < today:
            message = f"the allowance for {where} expired on {allow.expires}"
            remedy = f"{allow.owner}: remove what it allows, or give it a new date and reason"
            expired.append(_allowance("expired-allowance", allow, message, remedy))
        elif index not in used:
            message = f"the allowance for {where} matches nothing"
            remedy = "remove the [[allow]] entry"
            finding = _allowance("unused-allowance", allow, message, remedy)
            (idle if _serves_leftovers(allow, manifest) else unused).append(finding)
    return expired, unused, idle


def _serves_leftovers(allow: AllowTable, manifest: Manifest) -> bool:
    """Whether an allowance may be there for what `verify` alone looks for."""
    return "leftover" in allow.kinds or ("mention" in allow.kinds and bool(manifest.data.paths))


def _allowance(rule: str, allow: AllowTable, message: str, remedy: str) -> Finding:
    path = allow.paths[0]
    return Finding(rule=rule, level="error", path=path, line=1, message=message, remedy=remedy)
