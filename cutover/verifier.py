"""Is it really gone? What is left of the legacy symbols, undecided, and what was looked at.

Pure: `engine` brings the tree as it was surveyed; the findings come back sorted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from cutover.errors import ExitCode
from cutover.languages.base import Term
from cutover.leftovers import leftovers
from cutover.manifest import Manifest
from cutover.model import Action, Finding, Kind, Reference, Tree, Unanalysed, Verdict
from cutover.project import Project, Target
from cutover.references import Found, Located
from cutover.sites import (
    Decision,
    Declared,
    is_site,
    permits,
    undecided_reason,
)
from cutover.text import line_column

UNDECIDED = "undecided"
UNANALYSED = "unanalysed"
OWN = "written by cutover itself: "

_BLOCKING = frozenset({UNDECIDED, UNANALYSED, "expired-allowance"})
_WAIVABLE = frozenset({Verdict.MENTION, Verdict.STRING, Verdict.DYNAMIC, Verdict.UNPARSED})
_UNSURE = frozenset({Verdict.DYNAMIC, Verdict.UNPARSED})
_HARMLESS = (OWN, "excluded by the manifest")
_STILL_ANALYSED = "which is analysed itself"


class Looked(Struct, frozen=True):
    """What was looked at: files searched, files that hold a name, whole-word hits, those waived."""

    files: int
    analysed: int
    hits: int
    waived: int


class VerifyReport(Struct, frozen=True, kw_only=True):
    """The verdict and everything it rests on.

    ``allowed`` is what else names the old class or its files and may stay for a while.
    """

    symbols: tuple[str, ...]
    findings: tuple[Finding, ...]
    looked: Looked
    ledger: tuple[Unanalysed, ...]
    allowed: tuple[Finding, ...] = ()


def verify(
    project: Project,
    manifest: Manifest,
    targets: Sequence[Target],
    found: Found,
    declared: Declared,
    *,
    strict: bool = False,
) -> VerifyReport:
    """Judge a tree: no finding means that the cutover is complete and stays so."""
    standing = any(target.paths for target in targets)
    findings = [*_definitions(project.tree, targets), *_empty_modules(project, targets)]
    findings += _references(found, declared, standing)
    broken, allowing = _dangling(project, targets, found, manifest)
    left = leftovers(project.tree, targets, manifest)
    findings += (*broken, *left.findings)
    allowing |= {allow.paths[0] for allow in left.used}
    allowances = (*declared.allowances, *declared.idle)
    findings += (f for f in allowances if not _serves(f, allowing))
    if standing:
        findings += declared.vanished
    if strict:
        findings += (_not_analysed(line) for line in doubtful(found.ledger))
    return VerifyReport(
        symbols=tuple(str(target.legacy) for target in targets),
        findings=tuple(sorted(findings, key=_place)),
        looked=Looked(
            len(project.tree.paths()),
            len(found.files),
            len(found.located),
            sum(_waived(x.reference, declared) for x in found.located),
        ),
        ledger=found.ledger,
        allowed=tuple(sorted(left.allowed, key=_place)),
    )


def _place(finding: Finding) -> tuple[str, int, int, str]:
    return finding.path, finding.line, finding.column, finding.rule


def exit_code(findings: Iterable[Finding]) -> ExitCode:
    """What a set of findings means for a caller: findings, or only questions for a person."""
    rules = {finding.rule for finding in findings if finding.level == "error"}
    if not rules:
        return ExitCode.CLEAN
    return ExitCode.BLOCKED if rules <= _BLOCKING else ExitCode.FINDINGS


def doubtful(ledger: Iterable[Unanalysed]) -> tuple[Unanalysed, ...]:
    """The files of a ledger that could hide a reference: nobody chose to leave them out."""
    return tuple(
        line
        for line in ledger
        if not line.reason.startswith(_HARMLESS) and not line.reason.endswith(_STILL_ANALYSED)
    )


def _not_analysed(line: Unanalysed) -> Finding:
    return Finding(
        rule=UNANALYSED,
        level="error",
        path=line.path,
        line=1,
        message=f"not analysed: {line.reason}",
        remedy="make it readable, or name it in exclude = [...] of [cutover]",
    )


# --- references -----------------------------------------------------------------------------------


def _decision(reference: Reference, declared: Declared) -> Decision | None:
    return declared.decisions.get((reference.path, reference.start))


def _waived(reference: Reference, declared: Declared) -> bool:
    """Whether the manifest lets a reference stay, for a while or for a reason."""
    decision = _decision(reference, declared)
    if decision is None:
        return False
    if decision.allowed is not None:
        return True
    return decision.action is Action.KEEP and reference.verdict in _WAIVABLE


def _references(found: Found, declared: Declared, standing: bool) -> Iterator[Finding]:
    replacements = {str(target.legacy): str(target.replacement) for target in found.targets}
    for located in found.located:
        reference = located.reference
        if is_site(reference) and not _waived(reference, declared):
            decision = _decision(reference, declared)
            planned = standing and decision is not None and decision.action is Action.REWRITE
            yield _left(reference, replacements.get(reference.symbol, ""), planned=planned)


def _left(reference: Reference, replacement: str, *, planned: bool) -> Finding:
    what = reference.symbol or reference.text
    if reference.verdict in _UNSURE:
        rule, message = UNDECIDED, f"perhaps {what}: {undecided_reason(reference)}"
        remedy = f'decide it, then waive it with {_entry(reference)}, action = "keep", reason = "…"'
    elif reference.verdict is Verdict.MENTION:
        rule, message = "legacy-mention", f"{what} is still mentioned"
        remedy = (
            f'reword it, or allow it: [[allow]] paths = ["{reference.path}"], kinds = ["mention"]'
        )
    else:
        rule = "legacy-string" if reference.verdict is Verdict.STRING else "legacy-reference"
        message = f"{reference.kind.value} of {what} ({reference.rule})"
        remedy = f"use {replacement}"
    if planned:
        remedy = "run `cutover plan`, then `cutover apply`"
    return Finding(
        rule=rule,
        level="error",
        path=reference.path,
        line=reference.line,
        column=reference.column,
        message=message,
        remedy=remedy,
    )


def _entry(reference: Reference) -> str:
    place = f'path = "{reference.path}", scope = "{reference.scope}"'
    return f'[[site]] {place}, kind = "{reference.kind.value}"'


# --- definitions, exports, files ------------------------------------------------------------------


def _definitions(tree: Tree, targets: Sequence[Target]) -> Iterator[Finding]:
    for target in targets:
        for path in target.paths:
            line, column = line_column(tree.read(path), target.spans[path][0][0])
            yield Finding(
                rule="legacy-definition",
                level="error",
                path=path,
                line=line,
                column=column,
                message=f"{target.legacy} is still defined",
                remedy="run `cutover plan`: it says what keeps it",
            )


def _dangling(
    project: Project, targets: Sequence[Target], found: Found, manifest: Manifest
) -> tuple[list[Finding], set[str]]:
    """Places that name a legacy symbol where nothing provides it any more: broken code.

    Without the definition and its module, such a place may no longer resolve to the symbol at all.
    """
    gone = {target.word: target for target in targets if not target.paths}
    findings: list[Finding] = []
    allowing: set[str] = set()
    for located in found.located:
        reference = located.reference
        if reference.verdict is not Verdict.OTHER or located.hit.where == "prose":
            continue
        target = gone.get(reference.text)
        if target is None or not _is_nowhere(project, located, target):
            continue
        allowed = [a for a in manifest.allow if permits(a, reference.path, reference.kind)]
        allowing.update(allow.paths[0] for allow in allowed[:1])
        if not allowed:
            findings.append(_broken(reference, target))
    return findings, allowing


def _is_nowhere(project: Project, located: Located, target: Target) -> bool:
    """Whether a hit spells the way to the symbol, and the way leads nowhere."""
    path, terms = located.reference.path, located.hit.terms
    means = [m for term in terms for m in project.meanings_of(term, path)]
    nowhere = all(m.state in {"missing", "unbound", "external"} for m in means)
    return nowhere and any(_spells(project, located, term, target) for term in terms)


def _spells(project: Project, located: Located, term: Term, target: Target) -> bool:
    path, layout = located.reference.path, target.realm.layout
    home = layout.absolute(target.legacy.module, "")
    match term.origin:
        case "path":
            return ".".join((term.name, *term.attributes)) == target.dotted
        case "import":
            spec = layout.absolute(term.spec, path)
            whole = ".".join(filter(None, (spec, term.name, *term.attributes)))
            reexported = term.name == target.word and layout.find(term.spec, path) is not None
            return whole == target.dotted or (reexported and not term.attributes)
        case "unbound":
            stars = project.module(path).stars
            return home in {layout.absolute(spec, path) for spec in stars}
        case "here":
            return located.reference.kind is Kind.EXPORT and located.hit.block < 0
    return False


def _broken(reference: Reference, target: Target) -> Finding:
    export = reference.kind is Kind.EXPORT
    return Finding(
        rule="legacy-export" if export else "dangling-name",
        level="error",
        path=reference.path,
        line=reference.line,
        column=reference.column,
        message=f"{reference.kind.value} of {reference.text}, which nothing provides any more",
        remedy="remove the entry" if export else f"use {target.replacement}",
    )


def _empty_modules(project: Project, targets: Sequence[Target]) -> Iterator[Finding]:
    """Files that held nothing but a legacy symbol and were left behind."""
    modules = {target.key: target for target in targets if target.key and not target.paths}
    for key, target in modules.items():
        for path in target.realm.layout.files(key):
            if not target.realm.layout.stays(path) and _is_empty(target, project.tree, path):
                yield Finding(
                    rule="legacy-file",
                    level="error",
                    path=path,
                    line=1,
                    message=f"nothing is left of {target.legacy.module}",
                    remedy="delete the file, and what still imports it",
                )


def _is_empty(target: Target, tree: Tree, path: str) -> bool:
    return target.realm.language.is_empty(path, tree.read(path))


def _serves(finding: Finding, allowing: set[str]) -> bool:
    """Whether an allowance that permits no reference permits something else."""
    return finding.rule == "unused-allowance" and finding.path in allowing
