"""The nouns: small frozen values that every other module speaks in.

Positions are byte offsets into the file as it is on disk; lines and columns (1-based, columns in
characters) are made only when something is shown to a person. Paths are POSIX, relative to the
root. Values are `msgspec.Struct`s: slotted, quick to import, and JSON without further code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Literal, Protocol, get_args

from msgspec import Struct

FORMAT_VERSION = "1.0"


class Kind(StrEnum):
    """What a reference is for the code that holds it; the word used in manifests."""

    DEFINITION = "definition"
    IMPORT = "import"
    EXPORT = "export"
    CALL = "call"
    SUBCLASS = "subclass"
    ANNOTATION = "annotation"
    USE = "use"
    STRING = "string"
    MENTION = "mention"
    DYNAMIC = "dynamic"
    UNPARSED = "unparsed"


class Verdict(StrEnum):
    """The one class that every whole-word hit ends in."""

    EDIT = "edit"
    ALIAS = "alias"
    STRING = "string"
    MENTION = "mention"
    DYNAMIC = "dynamic"
    UNPARSED = "unparsed"
    OTHER = "other"


class SymbolKind(StrEnum):
    """How a legacy symbol gives way: deleted for another, renamed where it stands, or moved."""

    REPLACE = "replace"
    RENAME = "rename"
    MOVE = "move"


class Action(StrEnum):
    """What becomes of a site."""

    REWRITE = "rewrite"
    KEEP = "keep"
    MANUAL = "manual"


class Symbol(Struct, frozen=True, order=True):
    """A module-level name, written ``package.module:Name`` or ``path/to/file.ts#Name``."""

    module: str
    name: str
    mark: str = ":"

    @property
    def word(self) -> str:
        """The last part of the name: what code spells."""
        return self.name.rpartition(".")[2]

    def __str__(self) -> str:
        return f"{self.module}{self.mark}{self.name}"


class Reference(Struct, frozen=True, rename={"verdict": "class"}):
    """A place the engine found: what it means, which rule decided, and the chain that proves it.

    ``symbol`` is the legacy symbol it refers to (empty if the verdict is ``other``); ``scope`` the
    dotted enclosing definitions (empty at module level); ``line`` and ``column`` are 1-based.
    """

    path: str
    start: int
    end: int
    line: int
    column: int
    text: str
    verdict: Verdict
    kind: Kind
    rule: str
    scope: str = ""
    symbol: str = ""
    chain: tuple[str, ...] = ()


class Edit(Struct, frozen=True):
    """Replace the bytes ``start:end``, which must spell ``before``, by ``after``.

    Texts are decoded with the encoding of their `FileChange`.
    """

    start: int
    end: int
    before: str
    after: str


class FileChange(Struct, frozen=True):
    """What happens to one file, bound to its content before and after.

    ``modify`` carries edits (sorted, disjoint); ``create`` one edit at 0:0; ``delete`` none (the
    journal keeps the content). ``encoding`` is ``utf-8`` or, for anything else, ``latin-1``, in
    which every byte string has a text.
    """

    path: str
    action: Literal["modify", "create", "delete"]
    encoding: Literal["utf-8", "latin-1"]
    before_sha256: str
    after_sha256: str
    edits: tuple[Edit, ...] = ()


class SitePlan(Struct, frozen=True):
    """A reference and what the plan does with it."""

    path: str
    line: int
    column: int
    kind: Kind
    action: Action
    symbol: str
    rule: str
    scope: str = ""
    reason: str = ""


Defined = Literal["class", "interface", "type", "enum", "function", "constant"]
What = Literal[Defined, "helper", "import", "export", "module"]
DEFINED: tuple[Defined, ...] = get_args(Defined)


class Deletion(Struct, frozen=True):
    """Something that goes, and why nothing needs it any more."""

    path: str
    line: int
    what: What
    name: str
    because: str


class Unanalysed(Struct, frozen=True, order=True):
    """A line of the ledger: a file the engine did not analyse, and why."""

    path: str
    reason: str


class Input(Struct, frozen=True, order=True):
    """A file the plan was derived from, with the digest it had."""

    path: str
    sha256: str


class Summary(Struct, frozen=True):
    """The counts of a plan, in the order they are printed."""

    rewrite: int = 0
    files: int = 0
    delete: int = 0
    imports: int = 0
    manual: int = 0
    keep: int = 0


