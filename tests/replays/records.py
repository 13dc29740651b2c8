"""What is on record about the replays, and what one run of a replay gave."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
CHECKOUT = HERE.parent.parent


@dataclass(frozen=True)
class Replay:
    """One commit: where it is, and why some files come out differently.

    ``npm`` are the packages whose programs the manifest names as formatters; ``asked`` are the
    files that people reworked, and ``named`` what `verify` must still name in other files;
    ``typed`` are the TypeScript projects to check, those that others are built from first.
    """

    name: str
    repository: str
    parent: str
    commit: str
    kind: str
    manifest: Path
    why: Mapping[str, str]
    npm: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()


@dataclass
class Result:
    """What one replay gave, file by file; ``wraps`` differ in line breaks alone."""

    replay: Replay
    human: int = 0
    ours: int = 0
    same: list[str] = field(default_factory=list)
    wraps: list[str] = field(default_factory=list)
    differ: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    left: int = 0
    seconds: float = 0.0
    trouble: str = ""
    notes: list[str] = field(default_factory=list)

    def unexplained(self) -> list[str]:
        """The files that differ, or that nobody but us touched, without a reason on record."""
        return [path for path in (*self.differ, *self.extra) if path not in self.replay.why]


def replays(names: Sequence[str]) -> Iterator[Replay]:
    """The replays on record, or those that are named."""
    for path in sorted(HERE.glob("*/replay.toml")):
        name = path.parent.name
        if names and name not in names:
            continue
        record = tomllib.loads(path.read_text(encoding="utf-8"))
        kept = CHECKOUT / record["manifest"] if "manifest" in record else None
        yield Replay(
            name,
            record["repository"],
            record["parent"],
            record["commit"],
            record["kind"],
            kept or path.parent / "manifest.toml",
            record.get("why", {}),
            tuple(record.get("npm", ())),
            tuple(record.get("asked", ())),
            tuple(record.get("named", ())),
            tuple(record.get("typed", ())),
        )
