"""The use cases: load, scan, plan, apply, verify, roll back, recover, explain, say where we are.

Wires the pure half to the disk. Nothing is printed here: progress is passed in, results returned.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct, structs

from cutover import applier, commands, manifest_toml, planner, verifier
from cutover.applier import Progress, RunInfo, RunReport, quiet
from cutover.errors import (
    BlockedError,
    CutoverError,
    ManifestError,
    PlanError,
    RecoveryError,
    StalePlanError,
    UsageError,
)
from cutover.globs import matches
from cutover.languages.words import whole_words
from cutover.manifest import CutoverTable, FormatTable, Manifest, SymbolTable
from cutover.model import (
    FORMAT_VERSION,
    Action,
    Check,
    Finding,
    Plan,
    Reference,
    Tree,
    Unanalysed,
    Verdict,
)
from cutover.planner import Planning, Survey
from cutover.references import Located, Project, Target, find_references, targets_of
from cutover.sites import Declared, declare, is_site, sites_of, undecided_reason
from cutover.symbols import problems
from cutover.text import apply_edits, sha256
from cutover.verifier import OWN, VerifyReport
from cutover.workspace import DiskTree, Workspace, ancestors, parent_of, run_lock

if TYPE_CHECKING:
    from cutover.manifest_writer import DraftSite

WITHIN = "CUTOVER_WITHIN"
_PLAN_AGAIN = "make the plan again with `cutover plan -o FILE`; plan files are not edited"
_PLAN_HEAD = b'{\n  "format_version":'
_STYLES = (
    *("pyproject.toml", "setup.cfg", "tox.ini", ".editorconfig"),
    *("ruff.toml", ".ruff.toml", ".isort.cfg", ".style.yapf", ".flake8"),
)
_LAST_LINES = 20
_CODE = (".py", ".pyi", ".ipynb")


class Loaded(Struct, frozen=True):
    """A manifest with the bytes it came from.

    ``name`` is what messages call it, ``path`` where it stands (None: nowhere).
    """

    manifest: Manifest
    text: bytes
    sha256: str
    name: str
    path: Path | None


class ScanReport(Struct, frozen=True):
    """Every whole-word hit, the ledger, and the manifest that lists the sites among them."""

    references: tuple[Reference, ...]
    ledger: tuple[Unanalysed, ...]
    before: str
    manifest: str

    @property
    def changed(self) -> bool:
        """Whether the manifest does not say so yet."""
        return self.before != self.manifest


class Explanation(Struct, frozen=True):
    """A reference and what the manifest says about it."""

    reference: Reference
    said: str


class SymbolStatus(Struct, frozen=True):
    """Where one replacement stands; ``defined`` names the files that still define the legacy."""

    legacy: str
    replacement: str
    defined: tuple[str, ...]
    sites: int
    files: int
    kept: int


class Status(Struct, frozen=True, kw_only=True):
    """Where things stand in a tree; ``pending`` is the run that waits for `recover`, if any."""

    manifest: str
    problem: str
    pending: str
    symbols: tuple[SymbolStatus, ...]
    runs: tuple[RunInfo, ...]


# --- files of the user: manifests and plans -------------------------------------------------------


def read_file(path: Path) -> bytes:
    """The bytes of a file anywhere."""
    real = path.resolve()
    try:
        return Workspace(real.parent).read(real.name)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", "name a file that can be read") from error


def write_file(path: Path, data: bytes) -> None:
    """Write a file anywhere, atomically."""
    real = path.resolve()
    try:
        Workspace(real.parent).write_atomic(real.name, data)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", "name a file that can be written") from error


def load(root: Path, manifest: Path | None = None) -> Loaded:
    """Read the manifest named, or the one in a default place."""
    workspace = Workspace(root)
    path = manifest if manifest is not None else _default(workspace)
    text = read_file(path)
    name = _inside(workspace, path) or str(path)
    return Loaded(manifest_toml.parse_manifest(text, name), text, sha256(text), name, path)


def _default(workspace: Workspace) -> Path:
    name = manifest_toml.find_manifest(lambda place: workspace.lstat(place) is not None)
    if name is None:
        raise ManifestError(
            (f"there is no manifest: neither {' nor '.join(manifest_toml.PLACES)}",),
            "write one with `cutover scan --legacy a.b:Old --replacement c.d:New -o cutover.toml`, "
            "or name one with -f",
        )
    return workspace.root / name


def _inside(workspace: Workspace, path: Path | None) -> str:
    """A path as the tree calls it; empty outside."""
    if path is None:
        return ""
    real = path.resolve()
    return (
        real.relative_to(workspace.root).as_posix() if real.is_relative_to(workspace.root) else ""
    )


def plan_bytes(plan: Plan) -> bytes:
    """A plan as its file: readable JSON, the same bytes for the same plan."""
    return msgspec.json.format(msgspec.json.encode(plan), indent=2) + b"\n"


def write_plan(path: Path, plan: Plan) -> None:
    """Write a plan file."""
    write_file(path, plan_bytes(plan))


def read_plan(path: Path) -> Plan:
    """Read a plan file; `PlanError` if it is no plan, was edited, or is of another format."""
    return parse_plan(read_file(path), str(path))


class _Versioned(Struct):
    format_version: str


def parse_plan(data: bytes, name: str) -> Plan:
    """The plan that a plan file holds."""
    try:
        version = msgspec.json.decode(data, type=_Versioned).format_version
        if version != FORMAT_VERSION:
            raise PlanError(
                f"{name}: a plan of format {shown(version)}, this is {FORMAT_VERSION}", _PLAN_AGAIN
            )
        plan = msgspec.json.decode(data, type=Plan)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PlanError(f"{name}: not a plan: {error}", _PLAN_AGAIN) from error
    if planner.plan_id(plan) != plan.id:
        raise PlanError(f"{name}: was changed since cutover wrote it", _PLAN_AGAIN)
    return plan


def shown(text: str) -> str:
    """A text from outside, safe and short enough to be shown."""
    return manifest_toml.shown(text)


# --- the tree, without what cutover wrote ---------------------------------------------------------


class Sources:
    """A tree without manifests and plans of cutover, which name what they replace."""

    def __init__(self, tree: Tree, own: str = "") -> None:
        self._tree = tree
        self._own = {own: "the manifest"} if own else {}
        self._asked: set[str] = set(self._own)

    def paths(self) -> Sequence[str]:
        """Every file to analyse, sorted."""
        return [path for path in self._tree.paths() if path not in self._own]

    def read(self, path: str) -> bytes:
        """The bytes of one file of `paths`."""
        return self._tree.read(path)

    def search(self, needles: Sequence[bytes]) -> Mapping[str, frozenset[bytes]]:
        """The files that hold at least one needle as a substring, with the needles they hold."""
        found = self._tree.search(needles)
        return {path: held for path, held in found.items() if not self._is_own(path)}

    def unanalysed(self) -> Sequence[Unanalysed]:
        """The ledger, without plans: a plan must not depend on whether it was written here."""
        own = (Unanalysed(p, OWN + what) for p, what in self._own.items() if what != "a plan")
        return sorted((*self._tree.unanalysed(), *own))

    def _is_own(self, path: str) -> bool:
        if path not in self._asked and not path.endswith(_CODE):
            self._asked.add(path)
            if what := _own_kind(path, self._tree.read(path)):
                self._own[path] = what
        return path in self._own


def _own_kind(path: str, data: bytes) -> str:
    if data.startswith(_PLAN_HEAD):
        return "a plan"
    if path.endswith(".toml") and b"[[symbol]]" in data and b"[cutover]" in data:
        return "a manifest"
    return ""


def _tree(workspace: Workspace, loaded: Loaded) -> Sources:
    own = _inside(workspace, loaded.path)
    return Sources(DiskTree(workspace, loaded.manifest.cutover.exclude), own)


def _refuse_pending(workspace: Workspace, within: str = "") -> None:
    """Refuse a tree in which a run was interrupted or is going on; its own checks may look."""
    run = applier.pending(workspace)
    if run is None or run == within:
        return
    with run_lock(workspace.root):
        pass
    raise RecoveryError(f"run {run} was interrupted", "run `cutover recover` first")


# --- scan -----------------------------------------------------------------------------------------


def scan(
    root: Path,
    symbols: Sequence[SymbolTable] = (),
    *,
    roots: Sequence[str] = (),
    exclude: Sequence[str] = (),
    update: Loaded | None = None,
    today: date | None = None,
) -> ScanReport:
    """Find every reference and write the manifest that lists them.

    A new manifest for ``symbols``, ``roots`` and ``exclude``; or ``update`` brought up to date,
    which has its own.
    """
    workspace = Workspace(root)
    _refuse_pending(workspace)
    manifest = update.manifest if update is not None else _draft_manifest(symbols, roots, exclude)
    own = _inside(workspace, update.path) if update is not None else ""
    tree = Sources(DiskTree(workspace, manifest.cutover.exclude), own)
    project = Project(tree, manifest.cutover.roots)
    targets = targets_of(project, manifest.symbol)
    if wrong := problems(project, targets, scanning=update is None):
        if update is None:
            raise UsageError("\n".join(wrong))
        raise _located(ManifestError(tuple(f"{update.name}: {line}" for line in wrong)), update)
    found = find_references(project, targets)
    declared = declare(manifest, sites_of(found), today or _today())
    before = update.text.decode() if update is not None else ""
    text = _written(manifest, sites_of(found), declared, update, roots, exclude)
    return ScanReport(tuple(found.references()), found.ledger, before, text)


def _today() -> date:
    return date.today()


def _draft_manifest(
    symbols: Sequence[SymbolTable], roots: Sequence[str], exclude: Sequence[str]
) -> Manifest:
    table = CutoverTable(id="scan", roots=tuple(roots), exclude=tuple(exclude))
    return Manifest(version=1, cutover=table, symbol=tuple(symbols))


def _written(
    manifest: Manifest,
    sites: Sequence[Located],
    declared: Declared,
    update: Loaded | None,
    roots: Sequence[str],
    exclude: Sequence[str],
) -> str:
    from cutover.manifest_writer import Draft, update_manifest, write_manifest

    draft = Draft(symbols=manifest.symbol, sites=tuple(_drafts(sites, declared)))
    if update is not None:
        return update_manifest(update.text.decode(), draft, update.name)
    return _with_layout(write_manifest(draft), roots, exclude)


def _drafts(sites: Sequence[Located], declared: Declared) -> Iterator[DraftSite]:
    from cutover.manifest_writer import DraftSite

    for x in sites:
        reference = x.reference
        decision = declared.decisions.get((reference.path, reference.start))
        if decision is not None and decision.allowed is not None:
            continue
        undecided = reference.verdict in {Verdict.DYNAMIC, Verdict.UNPARSED}
        yield DraftSite(
            path=reference.path,
            kind=reference.kind,
            scope=reference.scope,
            action=Action.MANUAL if undecided else Action.REWRITE,
            reason=undecided_reason(reference) if undecided else "",
            symbol=reference.symbol,
        )


def _with_layout(text: str, roots: Sequence[str], exclude: Sequence[str]) -> str:
    """A new manifest with the import roots and exclusions it was made with."""
    lines = [
        f"{key} = {msgspec.json.encode(list(values)).decode()}\n"
        for key, values in (("roots", roots), ("exclude", exclude))
        if values
    ]
    if not lines:
        return text
    stub = '# roots = ["src"]\n'
    kept = "" if roots else stub
    return text.replace(stub, kept + "".join(lines), 1)


# --- plan -----------------------------------------------------------------------------------------


def plan(
    root: Path,
    loaded: Loaded,
    *,
    targets: Sequence[str] = (),
    today: date | None = None,
    within: str = "",
) -> Planning:
    """Plan the cutover, or the part of it below ``targets``; nothing is written."""
    workspace = Workspace(root)
    _refuse_pending(workspace, within)
    tree = _tree(workspace, loaded)
    try:
        planning = planner.make_plan(
            tree,
            loaded.manifest,
            manifest_sha256=loaded.sha256,
            today=today or _today(),
            targets=_existing(tree, targets),
            formatter=_formatter(workspace, tree, loaded.manifest.format),
            name=loaded.name,
        )
    except ManifestError as error:
        raise _located(error, loaded) from None
    allowances = tuple(_placed(f, loaded) for f in planning.declared.allowances)
    return structs.replace(
        planning, declared=structs.replace(planning.declared, allowances=allowances)
    )


def _survey(tree: Tree, loaded: Loaded, today: date | None) -> Survey:
    try:
        return planner.survey(tree, loaded.manifest, today or _today(), loaded.name)
    except ManifestError as error:
        raise _located(error, loaded) from None


_ABOUT = re.compile(r"(?P<key>legacy|replacement|call) (?:template of )?'(?P<symbol>[^']*)'")


def _located(error: ManifestError, loaded: Loaded) -> ManifestError:
    """The same error with the line of the symbol that each problem is about."""
    places = manifest_toml.Places(loaded.text.decode().removeprefix("\ufeff"))
    lines = (_with_line(problem, loaded, places) for problem in error.problems)
    return ManifestError(tuple(lines), error.remedy)


def _with_line(problem: str, loaded: Loaded, places: manifest_toml.Places) -> str:
    head = f"{loaded.name}: "
    about = _ABOUT.match(problem, len(head)) if problem.startswith(head) else None
    if about is None:
        return problem
    key = about["key"]
    field = "replacement" if key == "replacement" else "legacy"
    for index, table in enumerate(loaded.manifest.symbol):
        if getattr(table, field) == about["symbol"]:
            line = places.line(("symbol", index, key))
            return f"{loaded.name}:{line}: {problem[len(head) :]}"
    return problem


def _placed(finding: Finding, loaded: Loaded) -> Finding:
    """A finding about an allowance, at the place of the allowance."""
    for index, allow in enumerate(loaded.manifest.allow):
        if finding.rule.endswith("-allowance") and finding.path == allow.paths[0]:
            places = manifest_toml.Places(loaded.text.decode().removeprefix("\ufeff"))
            return structs.replace(finding, path=loaded.name, line=places.line(("allow", index)))
    return finding


def _existing(tree: Tree, targets: Sequence[str]) -> tuple[str, ...]:
    """The targets, each of which must name something in the tree."""
    cleaned = tuple(sorted({target.removeprefix("./").strip("/") for target in targets}))
    if not cleaned:
        return ()
    paths = tree.paths()
    for target in cleaned:
        inside = target in {"", "."} or any(
            path == target or path.startswith(f"{target}/") for path in paths
        )
        if not inside:
            raise UsageError(
                f"--target {target}: no such file or directory in the tree",
                "name a path relative to the root",
            )
    return () if {"", "."} & set(cleaned) else cleaned


def texts(root: Path, plan: Plan) -> dict[str, tuple[bytes | None, bytes | None]]:
    """Before and after of each changed file, made from the plan and the tree as it is.

    Files that moved since the plan was made are left out.
    """
    workspace = Workspace(root)
    pairs: dict[str, tuple[bytes | None, bytes | None]] = {}
    for change in plan.changes:
        if change.action == "create":
            pairs[change.path] = None, apply_edits(b"", change)
            continue
        try:
            before = workspace.read(change.path)
        except OSError:
            continue
        if sha256(before) == change.before_sha256:
            deleted = change.action == "delete"
            pairs[change.path] = before, None if deleted else apply_edits(before, change)
    return pairs


def _formatter(
    workspace: Workspace, tree: Tree, table: FormatTable | None
) -> planner.Formatter | None:
    if table is None:
        return None
    return lambda files: _formatted(workspace, tree, table, files)


def _formatted(
    workspace: Workspace, tree: Tree, table: FormatTable, files: Mapping[str, bytes]
) -> dict[str, bytes]:
    """What the formatter makes of the files, run on copies in a directory that is thrown away."""
    mine = {path: data for path, data in sorted(files.items()) if _is_formatted(path, table)}
    if not mine:
        return {}
    with tempfile.TemporaryDirectory(prefix="cutover-") as directory:
        scratch = Workspace(Path(directory))
        _furnish(scratch, workspace, tree, mine)
        command = _with_files(table.command, tuple(mine))
        done = commands.run(command, scratch.root, table.timeout)
        if done.returncode or done.timed_out:
            how = f"after {table.timeout:g} s" if done.timed_out else f"with {done.returncode}"
            raise CutoverError(
                f"the formatter failed {how}: {' '.join(table.command)}\n"
                + _tail(done.stderr or done.stdout),
                "make it work on these files, or correct [format]",
            )
        return {path: scratch.read(path) for path in mine}


def _is_formatted(path: str, table: FormatTable) -> bool:
    """Whether the formatter takes a file; a glob without a slash is about the file's own name."""
    name = path.rpartition("/")[2]
    return any(matches(path if "/" in glob else name, (glob,)) for glob in table.files)


