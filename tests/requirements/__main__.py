"""Show which tests prove which requirement: ``python -m tests.requirements REPORT``.

Ends with 1 when a row that is declared built has no passing test in a mode in which it must hold,
or when a test of a row failed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.requirements.rows import MODES, read_rows
from tests.requirements.tables import as_json, as_markdown, as_text, faults, lines, parse_results


def main() -> int:
    """Print the table to stdout and what is missing to stderr."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path, nargs="?", default=Path(".requirements.json"))
    parser.add_argument("--format", choices=["text", "json", "markdown"], default="text")
    parser.add_argument("--mode", choices=[*MODES, "both"], default="both")
    parser.add_argument("--brief", action="store_true", help="leave the names of the tests out")
    given = parser.parse_args()
    rows = read_rows()
    if given.format == "markdown":
        print(as_markdown(rows.values()))
        return 0
    if not given.report.exists():
        print(f"{given.report} is missing: run `make test` first", file=sys.stderr)
        return 2
    modes = MODES if given.mode == "both" else (given.mode,)
    results = parse_results(given.report.read_text(encoding="utf-8"))
    table = tuple(lines(rows, results, modes))
    print(as_json(table) if given.format == "json" else as_text(table, tests=not given.brief))
    missing = faults(table)
    print(*missing, sep="\n", file=sys.stderr, end="\n" if missing else "")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
