"""From a manifest and a tree to a plan: decide everything, write nothing, prove the result."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec
from msgspec import Struct, structs

from cutover import __version__
from cutover.errors import ManifestError, PlanError, UsageError
from cutover.languages.patch import Patch, patched
from cutover.languages.python.editor import PythonEditor
from cutover.languages.python.moving import Moved, move_definitions
from cutover.languages.python.names import Destination
from cutover.languages.python.removal import Removal, removal
from cutover.languages.python.rewrite import Problem, Site
from cutover.manifest import Manifest
from cutover.model import (
    Action,
    Deletion,
    Edit,
    FileChange,
    Finding,
    Input,
    Kind,
    OverlayTree,
    Plan,
    SitePlan,
    Summary,
    SymbolKind,
    Tree,
    Verdict,
)
from cutover.references import (
    Found,
    Located,
    Project,
    Target,
    find_references,
    targets_of,
)
from cutover.sites import Decision, Declared, declare, sites_of
from cutover.symbols import call_mapping, problems
from cutover.text import sha256

Formatter = Callable[[Mapping[str, bytes]], Mapping[str, bytes]]


class Planning(Struct, frozen=True):
    """A plan with the bytes it leads to, and what the manifest should say differently."""

    plan: Plan
    after: Mapping[str, bytes | None]
    before: Mapping[str, bytes]
    found: Found
    declared: Declared


class Survey(Struct, frozen=True):
    """The tree as found and the manifest as matched with it."""

    project: Project
    targets: tuple[Target, ...]
    found: Found
    declared: Declared

    def standing(self) -> bool:
        """Whether a legacy definition is still in the tree."""
        return any(target.paths for target in self.targets)


def survey(tree: Tree, manifest: Manifest, today: date, name: str = "manifest") -> Survey:
    """Find everything and match it with the manifest.

    Raises `ManifestError` for symbols that cannot be resolved.
    """
    project = Project(tree, manifest.cutover.roots)
    targets = targets_of(project, manifest.symbol)
    wrong = problems(project, targets, scanning=False)
    if wrong:
        raise ManifestError(tuple(f"{name}: {problem}" for problem in wrong))
    found = find_references(project, targets)
    return Survey(project, targets, found, declare(manifest, sites_of(found), today))


def make_plan(
    tree: Tree,
    manifest: Manifest,
    *,
    manifest_sha256: str,
    today: date,
    targets: Sequence[str] = (),
    formatter: Formatter | None = None,
    name: str = "manifest",
) -> Planning:
    """Plan a cutover, or the part of it below ``targets``.

    Raises `ManifestError` for references that are not listed and sites that do not exist.
    """
    seen = survey(tree, manifest, today, name)
    _closed_world(seen, name)
    work = _Work(seen, manifest, targets)
    work.check_scope()
    changes = work.changes()
    after: dict[str, bytes | None] = dict(changes)
    if formatter is not None:
        written = {path: data for path, data in after.items() if data is not None}
        after |= formatter(written)
    before = {path: tree.read(path) for path in after if path in work.existing}
    after = {path: data for path, data in after.items() if before.get(path) != data}
    work.prove(after)
    plan = work.plan(after, before, manifest_sha256)
    return Planning(plan, after, before, seen.found, seen.declared)


def _closed_world(seen: Survey, name: str) -> None:
    findings = list(seen.declared.unlisted)
    if seen.standing():
        findings += seen.declared.vanished
    if findings:
        lines = tuple(f"{f.path}:{f.line}: {f.message}; {f.remedy}" for f in findings)
        raise ManifestError(
            lines, f"{name} does not match the tree; `cutover scan --update` writes these lines"
        )


class _Work:
    """One planning run: decisions become patches, patches become files."""

    def __init__(self, seen: Survey, manifest: Manifest, scope: Sequence[str]) -> None:
        self.seen = seen
        self.project = seen.project
        self.scope = tuple(part.strip("/").removeprefix("./") for part in scope)
        self.existing = frozenset(self.project.tree.paths())
        self.decisions: dict[tuple[str, int], Decision] = dict(seen.declared.decisions)
        self.manual: dict[tuple[str, int], str] = {}
        self.deletions: list[Deletion] = []
        self.warnings: list[str] = []
        self.blockers: list[str] = []
        self.imports = 0
        calls = {str(t.legacy): call_mapping(self.project, t) for t in seen.targets}
        self.calls = {k: v for k, v in calls.items() if v.templates or v.replacement or v.legacy}
        self.editor = PythonEditor(self.project.adapter, self.project.layout, self.calls)
        self.destinations = {str(t.legacy): self._destination(t) for t in seen.targets}
        self.patches: dict[str, tuple[Patch, ...]] = {}
        self._facades: dict[tuple[str, str], bool] = {}

    # what goes where

    def _destination(self, target: Target) -> Destination:
        layout = self.project.layout
        new = target.replacement
        key = layout.find(new.module, "")
        if key is None and target.table.kind is SymbolKind.MOVE:
            key = self._new_key(target)
        return Destination(
            target.legacy, new.module, new.name.rpartition(".")[2], key or "", target.key,
            target.table.kind is not SymbolKind.RENAME, layout, self.project.resolver,
            lambda module: self._offers(target, key or "", module),
            lambda module: self._publishes(target, module),
        )  # fmt: skip

    def _new_key(self, target: Target) -> str:
        """The key of a module that the move creates, beside the deepest package that exists."""
        parts = target.replacement.module.split(".")
        for size in range(len(parts) - 1, 0, -1):
            found = self.project.layout.find(".".join(parts[:size]), "")
            if found is not None:
                return "/".join([found, *parts[size:]])
        root = target.paths[0].rpartition("/")[0] if target.paths else ""
        return f"{root}/{parts[-1]}" if root else parts[-1]

    def _offers(self, target: Target, home: str, module: str) -> bool:
        """Whether a module will provide the replacement once this plan is applied."""
        if home and module == home:
            return True
        if module == target.key:
            return target.table.kind is SymbolKind.RENAME
        known = self._facades.get((str(target.legacy), module))
        if known is None:
            self._facades[(str(target.legacy), module)] = False
            known = self._facade(target, home, module)
            self._facades[(str(target.legacy), module)] = known
        return known

    def _publishes(self, target: Target, module: str) -> bool:
        """Whether a star import of a module takes the replacement along."""
        for path in self.project.layout.files(module):
            public = self.project.module(path).public
            if public is not None:
                renamed = target.word in public and self.in_scope(path) and module != target.key
                return (target.replacement.name in public and module != target.key) or renamed
        return True

    def _facade(self, target: Target, home: str, module: str) -> bool:
        new, old = target.replacement.name, target.word
        for path in self.project.layout.files(module):
            facts = self.project.module(path)
            if new != old and any(
                self._is_new(target, home, path, t) for t in facts.exports.get(new, ())
            ):
                return True
            if not self.in_scope(path):
                continue
            terms = (*facts.exports.get(old, ()), *([facts.lazy[old]] if old in facts.lazy else []))
            if any(t.origin in {"import", "here", "path"} for t in terms) and not self._left(
                path, old
            ):
                return True
            if facts.public is not None and old in facts.public and facts.stars:
                return True
            starred = [self.project.layout.find(spec, path) for spec in facts.stars]
            if facts.public is None and any(
                k is not None and self._offers(target, home, k) for k in starred
            ):
                return True
        return False

    def _is_new(self, target: Target, home: str, path: str, term: object) -> bool:
        found = self.project.resolver.meanings(term, path)  # type: ignore[arg-type]
        dotted = f"{target.replacement.module}.{target.replacement.name}"
        return any(
            (m.module == home and m.name == target.replacement.name)
            if m.module
            else m.name == dotted
            for m in found
        )

    def _left(self, path: str, word: str) -> bool:
        """Whether a module-level import of the name stays as it is in a file."""
        return any(
            x.reference.path == path and x.hit.binds and not x.reference.scope and self._stays(x)
            for x in self.seen.found.located
            if x.reference.text == word
        )

    def _stays(self, x: Located) -> bool:
        place = (x.reference.path, x.reference.start)
        decision = self.decisions.get(place)
        return decision is not None and decision.action is not Action.REWRITE

    def in_scope(self, path: str) -> bool:
        """Whether this plan may touch a file."""
        return not self.scope or any(
            p in {"", path} or path.startswith(p + "/") for p in self.scope
        )

    def check_scope(self) -> None:
        """Raise `UsageError` for a rename or move of which a part would be left behind."""
        for x in self.seen.found.located if self.scope else ():
            target = x.target
            if target is None or target.table.kind is SymbolKind.REPLACE:
                continue
            if not self.in_scope(x.reference.path) and x.reference.verdict in _REWRITTEN:
                raise UsageError(
                    f"{x.reference.path}:{x.reference.line} also refers to {target.legacy}: a "
                    f"{target.table.kind.value} cannot be planned in parts",
                    'plan it without --target, or use kind = "replace" with both names in place',
                )

    # patches

    def changes(self) -> dict[str, bytes | None]:
        """The new bytes of every file that changes; None for deleted files."""
        grouped = self._grouped()
        files: dict[str, bytes | None] = {}
        patches: dict[str, tuple[Patch, ...]] = {}
        for path, sites in grouped.items():
            patches[path] = self._rewrite(path, sites, None)
        going = [t for t in self.seen.targets if t.paths and self._may_go(t)]
        moved: list[Moved] = []
        for path in sorted(
            {p for t in going if t.table.kind is not SymbolKind.RENAME for p in t.paths}
        ):
            names = [
                t.legacy.name
                for t in going
                if path in t.paths and t.table.kind is not SymbolKind.RENAME
            ]
            removed = self._removal(path, names, going)
            moved += self._moved(path, going, removed)
            patches[path] = self._rewrite(path, grouped.get(path, ()), removed)
            if removed.empty and self._may_vanish(path):
                files[path] = None
        for path, found in patches.items():
            if path not in files:
                files[path] = patched(self.project.tree.read(path), found)
        self.patches = patches
        self._append(files, moved)
        return files

    def _grouped(self) -> dict[str, list[Site]]:
        grouped: dict[str, list[Site]] = {}
        for x in self.seen.found.located:
            reference, target = x.reference, x.target
            if target is None or not self.in_scope(reference.path):
                continue
            destination = self.destinations[str(target.legacy)]
            inside = reference.kind is Kind.DEFINITION
            if inside:
                renamed = (
                    target.table.kind is SymbolKind.RENAME
                    and reference.verdict is not Verdict.OTHER
                )
                if renamed and self._may_go(target):
                    grouped.setdefault(reference.path, []).append(
                        Site(structs.replace(x.hit, kind=Kind.USE, rule="own"), destination)
                    )
                continue
            decision = self.decisions.get((reference.path, reference.start))
            if decision is None or decision.action is not Action.REWRITE:
                continue
            table = decision.table
            site = Site(x.hit, destination)
            if table is not None and table.text is not None:
                site = Site(x.hit, destination, table.text, table.extent, table.imports)
            grouped.setdefault(reference.path, []).append(site)
        return grouped

    def _rewrite(
        self, path: str, sites: Sequence[Site], removed: Removal | None
    ) -> tuple[Patch, ...]:
        done = self.editor.rewrite(path, self.project.tree.read(path), sites, removed)
        for problem in done.problems:
            self._blocked_at(path, problem)
        if done.problems:
            left = {problem.hit.start for problem in done.problems}
            done = self.editor.rewrite(
                path,
                self.project.tree.read(path),
                [s for s in sites if s.hit.start not in left],
                removed,
            )
        self.imports += done.imports_dropped
        return done.patches

    def _blocked_at(self, path: str, problem: Problem) -> None:
        place = (path, problem.hit.start)
        self.manual[place] = problem.reason
        old = self.decisions.get(place)
        table = old.table if old is not None else None
        self.decisions[place] = Decision(Action.MANUAL, table, None, problem.reason)

    # deletions

    def _may_go(self, target: Target) -> bool:
        """Whether nothing that stays needs the definition of a target."""
        if not all(self.in_scope(path) for path in target.paths):
            return False
        if target.table.kind is not SymbolKind.REPLACE:
            return True
        for x in self.seen.found.located:
            if x.target is not target or x.reference.kind is Kind.DEFINITION:
                continue
            reference = x.reference
            if reference.verdict in {Verdict.MENTION, Verdict.OTHER}:
                continue
            if reference.verdict is Verdict.ALIAS and reference.kind is not Kind.CALL:
                continue
            decision = self.decisions.get((reference.path, reference.start))
            if not self.in_scope(reference.path):
                return False
            if decision is None:
                return False
            if decision.action is Action.MANUAL:
                return False
            if decision.action is Action.KEEP and reference.verdict is Verdict.EDIT:
                return False
        return True

    def _removal(self, path: str, names: Sequence[str], going: Sequence[Target]) -> Removal:
        parsed = self.project.adapter.parsed(path, self.project.tree.read(path))
        key = self.project.layout.key(path)
        kept = frozenset(
            t.replacement.name
            for t in self.seen.targets
            if self.destinations[str(t.legacy)].key == key
        )
        moves = any(path in t.paths and t.table.kind is SymbolKind.MOVE for t in going)
        found = removal(
            parsed, names, lambda name: self._read_elsewhere(path, name), kept, public=moves
        )
        for target in going:
            if path in target.paths and target.table.kind is not SymbolKind.RENAME:
                line = parsed.data.count(b"\n", 0, target.spans[path][0][0]) + 1
                because = "every site now uses " + str(target.replacement)
                if target.table.kind is SymbolKind.MOVE:
                    because = f"moved to {target.replacement.module}"
                self.deletions.append(
                    Deletion(path, line, target.what, target.legacy.name, because)  # type: ignore[arg-type]
                )
        self.deletions += [Deletion(path, d.line, d.what, d.name, d.because) for d in found.dead]  # type: ignore[arg-type]
        return found

    def _read_elsewhere(self, path: str, name: str) -> bool:
        """Whether another file takes a name from this module."""
        import re

        stem = self.project.layout.key(path).rpartition("/")[2].encode()
        word = re.escape(name.encode())
        taken = re.compile(
            rb"\b"
            + re.escape(stem)
            + rb"(?:\.|[ \t]+import\b[^;\n(]*(?:\([^)]*)?)(?<!\w)"
            + word
            + rb"(?!\w)"
        )
        for other in self.project.tree.search([stem]):
            if other == path or not other.endswith(self.project.adapter.suffixes):
                continue
            data = self.project.tree.read(other)
            if name.encode() in data and taken.search(data):
                return True
        return False

    def _may_vanish(self, path: str) -> bool:
        """Whether an emptied module can go: no package, and nothing else imports it."""
        if path.rpartition("/")[2].startswith("__init__."):
            return False
        others = self._module_users(path)
        if others:
            self.warnings.append(
                f"{path} is left empty but stays: {others[0]} still imports the module"
            )
            return False
        because = "nothing is left in it"
        self.deletions.append(Deletion(path, 1, "module", self.project.layout.name(path), because))
        return True

    def _module_users(self, path: str) -> list[str]:
        key = self.project.layout.key(path)
        stem = key.rpartition("/")[2]
        ours = {
            (x.reference.path, x.reference.line)
            for x in self.seen.found.located
            if x.target is not None
        }
        users = []
        for other in self.project.tree.search([stem.encode()]):
            if other == path or self.project.layout.key(other) == key:
                continue
            if not other.endswith(self.project.adapter.suffixes):
                continue
            for hit in self.project.facts(other, [stem]).hits:
                if hit.where != "code" or hit.rule != "import":
                    continue
                means = [m for t in hit.terms for m in self.project.resolver.meanings(t, other)]
                if not any(m.state == "module" and m.module == key for m in means):
                    continue
                line = self.project.tree.read(other).count(b"\n", 0, hit.start) + 1
                if not self._import_goes(other, line, ours):
                    users.append(f"{other}:{line}")
        return users

    def _import_goes(self, path: str, line: int, ours: set[tuple[str, int]]) -> bool:
        data = self.project.tree.read(path)
        text = data.split(b"\n")[line - 1] if line else b""
        if (path, line) in ours:
            return True
        return any(p == path for p, _ in ours) and b"import" in text

    # moving

    def _moved(self, path: str, going: Sequence[Target], removed: Removal) -> list[Moved]:
        """The definitions of one file that move, those with the same goal together."""
        goals: dict[str, list[Target]] = {}
        for target in going:
            if path in target.paths and target.table.kind is SymbolKind.MOVE:
                goals.setdefault(target.replacement.module, []).append(target)
        return [
            move_definitions(
                self.project, together, self.destinations[str(together[0].legacy)], path, removed
            )
            for together in goals.values()
        ]

    def _append(self, files: dict[str, bytes | None], moved: Sequence[Moved]) -> None:
        for move in moved:
            held = files.get(move.path)
            base = (
                held
                if held is not None
                else (self.project.tree.read(move.path) if move.path in self.existing else b"")
            )
            files[move.path] = move.into(base, self.editor)
            if move.cycle:
                self.blockers.append(move.cycle)

    # proof

    def prove(self, after: Mapping[str, bytes | None]) -> None:
        """Check the result before anybody sees it; what does not hold becomes a manual site.

        Raises `PlanError` if a file that could be parsed no longer can.
        """
        tree = OverlayTree(self.project.tree, after)
        same = all(path in self.existing and data is not None for path, data in after.items())
        layout = self.project.layout
        project = Project(tree, tuple(layout.roots), layout if same else None)
        for path, data in after.items():
            if data is None or not path.endswith(project.adapter.suffixes):
                continue
            if not project.adapter.parsed(path, data).root.has_error:
                continue
            old = self.project.tree.read(path) if path in self.existing else b""
            if not self.project.adapter.parsed(path, old).root.has_error:
                raise PlanError(
                    f"{path}: the planned text does not parse; nothing was written",
                    "declare the sites of this file with a literal text, and report this as a bug",
                )
        self._prove_gone(project, after)

    def _prove_gone(self, project: Project, after: Mapping[str, bytes | None]) -> None:
        """Plan the result again: what is left must be what was meant to stay."""
        tables = [t.table for t in self.seen.targets]
        targets = targets_of(project, tables)
        left = [
            x for x in sites_of(find_references(project, targets))
            if x.reference.path in after and x.reference.verdict in _REWRITTEN
        ]  # fmt: skip
        meant = {
            (x.reference.path, x.reference.kind, x.reference.scope)
            for x in sites_of(self.seen.found)
            if self._stays(x)
        }
        for x in left:
            reference = x.reference
            if (reference.path, reference.kind, reference.scope) not in meant:
                self.blockers.append(
                    f"{reference.path}: {reference.kind.value} of {reference.symbol} is left "
                    f"in line {reference.line} of the result"
                )
        self._prove_bound(project, after)

    def _prove_bound(self, project: Project, after: Mapping[str, bytes | None]) -> None:
        words = {d.name for d in self.destinations.values()}
        for path, data in after.items():
            if data is None or not path.endswith(project.adapter.suffixes):
                continue
            for hit in project.facts(path, sorted(words)).hits:
                if hit.where != "code" or hit.block >= 0:
                    continue
                means = [m for t in hit.terms for m in project.resolver.meanings(t, path)]
                if means and all(m.state in {"unbound", "missing"} for m in means):
                    line = data.count(b"\n", 0, hit.start) + 1
                    self.blockers.append(f"{path}:{line}: {hit.text} is not bound in the result")

    # the plan itself

    def plan(
        self, after: Mapping[str, bytes | None], before: Mapping[str, bytes], manifest_sha256: str
    ) -> Plan:
        """Everything as one value, sorted, with its digest."""
        changes = tuple(
            _change(path, before.get(path), after[path], self.patches.get(path, ()))
            for path in sorted(after)
        )
        sites = tuple(self._site_plans())
        manual = sum(site.action is Action.MANUAL for site in sites)
        blocked = bool(manual or self.blockers) or any(
            f.rule == "expired-allowance" for f in self.seen.declared.allowances
        )
        expired = [
            f.message for f in self.seen.declared.allowances if f.rule == "expired-allowance"
        ]
        definitions = [d for d in self.deletions if d.what in {"class", "function", "constant"}]
        summary = Summary(
            rewrite=sum(site.action is Action.REWRITE for site in sites),
            files=len(changes),
            delete=len(definitions),
            imports=sum(d.what == "import" for d in self.deletions) + self.imports,
            manual=manual,
            keep=sum(site.action is Action.KEEP for site in sites),
        )
        inputs = tuple(sorted({*self.seen.found.files, *before} - set()))
        plan = Plan(
            tool_version=__version__,
            manifest_sha256=manifest_sha256,
            targets=self.scope,
            complete=not changes
            and not blocked
            and not self.seen.standing()
            and not summary.rewrite,
            blocked=blocked,
            summary=summary,
            changes=changes,
            sites=sites,
            deletions=tuple(sorted(set(self.deletions), key=lambda d: (d.path, d.line, d.name))),
            warnings=tuple(dict.fromkeys([*self.blockers, *self.warnings, *expired])),
            inputs=tuple(Input(path, sha256(self.project.tree.read(path))) for path in inputs),
            ledger=self.seen.found.ledger,
        )
        return structs.replace(plan, id=plan_id(plan))

    def _site_plans(self) -> Iterable[SitePlan]:
        for x in sites_of(self.seen.found):
            reference = x.reference
            if not self.in_scope(reference.path):
                continue
            decision = self.decisions[(reference.path, reference.start)]
            yield SitePlan(
                reference.path, reference.line, reference.column, reference.kind, decision.action,
                reference.symbol, reference.rule, reference.scope, decision.reason,
            )  # fmt: skip


_REWRITTEN = frozenset({Verdict.EDIT, Verdict.STRING})


def plan_id(plan: Plan) -> str:
    """The SHA-256 of a plan's canonical JSON with an empty id."""
    return sha256(msgspec.json.encode(structs.replace(plan, id=""), order="deterministic"))