def _with_files(command: Sequence[str], files: tuple[str, ...]) -> tuple[str, ...]:
    if "{files}" not in command:
        return (*command, *files)
    return tuple(p for part in command for p in (files if part == "{files}" else (part,)))


def _furnish(
    scratch: Workspace, workspace: Workspace, tree: Tree, files: Mapping[str, bytes]
) -> None:
    """Copies of the files and of what configures a formatter, and empty stand-ins for packages.

    Import sorters tell first-party names by the files and directories beside them.
    """
    made: set[str] = set()
    for path, data in files.items():
        _put(scratch, path, data, made)
    beside = {"", *made}
    for directory in sorted(beside):
        for name in _STYLES:
            path = f"{directory}/{name}" if directory else name
            if path not in files and workspace.lstat(path) is not None:
                _put(scratch, path, workspace.read(path), made)
    for path in tree.paths():
        if path.endswith(_CODE):
            for directory in ancestors(path):
                if directory.count("/") < 2 or parent_of(directory) in beside:
                    _make(scratch, directory, made)
            if path not in files and parent_of(path) in beside:
                _put(scratch, path, b"", made)


def _put(scratch: Workspace, path: str, data: bytes, made: set[str]) -> None:
    _make(scratch, parent_of(path), made)
    scratch.create(path, data, sync=False)


