"""What every output format can tell: a page that a new format implements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from cutover.errors import ExitCode
from cutover.history import RunReport
from cutover.model import Finding, Plan, Reference, Unanalysed
from cutover.verifier import VerifyReport

Texts = Mapping[str, tuple[bytes | None, bytes | None]]


class Report(Protocol):
    """Turns results into text for stdout; each method ends its text with a newline."""

    def scan(self, references: Sequence[Reference], ledger: Sequence[Unanalysed]) -> str:
        """Every whole-word hit, and the files that were not analysed."""

    def plan(
        self,
        plan: Plan,
        texts: Texts,
        symbols: Sequence[str] = (),
        findings: Sequence[Finding] = (),
    ) -> str:
        """A plan: bytes before and after, the symbols it removes, what is wrong in the manifest."""

    def verify(self, report: VerifyReport, code: ExitCode) -> str:
        """What is left, what was looked at, and the verdict."""

    def run(self, report: RunReport) -> str:
        """The receipt of an apply or a rollback."""