def _change(
    path: str, before: bytes | None, after: bytes | None, patches: Sequence[Patch]
) -> FileChange:
    encoding = _encoding(before or b"", after or b"")
    old = sha256(before) if before is not None else ""
    if after is None:
        return FileChange(path, "delete", encoding, old, "")
    if before is None:
        edit = Edit(0, 0, "", after.decode(encoding))
        return FileChange(path, "create", encoding, "", sha256(after), (edit,))
    exact = all(_is_text(before[p.start : p.end]) and _is_text(p.after) for p in patches)
    if not exact or patched(before, patches) != after:
        patches = line_patches(before, after)
    edits = tuple(
        Edit(p.start, p.end, before[p.start : p.end].decode(encoding), p.after.decode(encoding))
        for p in sorted(patches)
    )
    return FileChange(path, "modify", encoding, old, sha256(after), edits)


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _encoding(before: bytes, after: bytes) -> Literal["utf-8", "latin-1"]:
    """UTF-8 where it fits, else the encoding that can spell any bytes."""
    return "utf-8" if _is_text(before) and _is_text(after) else "latin-1"


def line_patches(before: bytes, after: bytes) -> list[Patch]:
    """The changed lines between two texts."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [
        Patch(starts[i1], starts[i2], b"".join(new[j1:j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


def finding_lines(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Findings as one line each."""
    return tuple(f"{f.path}:{f.line}: {f.message}; {f.remedy}" for f in findings)