def _make(scratch: Workspace, directory: str, made: set[str]) -> None:
    if directory and directory not in made:
        _make(scratch, parent_of(directory), made)
        scratch.make_directory(directory)
        made.add(directory)


def _tail(output: bytes) -> str:
    lines = output.decode("utf-8", "replace").rstrip().splitlines()
    return "\n".join(lines[-_LAST_LINES:])


# --- apply ----------------------------------------------------------------------------------------


def apply(
    root: Path,
    plan: Plan,
    loaded: Loaded,
    *,
    keep: bool = False,
    progress: Progress = quiet,
) -> RunReport | None:
    """Execute a plan, run the checks, and restore everything if one fails (unless ``keep``).

    None means that there was nothing to do. An interrupted run is recovered first.
    """
    workspace = Workspace(root)
    recover(root)
    _refuse_blocked(plan)
    if plan.manifest_sha256 != loaded.sha256:
        raise StalePlanError(
            f"{loaded.name} changed since the plan was made; nothing was written",
            "run `cutover plan` again",
            (loaded.name,),
        )
    _refuse_newcomers(_tree(workspace, loaded), plan, loaded.manifest)
    if not plan.changes:
        return None
    return applier.apply_plan(
        workspace,
        plan,
        manifest_sha256=loaded.sha256,
        run_checks=lambda: _failed_check(workspace, loaded.manifest.check, progress),
        keep=keep,
        progress=progress,
    )


