"""Results as JSON, for programs: the same values the Python functions return."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from cutover.errors import ExitCode
from cutover.history import RunReport
from cutover.model import Finding, Plan, Reference, Unanalysed
from cutover.reports.base import Texts
from cutover.verifier import VerifyReport


class JsonReport:
    """The JSON of each result, indented, its keys in the order of the declared fields."""

    def scan(self, references: Sequence[Reference], ledger: Sequence[Unanalysed]) -> str:
        """``{"references": […], "ledger": […]}``; ``start`` and ``end`` count bytes."""
        return pretty({"references": list(references), "ledger": list(ledger)})

    def plan(
        self,
        plan: Plan,
        texts: Texts,
        symbols: Sequence[str] = (),
        findings: Sequence[Finding] = (),
    ) -> str:
        """The plan file itself."""
        return pretty(plan)

    def verify(self, report: VerifyReport, code: ExitCode) -> str:
        """The report with its verdict as ``exit_code``."""
        return pretty({"exit_code": int(code), **msgspec.to_builtins(report)})

    def run(self, report: RunReport) -> str:
        """The receipt."""
        return pretty(report)


def pretty(value: object) -> str:
    """Readable JSON of any result."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"
