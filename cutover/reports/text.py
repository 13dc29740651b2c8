"""Results as text for people: diff, sites that need them, one sentence that sums up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cutover.errors import ExitCode
from cutover.history import RunReport
from cutover.model import (
    DEFINED,
    Action,
    Deletion,
    FileChange,
    Finding,
    Plan,
    Reference,
    SitePlan,
    Unanalysed,
)
from cutover.reports.base import Texts
from cutover.text import unified_diff
from cutover.verifier import VerifyReport, doubtful

BOLD, RED, GREEN, YELLOW, CYAN = "1", "31", "32", "33", "36"


class TextReport:
    """Text, coloured if asked to; ``verbose`` also names what is otherwise only counted."""

    def __init__(self, *, colour: bool = False, verbose: bool = False) -> None:
        self._colour = colour
        self._verbose = verbose

    def scan(self, references: Sequence[Reference], ledger: Sequence[Unanalysed]) -> str:
        """One line a hit: place, class, kind, rule, scope."""
        lines = [_hit(reference) for reference in references]
        lines += self._ledger(ledger)
        lines.append(f"{count(len(references), 'hit')} in {count(_files(references), 'file')}.")
        return _text(lines)

    def plan(
        self,
        plan: Plan,
        texts: Texts,
        symbols: Sequence[str] = (),
        findings: Sequence[Finding] = (),
    ) -> str:
        """The diff, then what needs a person, what goes and why, then the counts."""
        parts = [self._diff(change, texts) for change in plan.changes]
        sections = [
            self._manual(plan.sites),
            [line for finding in findings for line in self._finding(finding)],
            [f"{_place(d)}: delete {d.what} {d.name}: {d.because}" for d in plan.deletions],
            [self._paint(RED, "blocked: ") + blocker for blocker in plan.blockers],
            [self._paint(YELLOW, "warning: ") + warning for warning in plan.warnings],
            list(self._asked(plan.sites)),
            list(self._rewrites(plan.sites)),
            list(self._ledger(plan.ledger)),
        ]
        for lines in sections:
            if lines:
                parts.append(("\n" if parts else "") + _text(lines))
        parts.append(("\n" if parts else "") + self._sum(plan, symbols) + "\n")
        return "".join(parts)

    def verify(self, report: VerifyReport, code: ExitCode) -> str:
        """One line a finding with its remedy, what was looked at, and the verdict."""
        lines = [line for finding in report.findings for line in self._finding(finding)]
        looked = report.looked
        lines += self._allowed(report.allowed)
        lines += self._ledger(report.ledger)
        lines.append(
            f"Looked at {count(looked.files, 'file')}: {looked.analysed} with a name in it, "
            f"{count(looked.hits, 'hit')}, {looked.waived} waived."
        )
        names = ", ".join(report.symbols)
        if code is ExitCode.CLEAN:
            lines.append(self._paint(GREEN, f"Verified: nothing refers to {names}."))
        else:
            left = count(len(report.findings), "finding")
            lines.append(self._paint(RED, f"Not verified: {left} about {names}."))
        return _text(lines)

    def run(self, report: RunReport) -> str:
        """What was written, under which name, and how to undo it."""
        done = "Applied" if report.direction == "apply" else f"Rolled back {report.reverses}:"
        lines = list(report.notes)
        if report.check:
            lines.append(self._paint(RED, report.check))
        lines.append(f"{done} {count(len(report.files), 'file')} as run {report.run}.")
        lines.append(f"Undo with: cutover rollback {report.run}")
        return _text(lines)

    # --- parts ------------------------------------------------------------------------------------

    def _paint(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour else text

    def _diff(self, change: FileChange, texts: Texts) -> str:
        if change.path not in texts:
            return self._bare(change)
        diff = unified_diff(change.path, *texts[change.path])
        if not self._colour:
            return diff
        return "".join(self._painted(line) + "\n" for line in diff.split("\n")[:-1])

    def _painted(self, line: str) -> str:
        if line.startswith(("diff ", "--- ", "+++ ", "new file", "deleted file")):
            return self._paint(BOLD, line)
        colour = {"+": GREEN, "-": RED, "@": CYAN}.get(line[:1], "")
        return self._paint(colour, line) if colour else line

    def _bare(self, change: FileChange) -> str:
        """The edits of a file whose text is no longer there to be shown around them."""
        lines = [f"{change.path}: changed since this plan was made; it says:"]
        for edit in change.edits:
            lines += (self._painted(f"-{line}") for line in edit.before.splitlines())
            lines += (self._painted(f"+{line}") for line in edit.after.splitlines())
        return _text(lines)

    def _manual(self, sites: Sequence[SitePlan]) -> list[str]:
        lines = []
        for site in sites:
            if site.action is Action.MANUAL:
                where = f" in {site.scope}" if site.scope else ""
                head = self._paint(BOLD, f"{site.path}:{site.line}:{site.column}")
                lines.append(f"{head} {site.kind.value}{where} needs a person: {site.reason}")
                lines.append(f"  help: {_entry(site)}")
        return lines

    def _asked(self, sites: Sequence[SitePlan]) -> Iterator[str]:
        """What people wrote about sites that the plan rewrites as they said."""
        for site in sites if not self._verbose else ():
            if site.action is Action.REWRITE and site.reason:
                place = f"{site.path}:{site.line}:{site.column}"
                yield f"{place} {site.kind.value}, by its [[site]]: {site.reason}"

    def _rewrites(self, sites: Sequence[SitePlan]) -> Iterator[str]:
        for site in sites if self._verbose else ():
            if site.action is not Action.MANUAL:
                why = f": {site.reason}" if site.reason else f" ({site.rule})"
                place = f"{site.path}:{site.line}:{site.column}"
                yield f"{place} {site.action.value} {site.kind.value}{why}"

    def _finding(self, finding: Finding) -> Iterator[str]:
        head = self._paint(BOLD, f"{finding.path}:{finding.line}:{finding.column}")
        yield f"{head} {self._paint(RED, finding.rule)} {finding.message}"
        if finding.remedy:
            yield f"  help: {finding.remedy}"

    def _allowed(self, allowed: Sequence[Finding]) -> Iterator[str]:
        """What may stay and names no symbol: as a number unless all are asked for."""
        for finding in allowed if self._verbose else ():
            yield f"{finding.path}:{finding.line}:{finding.column} allowed: {finding.message}"
        if allowed and not self._verbose:
            yield f"{count(len(allowed), 'leftover')} allowed by the manifest (-v names them)."

    def _ledger(self, ledger: Sequence[Unanalysed]) -> Iterator[str]:
        """The doubtful files by name, the others as a number unless all are asked for."""
        named = tuple(ledger) if self._verbose else doubtful(ledger)
        for line in named:
            yield f"{line.path}: not analysed: {line.reason}"
        if rest := len(ledger) - len(named):
            yield f"{count(rest, 'file')} left out on purpose (-v names them)."

    def _sum(self, plan: Plan, symbols: Sequence[str]) -> str:
        if plan.complete:
            names = ", ".join(symbols) or "the legacy symbols"
            return self._paint(GREEN, f"Cutover complete: nothing refers to {names}.")
        summary = plan.summary
        parts = [f"{count(summary.rewrite, 'site')} to rewrite in {count(summary.files, 'file')}"]
        if goes := _definitions(plan.deletions):
            parts.append(f"{goes} to delete")
        if summary.imports:
            parts.append(f"{count(summary.imports, 'import')} to drop")
        if summary.keep:
            parts.append(f"{summary.keep} kept")
        manual = f"{summary.manual} manual"
        parts.append(self._paint(RED, manual) if summary.manual else manual)
        return f"Plan: {', '.join(parts)}." + (" Blocked." if plan.blocked else "")


def count(number: int, noun: str) -> str:
    """A number with its noun."""
    plural = noun + ("es" if noun.endswith("s") else "s")
    return f"{number} {noun if number == 1 else plural}"


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _files(references: Sequence[Reference]) -> int:
    return len({reference.path for reference in references})


def _hit(reference: Reference) -> str:
    where = f" in {reference.scope}" if reference.scope else ""
    what = f"{reference.verdict.value} {reference.kind.value}"
    return f"{reference.path}:{reference.line}:{reference.column} {what} ({reference.rule}){where}"


def _place(deletion: Deletion) -> str:
    return f"{deletion.path}:{deletion.line}"


def _entry(site: SitePlan) -> str:
    place = f'[[site]] path = "{site.path}", scope = "{site.scope}", kind = "{site.kind.value}"'
    return f'{place}, text = "…" (or action = "keep", reason = "…")'


def _definitions(deletions: Sequence[Deletion]) -> str:
    numbers = [
        count(sum(d.what == what for d in deletions), what)
        for what in DEFINED
        if any(d.what == what for d in deletions)
    ]
    return " and ".join(numbers)