def _refuse_blocked(plan: Plan) -> None:
    if not plan.blocked:
        return
    manual = [site for site in plan.sites if site.action is Action.MANUAL]
    lines = [f"{s.path}:{s.line}:{s.column}: {s.kind.value}: {s.reason}" for s in manual]
    lines = lines or list(plan.warnings) or ["an allowance of the manifest has expired"]
    raise BlockedError(
        "\n".join(["the plan is blocked, nothing was written:", *lines]),
        "give each site a [[site]] with its text, or keep it with a reason; then plan again",
    )


def _refuse_newcomers(tree: Tree, plan: Plan, manifest: Manifest) -> None:
    """A file that holds one of the names and was not there when the plan was made."""
    words = {
        table.legacy.rpartition(":")[2].rpartition(".")[2].encode() for table in manifest.symbol
    }
    known = {known.path for known in plan.inputs}
    new = tuple(
        path
        for path, held in tree.search(sorted(words)).items()
        if path not in known and any(_holds(tree.read(path), word) for word in held)
    )
    if new:
        raise StalePlanError(
            f"hold a legacy name since the plan was made: {', '.join(new)}; nothing was written",
            "run `cutover scan --update`, then `cutover plan` again",
            new,
        )


def _holds(data: bytes, word: bytes) -> bool:
    return next(iter(whole_words(data, word)), None) is not None