class Plan(Struct, frozen=True, kw_only=True):
    """What `apply` will do, whole: reviewed by people, executed to the letter, or refused.

    ``blockers`` keep it from being applied, as manual sites do. ``inputs`` are all files that hold
    a reference, touched or not: a plan is stale as soon as one of them, or the set of them, moved.
    ``id`` is the SHA-256 of the canonical JSON without it.
    """

    format_version: str = FORMAT_VERSION
    tool_version: str
    id: str = ""
    manifest_sha256: str
    targets: tuple[str, ...] = ()
    complete: bool
    blocked: bool
    summary: Summary
    changes: tuple[FileChange, ...] = ()
    sites: tuple[SitePlan, ...] = ()
    deletions: tuple[Deletion, ...] = ()
    blockers: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    ledger: tuple[Unanalysed, ...] = ()


class Finding(Struct, frozen=True, kw_only=True):
    """Something wrong at a place, and what to do about it."""

    rule: str
    level: Literal["error", "warning", "note"]
    path: str
    line: int
    column: int = 1
    message: str
    remedy: str = ""


class Check(Struct, frozen=True, kw_only=True):
    """A command that must pass after apply; no shell is involved."""

    name: str
    command: tuple[str, ...]
    timeout: float = 1800.0


NO_CODE = (".md", ".markdown", ".mdx", ".rst", ".txt", ".log", ".csv", ".html", ".po", ".mo",
            ".svg", ".png", ".jpg", ".gif")  # fmt: skip


class Tree(Protocol):
    """Read-only view of the analysed files; the only way the deciding half sees a repository."""

    def paths(self) -> Sequence[str]:
        """Every file to analyse, sorted."""

    def read(self, path: str) -> bytes:
        """The bytes of one file of `paths`."""

    def search(
        self, needles: Sequence[bytes], code: Sequence[bytes] = ()
    ) -> Mapping[str, frozenset[bytes]]:
        """The files that hold at least one needle as a substring, with the needles they hold.

        Those of ``code`` are looked for where `may_be_code`, and nowhere else.
        """

    def unanalysed(self) -> Sequence[Unanalysed]:
        """The ledger so far, sorted; call it after `search`."""


def may_be_code(path: str) -> bool:
    """Whether a file can import something: its name does not say that it is text or a picture."""
    return not path.endswith(NO_CODE)


class MemoryTree:
    """A tree held in a dictionary: for overlays, and for whoever tests against the engine."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = dict(files)

    def paths(self) -> Sequence[str]:
        """Every file, sorted."""
        return sorted(self._files)

    def read(self, path: str) -> bytes:
        """The bytes of one file."""
        return self._files[path]

    def search(
        self, needles: Sequence[bytes], code: Sequence[bytes] = ()
    ) -> Mapping[str, frozenset[bytes]]:
        """The files that hold a needle, with the needles they hold."""
        files = sorted(self._files.items())
        found = {path: held(data, _asked(path, needles, code)) for path, data in files}
        return {path: names for path, names in found.items() if names}

    def unanalysed(self) -> Sequence[Unanalysed]:
        """The ledger."""
        return ()


class OverlayTree:
    """Another tree with some files replaced (bytes) or gone (None): the tree as it will be."""

    def __init__(self, base: Tree, changed: Mapping[str, bytes | None]) -> None:
        self._base = base
        self._changed = dict(changed)

    def paths(self) -> Sequence[str]:
        """Every file, sorted."""
        kept = {path for path in self._base.paths() if path not in self._changed}
        return sorted(kept | {path for path, data in self._changed.items() if data is not None})

    def read(self, path: str) -> bytes:
        """The bytes of one file."""
        if path not in self._changed:
            return self._base.read(path)
        data = self._changed[path]
        if data is None:
            raise KeyError(path)
        return data

    def search(
        self, needles: Sequence[bytes], code: Sequence[bytes] = ()
    ) -> Mapping[str, frozenset[bytes]]:
        """The files that hold a needle, with the needles they hold."""
        before = self._base.search(needles, code)
        found = {path: names for path, names in before.items() if path not in self._changed}
        for path, data in self._changed.items():
            if data is not None and (names := held(data, _asked(path, needles, code))):
                found[path] = names
        return dict(sorted(found.items()))

    def unanalysed(self) -> Sequence[Unanalysed]:
        """The ledger."""
        return self._base.unanalysed()


def _asked(path: str, needles: Sequence[bytes], code: Sequence[bytes]) -> Sequence[bytes]:
    return (*needles, *code) if code and may_be_code(path) else needles


def held(data: bytes, needles: Iterable[bytes]) -> frozenset[bytes]:
    """The needles that occur in ``data``."""
    return frozenset(needle for needle in needles if needle in data)
