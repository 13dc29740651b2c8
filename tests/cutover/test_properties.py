"""Laws of the engine, on small packages that hypothesis writes and Python really imports."""

from __future__ import annotations

import ast
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from random import Random
from types import ModuleType

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cutover.languages.patch import Patch, patched
from cutover.manifest import CutoverTable, Manifest, SymbolTable
from cutover.model import Action, Edit, FileChange, MemoryTree, Plan, SymbolKind
from cutover.plan_files import parse_plan, plan_bytes
from cutover.planner import Planning, make_plan, survey
from cutover.sites import sites_of
from cutover.text import apply_edits, sha256

TODAY = date(2026, 1, 1)
WORD = re.compile(rb"\bOldStore\b")
few = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
NAME = "smallpkg"

# --- patches --------------------------------------------------------------------------------------


@st.composite
def disjoint(draw: st.DrawFn) -> tuple[bytes, list[Patch]]:
    """Bytes and patches of them that neither overlap nor insert at the same place."""
    data = draw(st.binary(max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(data)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return data, [Patch(a, b, draw(st.binary(max_size=6))) for a, b in pairs]


@given(disjoint(), st.randoms(use_true_random=False))
def test_disjoint_patches_commute(case: tuple[bytes, list[Patch]], random: Random) -> None:
    data, patches = case
    whole = patched(data, patches)
    shuffled = list(patches)
    random.shuffle(shuffled)
    assert patched(data, shuffled) == whole
    assert one_by_one(data, shuffled) == whole


def one_by_one(data: bytes, patches: Sequence[Patch]) -> bytes:
    """Each patch on what the others before it left, its span moved by what they added."""
    done: list[Patch] = []
    for patch in patches:
        moved = sum(len(d.after) - (d.end - d.start) for d in done if d.end <= patch.start)
        data = patched(data, [Patch(patch.start + moved, patch.end + moved, patch.after)])
        done.append(patch)
    return data


@given(disjoint())
def test_edits_of_a_plan_say_what_patches_do(case: tuple[bytes, list[Patch]]) -> None:
    data, patches = case
    edits = tuple(
        Edit(p.start, p.end, data[p.start : p.end].decode("latin-1"), p.after.decode("latin-1"))
        for p in patches
    )
    after = patched(data, patches)
    change = FileChange("a", "modify", "latin-1", sha256(data), sha256(after), edits)
    assert apply_edits(data, change) == after


# --- small packages -------------------------------------------------------------------------------

# How a module gets at the class, and what it then calls it. {p} is the package.
IMPORTS = {
    "import os; from {p}.legacy import OldStore": "OldStore",
    "from {p}.legacy import OTHER, \\\n    OldStore": "OldStore",
    "from {p}.legacy import (OldStore)": "OldStore",
    "from {p}.legacy import OldStore as OldStore": "OldStore",
    "from {p}.legacy import OldStore, OldStore as Twice": "Twice",
    "from {p}.legacy import OldStore\nfrom {p}.legacy import OldStore": "OldStore",
    "import os, {p}.legacy, sys": "{p}.legacy.OldStore",
    "import {p}.legacy, {p}.legacy as twice": "twice.OldStore",
    "from {p}.fresh import *\nfrom {p}.legacy import OldStore": "OldStore",
    "from {p}.legacy import OldStore  # noqa: F401": "OldStore",
    "from {p}.legacy import OTHER as another, OldStore as Inside": "Inside",
    "try:\n    from {p}.legacy import OldStore as Tried\nexcept ImportError:\n    Tried = None": "Tried",
    "if True:\n    from {p}.legacy import OldStore": "OldStore",
    "from {p}.legacy import OldStore\nRenamed = OldStore": "Renamed",
    "from {p} import legacy as one, fresh as two": "one.OldStore",
    "import {p}.legacy": "{p}.legacy.OldStore",
    "import {p}.legacy as backing": "backing.OldStore",
    "import {p} as whole, {p}.legacy": "whole.legacy.OldStore",
    "from {p} import legacy": "legacy.OldStore",
    "from {p} import legacy as old_module": "old_module.OldStore",
    "from . import legacy": "legacy.OldStore",
    "from {p}.legacy import OldStore": "OldStore",
    "from {p}.legacy import OldStore as Store": "Store",
    "from {p}.legacy import (\n    OTHER,\n    OldStore,  # kept by hand\n)": "OldStore",
    "from {p}.legacy import OTHER, OldStore": "OldStore",
    "from .legacy import OldStore": "OldStore",
    "from .legacy import OldStore as _Store": "_Store",
    "from {p}.legacy import *": "OldStore",
    "try:\n    from {p}.legacy import OldStore\nexcept ImportError:\n    raise": "OldStore",
}
FACADE = {
    "from {p} import OldStore": "OldStore",
    "from {p} import OldStore as Shown": "Shown",
    "import {p}": "{p}.OldStore",
    "import {p} as whole": "whole.OldStore",
}
DEEPER = {
    "from ..legacy import OldStore": "OldStore",
    "from .. import legacy": "legacy.OldStore",
    "from ..legacy import OldStore as Deep": "Deep",
    "from {p}.legacy import *": "OldStore",
}
CHAIN = {
    "from {p}.user0 import OldStore": "OldStore",
    "from .user0 import OldStore as Chained": "Chained",
    "from .user0 import *": "OldStore",
    "from . import user0": "user0.OldStore",
    "import {p}.user0": "{p}.user0.OldStore",
}
# What a module does with the class; each is given a number and the name, and defines `made_<n>`.
USES = (
    "def made_{n}():\n    if (found := {r}({n})) is not None:\n        return found\n",
    "def wrapped_{n}(kind):\n    return kind\n\n\n@wrapped_{n}\nclass Deco{n}({r}):\n    pass\n\n\n"
    "def made_{n}():\n    return Deco{n}({n})\n",
    "def made_{n}(x: '{r} | None' = None, *, y: 'dict[str, {r}]' = {}):\n    return {r}({n})\n",
    "from typing import cast\n\n\ndef made_{n}():\n    return cast('{r}', {r}({n}))\n",
    "from dataclasses import dataclass, field\n\n\n@dataclass\nclass Data{n}:\n"
    "    store: '{r}' = field(default_factory=lambda: {r}({n}))\n\n\n"
    "def made_{n}():\n    return Data{n}().store\n",
    "async def later_{n}() -> {r}:\n    return {r}({n})\n",
    "made_{n} = lambda: {r}({n})\n",
    "def made_{n}():\n    def inner():\n        kind = {r}\n        return kind\n    return inner()({n})\n",
    "def made_{n}():\n    return {r}({n}) if {r} else {r}(0)\n",
    "def made_{n}():\n\tmade = {r}({n})\n\treturn made\n",
    'class Sub{n}({r}):\n    """An OldStore of its own."""\n\n    def __init__(self, size):\n        {r}.__init__(self, size)\n\n\ndef made_{n}():\n    return Sub{n}({n})\n',
    "def made_{n}():\n    kinds: list[type[{r}]] = [{r}]\n    return kinds[0]({n})\n",
    "def made_{n}():\n    return {r}({n})\n",
    "def made_{n}():\n    return [{r}(i) for i in range({n} + 1)][-1]\n",
    "class Child{n}({r}):\n    def __init__(self, size):\n        super().__init__(size)\n\n\n"
    "def made_{n}():\n    return Child{n}({n})\n",
    "def made_{n}(kind={r}):\n    return kind({n})\n",
    "def typed_{n}(one: {r}, two: '{r}' = None) -> 'list[{r}]':\n    return [one, two]\n\n\n"
    "def made_{n}():\n    return typed_{n}({r}({n}))[0]\n",
    "def made_{n}():\n    made = {r}(size={n})\n    assert isinstance(made, ({r}, str))\n"
    "    return made\n",
    "table_{n} = {{'a': {r}, 'b': lambda: {r}(2)}}\n\n\ndef made_{n}():\n    return table_{n}['b']()\n",
    "def made_{n}():\n    # An OldStore is made here.\n    return {r}({n})\n",
    'def made_{n}():\n    """Make an `OldStore`."""\n    return {r}({n})\n',
    "alias_{n} = {r}\n\n\ndef made_{n}():\n    return alias_{n}({n})\n",
    "def made_{n}():\n    return (lambda kind={r}: kind)()({n})\n",
    "def made_{n}():\n    return {r}(\n        {n},  # the size\n    )\n",
    "class Mixed{n}(dict, metaclass=type):\n    kind = {r}\n\n    def make(self) -> {r}:\n"
    "        return self.kind({n})\n\n\ndef made_{n}():\n    return Mixed{n}().make()\n",
    "def made_{n}():\n    made: {r} = {r}({n}); other = made; return other\n",
    "def made_{n}():\n    assert f'{{{r}.__name__}}'\n    return {r}({n})\n",
)
# Uses of a name without dots: elsewhere a person is asked, or the comment is not understood.
NAMED = (
    "def made_{n}():\n    match {r}({n}):\n        case {r}() as found:\n            return found\n",
    "def made_{n}():\n    made = None  # type: {r}\n    made = {r}(\n        size={n}\n    )\n    return made\n",
)
# Uses that need no import at the top.
ALONE = (
    "def made_{n}():\n    import sys\n\n    import {p}.legacy\n\n    return sys.modules['{p}.legacy'].OldStore({n})\n",
    "def made_{n}():\n    from {p} import legacy\n\n    return vars(legacy)['OldStore']({n})\n",
    "def made_{n}():\n    from {p}.legacy import OldStore as A, OldStore as B\n\n    return A({n}) or B({n})\n",
    "def made_{n}():\n    try:\n        from {p}.legacy import OldStore\n    except ImportError:\n        raise\n    else:\n        return OldStore({n})\n",
    "class Late{n}:\n    def make(self):\n        import {p}.legacy as late\n\n        return late.OldStore({n})\n\n\ndef made_{n}():\n    return Late{n}().make()\n",
    "def made_{n}():\n    global Shared{n}\n    from {p}.legacy import OldStore as Shared{n}\n\n    return Shared{n}({n})\n",
    "def made_{n}():\n    import {p}.legacy as held\n\n    maker = held.OldStore\n    return maker({n})\n",
    "def made_{n}():\n    from pkgutil import resolve_name\n\n    return resolve_name('{p}.legacy:OldStore')({n})\n",
    "def made_{n}():\n    from unittest import mock\n\n    import {p}.legacy\n\n    with mock.patch('{p}.legacy.OldStore', {p}.legacy.OldStore):\n        return {p}.legacy.OldStore({n})\n",
    "def made_{n}():\n    from unittest import mock\n\n    import {p}.legacy\n\n    with mock.patch.object({p}.legacy, 'OldStore', {p}.legacy.OldStore) as k:\n        return k({n})\n",
    "def made_{n}():\n    from {p}.legacy import OldStore\n\n    return OldStore({n})\n",
    "def made_{n}():\n    from .legacy import OldStore as Inner\n\n    return Inner({n})\n",
    "def made_{n}():\n    import {p}.legacy\n\n    return {p}.legacy.OldStore({n})\n",
    "def made_{n}():\n    import importlib\n\n"
    "    return getattr(importlib.import_module('{p}.legacy'), 'OldStore')({n})\n",
    "def made_{n}():\n    from unittest import mock\n\n"
    "    with mock.patch('{p}.legacy.OTHER', 2):\n        from {p} import legacy\n\n"
    "        return legacy.OldStore({n})\n",
    "class Holder{n}:\n    from {p}.legacy import OldStore as held\n\n\n"
    "def made_{n}():\n    return Holder{n}.held({n})\n",
    "def made_{n}():\n    if True:\n        from {p}.legacy import OTHER, OldStore\n"
    "    return OldStore(OTHER)\n",
    "if True:\n    from {p} import legacy as chosen{n}\nelse:\n    raise ImportError\n\n\n"
    "def made_{n}():\n    return chosen{n}.OldStore({n})\n",
)
ABSOLUTE = tuple(use for use in ALONE if "from ." not in use)
# Another meaning of the word in a module that may use the class too: it stays.
HOMONYMS = (
    "def named(OldStore):\n    return OldStore\n",
    "def local():\n    OldStore = 1\n    return OldStore\n",
    "class Shelf:\n    class OldStore:\n        pass\n\n    kept = OldStore\n",
    "listed = [OldStore for OldStore in range(3)]\n",
    "mapping = dict(OldStore=1)\n",
)
TYPING = (
    "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from {p}.legacy import OldStore\n\n\n"
    "def hinted(store: 'OldStore', *more: \"OldStore | None\") -> 'OldStore':\n    return store\n"
)
# Other meanings of the same word, and words that hold it: none of them may change.
BYSTANDERS = (
    "OldStores = 1\nmy_OldStore = OldStores\n",
    "class Older:\n    old_store = None\n",
    "from {p}.legacy import OTHER\n\nprint_it = OTHER\n",
    "import {p}.legacy as legacy\n\nvalue = legacy.OTHER\n",
    "",
)
LEGACY = (
    "{head}import json\n\nOTHER = 1\n\n\nclass OldStore:\n    def __init__(self, size):\n"
    "        self.size = size\n\n    def text(self):\n        return json.dumps(self.size)\n"
)
FRESH = "class NewStore:\n    def __init__(self, size):\n        self.size = size\n"
INITS = (
    "",
    "from {p}.legacy import OldStore\n",
    "from .legacy import OldStore as OldStore\n",
    'from {p}.legacy import OldStore\n\n__all__ = ["OldStore"]\n',
    "from {p}.legacy import *\n",
    'from .legacy import OTHER, OldStore\n\n__all__ = [\n    "OTHER",\n    "OldStore",\n]\n',
)


@dataclass(frozen=True)
class Package:
    """The files of a package, by path, and how its class is to give way."""

    name: str
    files: Mapping[str, str]
    kind: SymbolKind
    replacement: str

    @property
    def data(self) -> dict[str, bytes]:
        """The files as they are on disk."""
        return {path: text.encode() for path, text in self.files.items()}

    @property
    def modules(self) -> list[str]:
        """The modules that use the class."""
        return [path[:-3].replace("/", ".") for path in self.files if "/user" in path]


@st.composite
def users(draw: st.DrawFn, ways: Mapping[str, str], alone: Sequence[str] = ALONE) -> str:
    """A module that uses the class in some of the ways there are."""
    if draw(st.integers(0, 5)) == 0:
        return TYPING
    style = draw(st.sampled_from(sorted(ways)))
    parts = [
        draw(st.sampled_from(("", "", "import os\n", '"""About OldStore."""\n'))) + f"{style}\n"
    ]
    if ways[style] == "OldStore" and draw(st.booleans()):
        parts.append('__all__ = ["OldStore"]\n')
    uses = USES if "." in ways[style] else (*USES, *NAMED)
    chosen = draw(st.lists(st.sampled_from(uses), max_size=3))
    chosen += draw(st.lists(st.sampled_from(alone), max_size=2))
    parts += [
        use.replace("{n}", str(n)).replace("{r}", ways[style]).replace("{{", "{").replace("}}", "}")
        for n, use in enumerate(chosen)
    ]
    parts += draw(st.lists(st.sampled_from(HOMONYMS), max_size=1))
    return "\n\n".join(parts)


def chains(user: str) -> dict[str, str]:
    """The ways to get at the class through another module, if that binds its name."""
    body = ast.parse(user.replace("{p}", NAME)).body
    tried = [inner for node in body if isinstance(node, ast.Try) for inner in node.body]
    bound = {
        alias.asname or alias.name
        for node in (*body, *tried)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return CHAIN if bound & {"OldStore", "*"} else {}


@st.composite
def packages(draw: st.DrawFn) -> Package:
    """A package with a class to replace, and one to four modules around it."""
    kind = draw(st.sampled_from(SymbolKind))
    init = draw(st.sampled_from(INITS))
    head = draw(st.sampled_from(("", "", '__all__ = ["OTHER", "OldStore"]\n')))
    files = {"__init__.py": init, "legacy.py": LEGACY.replace("{head}", head)}
    files["fresh.py"] = "VALUE = 1\n" if kind is SymbolKind.MOVE else FRESH
    ways = {**IMPORTS, **(FACADE if init else {})}
    for i, text in enumerate(draw(st.lists(users(ways), min_size=1, max_size=3))):
        files[f"user{i}.py"] = text
    if draw(st.booleans()):
        files |= {"sub/__init__.py": "", "sub/user.py": draw(users(DEEPER, ABSOLUTE))}
    found = chains(files["user0.py"])
    chained = draw(st.booleans())
    if found and chained:
        files["user_of_user.py"] = draw(users(found))
    for i, text in enumerate(draw(st.lists(st.sampled_from(BYSTANDERS), max_size=2))):
        files[f"other{i}.py"] = text
    new = {
        SymbolKind.REPLACE: "fresh:NewStore",
        SymbolKind.RENAME: "legacy:NewStore",
        SymbolKind.MOVE: "fresh:OldStore",
    }[kind]
    texts = {f"{NAME}/{path}": text.replace("{p}", NAME) for path, text in files.items()}
    return Package(NAME, texts, kind, f"{NAME}.{new}")


# --- what is done with them -----------------------------------------------------------------------


def planned(package: Package, files: Mapping[str, bytes]) -> Planning:
    """What `scan` and then `plan` give for the files."""
    table = SymbolTable(
        legacy=f"{package.name}.legacy:OldStore",
        replacement=package.replacement,
        kind=package.kind,
    )
    manifest = Manifest(version=1, cutover=CutoverTable(id="law"), symbol=(table,))
    tree = MemoryTree(files)
    counts: dict[str, dict[str, int]] = {}
    for x in sites_of(survey(tree, manifest, TODAY).found):
        kinds = counts.setdefault(x.reference.path, {})
        kinds[x.reference.kind.value] = kinds.get(x.reference.kind.value, 0) + 1
    manifest = msgspec.structs.replace(manifest, sites=counts)
    return make_plan(tree, manifest, manifest_sha256="0" * 64, today=TODAY)


def applied(files: Mapping[str, bytes], plan: Plan) -> dict[str, bytes]:
    """The files after the edits of a plan, checked against its digests."""
    result = dict(files)
    for change in plan.changes:
        before = result.pop(change.path, b"")
        assert change.action == "create" or sha256(before) == change.before_sha256
        if change.action != "delete":
            result[change.path] = apply_edits(before, change)
            assert sha256(result[change.path]) == change.after_sha256
    return result


class Sources(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports modules from a dictionary of files."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def _path(self, fullname: str) -> str | None:
        base = fullname.replace(".", "/")
        return next((p for p in (f"{base}.py", f"{base}/__init__.py") if p in self._files), None)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if self._path(fullname) is None:
            return None
        return importlib.util.spec_from_loader(fullname, self)

    def is_package(self, fullname: str) -> bool:
        return (self._path(fullname) or "").endswith("__init__.py")

    def get_source(self, fullname: str) -> str:
        return self._files[self._path(fullname) or ""].decode()


@contextmanager
def importable(files: Mapping[str, bytes], package: str) -> Iterator[None]:
    """While this lasts, the files can be imported."""
    finder = Sources(files)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in [n for n in sys.modules if n == package or n.startswith(f"{package}.")]:
            del sys.modules[name]


def made(package: Package, files: Mapping[str, bytes]) -> dict[str, tuple[str, int]]:
    """What the functions of the users make: the root of its classes, and its size."""
    found = {}
    with importable(files, package.name):
        for path in sorted(files):
            importlib.import_module(path[:-3].replace("/", ".").removesuffix(".__init__"))
        for name in package.modules:
            module = importlib.import_module(name)
            for key in sorted(k for k in vars(module) if k.startswith("made_")):
                value = getattr(module, key)()
                found[f"{name}.{key}"] = (type(value).__mro__[-2].__name__, value.size)
    return found


def has_homonym(text: str) -> bool:
    """Whether a module gives the word another meaning."""
    return any(part in text for part in HOMONYMS)


def blockers(plan: Plan) -> list[object]:
    """Why a plan is blocked."""
    return [*plan.warnings, *(site for site in plan.sites if site.action is Action.MANUAL)]


# --- the laws -------------------------------------------------------------------------------------


@few
@given(packages())
def test_a_cutover_leaves_nothing_and_breaks_nothing(package: Package) -> None:
    files = package.data
    before = made(package, files)
    planning = planned(package, files)
    assert not planning.plan.blocked, blockers(planning.plan)
    after = applied(files, planning.plan)
    new = package.replacement.rpartition(":")[2]
    assert made(package, after) == {key: (new, size) for key, (_, size) in before.items()}
    if new != "OldStore" and not any(has_homonym(text) for text in package.files.values()):
        assert [path for path, data in after.items() if WORD.search(data)] == []
    again = planned(package, after).plan
    assert again.changes == ()
    assert not again.blocked
    assert again.summary.rewrite == again.summary.manual == 0
    bound_to_change = {f"{package.name}/fresh.py"} if package.kind is SymbolKind.MOVE else set()
    for path, data in files.items():
        if not WORD.search(data) and path not in bound_to_change:
            assert after[path] == data


@few
@given(packages())
def test_a_plan_survives_its_file(package: Package) -> None:
    plan = planned(package, package.data).plan
    data = plan_bytes(plan)
    assert parse_plan(data, "plan.json") == plan
    assert plan_bytes(parse_plan(data, "plan.json")) == data
    assert planned(package, package.data).plan == plan


@few
@given(packages())
def test_the_counts_of_a_plan_add_up(package: Package) -> None:
    planning = planned(package, package.data)
    plan, summary = planning.plan, planning.plan.summary
    actions = [site.action for site in plan.sites]
    assert summary.rewrite == actions.count(Action.REWRITE)
    assert summary.keep == actions.count(Action.KEEP)
    assert summary.manual == actions.count(Action.MANUAL)
    assert len(actions) == summary.rewrite + summary.keep + summary.manual
    assert len(actions) == len(sites_of(planning.found))
    assert summary.files == len(plan.changes) == len({change.path for change in plan.changes})
    assert summary.delete == sum(
        d.what in {"class", "function", "constant"} for d in plan.deletions
    )
    assert summary.delete == (0 if package.kind is SymbolKind.RENAME else 1)
    assert {site.path for site in plan.sites} <= {entry.path for entry in plan.inputs}
    changed = {change.path for change in plan.changes}
    assert changed == planning.after.keys()
    assert applied(package.data, plan) == {
        path: data for path, data in {**package.data, **planning.after}.items() if data is not None
    }