def _failed_check(workspace: Workspace, checks: Sequence[Check], progress: Progress) -> str | None:
    run = applier.pending(workspace)
    for number, check in enumerate(checks):
        progress(f"check {check.name}", number, len(checks))
        try:
            done = commands.run(check.command, workspace.root, check.timeout, {WITHIN: run})
        except CutoverError as error:
            return f"check '{check.name}' failed: {error.message}"
        if done.returncode or done.timed_out:
            how = (
                f"no end after {check.timeout:g} s" if done.timed_out else f"exit {done.returncode}"
            )
            said = _tail(done.stdout + b"\n" + done.stderr)
            return f"check '{check.name}' failed ({how}): {' '.join(check.command)}\n{said}"
    return None


# --- verify, roll back, recover -------------------------------------------------------------------


def verify(
    root: Path,
    loaded: Loaded,
    *,
    strict: bool = False,
    today: date | None = None,
    within: str = "",
) -> VerifyReport:
    """Say what is left of the legacy symbols, what cannot be decided, and what was looked at.

    ``within`` is the run whose check this is, if it is one.
    """
    workspace = Workspace(root)
    _refuse_pending(workspace, within)
    seen = _survey(_tree(workspace, loaded), loaded, today)
    report = verifier.verify(
        seen.project, loaded.manifest, seen.targets, seen.found, seen.declared, strict=strict
    )
    findings = tuple(_placed(finding, loaded) for finding in report.findings)
    return structs.replace(report, findings=findings)


def rollback(root: Path, run: str | None = None, *, progress: Progress = quiet) -> RunReport:
    """Undo a run, the newest in effect unless named; an interrupted run is recovered first."""
    recover(root)
    return applier.rollback(Workspace(root), run, progress=progress)


def recover(root: Path) -> tuple[RunReport, ...]:
    """Take back what interrupted runs wrote."""
    workspace = Workspace(root)
    return applier.recover(workspace) if applier.pending(workspace) else ()


def pending(root: Path) -> str | None:
    """The run that waits for `recover`, if any."""
    return applier.pending(Workspace(root))


# --- explain, status ------------------------------------------------------------------------------


def explain(
    root: Path,
    loaded: Loaded,
    path: str,
    line: int,
    column: int | None = None,
    *,
    today: date | None = None,
) -> tuple[Explanation, ...]:
    """The hits of one line, with what the manifest says about each."""
    workspace = Workspace(root)
    tree = _tree(workspace, loaded)
    if path not in tree.paths():
        raise UsageError(f"{path}: not an analysed file of the tree", _why_not(tree, path))
    seen = _survey(tree, loaded, today)
    return tuple(
        Explanation(r, _said(r, seen.declared))
        for r in seen.found.references()
        if r.path == path and r.line == line and (column is None or _covers(r, column))
    )


def named(symbols: Sequence[SymbolTable]) -> Loaded:
    """A manifest in memory that declares symbols and nothing else."""
    return Loaded(_draft_manifest(symbols, (), ()), b"", "", "the command line", None)


def _covers(reference: Reference, column: int) -> bool:
    return reference.column <= column < reference.column + len(reference.text)


def _why_not(tree: Tree, path: str) -> str:
    why = [line.reason for line in tree.unanalysed() if line.path == path]
    return why[0] if why else "name a file relative to the root"


def _said(reference: Reference, declared: Declared) -> str:
    decision = declared.decisions.get((reference.path, reference.start))
    if decision is not None and decision.allowed is not None:
        allow = decision.allowed
        return f"allowed until {allow.expires} by {allow.owner}: {allow.reason}"
    if decision is not None:
        by = "[[site]]" if decision.table is not None else "[sites]"
        return f"{decision.action.value}, by {by}" + (
            f": {decision.reason}" if decision.reason else ""
        )
    return "not listed" if is_site(reference) else "need not be listed"


def status(root: Path, manifest: Path | None = None, *, today: date | None = None) -> Status:
    """Where things stand: the manifest, what is left, the runs."""
    workspace = Workspace(root)
    pending = applier.pending(workspace) or ""
    name = problem = ""
    symbols: tuple[SymbolStatus, ...] = ()
    try:
        loaded = load(root, manifest)
        name = loaded.name
        if not pending:
            symbols = _standing(_tree(workspace, loaded), loaded, today)
    except ManifestError as error:
        problem = error.message
    runs = applier.runs(workspace)
    return Status(manifest=name, problem=problem, pending=pending, symbols=symbols, runs=runs)


def _standing(tree: Tree, loaded: Loaded, today: date | None) -> tuple[SymbolStatus, ...]:
    seen = _survey(tree, loaded, today)
    return tuple(_stands(target, seen) for target in seen.targets)


def _stands(target: Target, seen: Survey) -> SymbolStatus:
    name = str(target.legacy)
    sites = [x.reference for x in sites_of(seen.found) if x.reference.symbol == name]
    kept = [r for r in sites if _keeps(r, seen.declared)]
    left = [r for r in sites if r not in kept]
    files = len({r.path for r in left})
    return SymbolStatus(name, str(target.replacement), target.paths, len(left), files, len(kept))


def _keeps(reference: Reference, declared: Declared) -> bool:
    decision = declared.decisions.get((reference.path, reference.start))
    return decision is not None and decision.action is Action.KEEP
