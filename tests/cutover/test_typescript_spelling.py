"""How a file names a module it did not import before: layout and style in, spec out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutover.languages.editing import Destination
from cutover.languages.typescript.resolution.layout import TypeScriptLayout
from cutover.languages.typescript.resolution.spelling import spell_symbol, spelled
from cutover.model import MemoryTree, Symbol
from tests.cutover.test_typescript_layout import layout


def goal(
    places: TypeScriptLayout, key: str, *offering: str, module: str | None = None
) -> Destination:
    """The destination in the module ``key``, which the modules ``offering`` pass on."""
    keys = {key, *offering}
    legacy = Symbol("old.ts", "Old")
    resolver = None
    offers: Callable[[str], bool] = keys.__contains__
    return Destination(
        legacy, key if module is None else module, "New", key, "old.ts", True, places,
        resolver,  # type: ignore[arg-type]
        offers, offers,
    )  # fmt: skip


PLAIN = layout(
    "src/main.ts", "src/old.ts", "src/new.ts", "src/view.tsx", "src/esm.mts", "src/js.jsx",
    "src/auth/index.ts", "src/auth/a.ts", "src/index.ts", "src/both.ts", "src/both/index.ts",
    "test/t.ts",
)  # fmt: skip


@pytest.mark.parametrize(
    ("key", "importer", "old", "expected"),
    [
        ("src/new.ts", "src/main.ts", "./old", "./new"),
        ("src/new.ts", "src/main.ts", "./old.js", "./new.js"),
        ("src/new.ts", "src/main.ts", "./old.ts", "./new.ts"),
        ("src/new.ts", "src/main.ts", "./gone.js", "./new.js"),
        ("src/new.ts", "test/t.ts", "../src/old", "../src/new"),
        ("src/new.ts", "src/auth/a.ts", "../old.js", "../new.js"),
        ("src/view.ts", "src/main.ts", "./old.js", "./view.js"),
        ("src/view.ts", "src/main.ts", "./old.ts", "./view.tsx"),
        ("src/view.ts", "src/main.ts", "./old.jsx", "./view.jsx"),
        ("src/js.ts", "src/main.ts", "./old.js", "./js.jsx"),
        ("src/esm.mts", "src/main.ts", "./old", "./esm.mjs"),
        ("src/esm.mts", "src/main.ts", "./old.ts", "./esm.mts"),
        ("src/auth/index.ts", "src/main.ts", "./old", "./auth"),
        ("src/auth/index.ts", "src/main.ts", "./old.js", "./auth/index.js"),
        ("src/auth/index.ts", "src/main.ts", "./both/index", "./auth/index"),
        ("src/auth/index.ts", "src/auth/a.ts", "../old", "."),
        ("src/index.ts", "src/auth/a.ts", "../old", ".."),
        ("src/index.ts", "src/auth/a.ts", "../old.js", "../index.js"),
        ("src/both/index.ts", "src/main.ts", "./old", "./both/index"),
        ("src/new.ts", "src/new.ts", "./old", ""),
        ("src/later.ts", "src/main.ts", "./old.js", "./later.js"),
    ],
)
def test_relative(key: str, importer: str, old: str, expected: str) -> None:
    assert spelled(goal(PLAIN, key), importer, old) == expected


def test_neighbours_tell_where_the_old_spec_does_not() -> None:
    destination = goal(PLAIN, "src/new.ts")
    assert spelled(destination, "src/main.ts", "legacy", ["react", "./old.js"]) == "./new.js"
    assert spelled(destination, "src/main.ts", "legacy", ["react", "./old"]) == "./new"
    assert spelled(destination, "src/main.ts", "legacy") == "./new"


def test_without_neighbours_the_file_and_the_tools_tell() -> None:
    places = layout("src/new.ts", **{"src/a.ts": "import {x} from './b.js'", "src/b.ts": ""})
    assert spelled(goal(places, "src/new.ts"), "src/a.ts", "legacy") == "./new.js"
    places = layout(
        "src/new.ts", "src/a.ts", **{"tsconfig.json": {"compilerOptions": {"module": "NodeNext"}}}
    )
    assert spelled(goal(places, "src/new.ts"), "src/a.ts", "legacy") == "./new.js"


def test_an_alias_is_used_again_if_it_reaches() -> None:
    places = layout(
        "src/old.ts", "src/ui/new.ts", "src/auth/index.ts", "lib/out.ts", "src/in/x.ts",
        "test/t.ts",
        **{
            "tsconfig.json": {"compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["src/*"]}}},
            "package.json": {"name": "me", "imports": {"#in/*": "./src/in/*.js"}},
        },
    )  # fmt: skip
    assert spelled(goal(places, "src/ui/new.ts"), "test/t.ts", "@/old") == "@/ui/new"
    assert spelled(goal(places, "src/ui/new.ts"), "test/t.ts", "@/old.js") == "@/ui/new.js"
    assert spelled(goal(places, "src/auth/index.ts"), "test/t.ts", "@/old") == "@/auth"
    assert spelled(goal(places, "lib/out.ts"), "test/t.ts", "@/old") == "../lib/out"
    assert spelled(goal(places, "lib/out.ts"), "test/t.ts", "src/old") == "lib/out"
    assert spelled(goal(places, "src/in/x.ts"), "test/t.ts", "#in/y") == "#in/x"
    assert spelled(goal(places, "src/ui/new.ts"), "test/t.ts", "ext", ["@/old"]) == "@/ui/new"


CORE = {"name": "@x/core", "main": "dist/index.js"}


def test_another_package_goes_by_its_name() -> None:
    places = layout(
        "core/src/index.ts", "core/src/new.ts", "core/src/a.ts", "cli/src/b.ts",
        **{"core/package.json": CORE, "cli/package.json": {"name": "@x/cli"}},
    )  # fmt: skip
    offered = goal(places, "core/src/new.ts", "core/src/index.ts")
    hidden = goal(places, "core/src/new.ts")
    cli = "cli/src/b.ts"
    assert spelled(offered, cli, "@x/core") == "@x/core"
    assert spelled(offered, cli, "./old.js") == "@x/core"
    assert spelled(offered, cli, "other") == "@x/core"
    assert spelled(offered, "core/src/a.ts", "@x/core") == "./new"
    assert spelled(hidden, cli, "@x/core", ["./c.js"]) == "../../core/src/new.js"
    assert spelled(hidden, cli, "./old.js") == "../../core/src/new.js"
    assert spelled(hidden, cli, "@x/core/src/a.js") == "@x/core/src/new.js"
    assert spelled(hidden, cli, "@x/core/dist/a.js") == "@x/core/dist/new.js"
    assert spelled(hidden, cli, "../../core/src/a") == "../../core/src/new"


def test_a_package_gives_only_what_it_exports() -> None:
    exports = {".": "./dist/index.js", "./auth/*": "./dist/auth/*.js", "./one": "./dist/one.js"}
    places = layout(
        "core/src/index.ts", "core/src/auth/new.ts", "core/src/one.ts", "core/src/secret.ts",
        "cli/b.ts",
        **{"core/package.json": CORE | {"exports": exports}, "cli/package.json": {"name": "cli"}},
    )  # fmt: skip
    assert spelled(goal(places, "core/src/auth/new.ts"), "cli/b.ts", "@x/core") == (
        "@x/core/auth/new"
    )
    assert spelled(goal(places, "core/src/one.ts"), "cli/b.ts", "@x/core") == "@x/core/one"
    passed_on = goal(places, "core/src/secret.ts", "core/src/one.ts")
    assert spelled(passed_on, "cli/b.ts", "@x/core") == "@x/core/one"
    assert spelled(goal(places, "core/src/secret.ts"), "cli/b.ts", "@x/core").startswith("../core")


def test_a_configuration_that_names_a_package() -> None:
    paths = {"@x/core": ["../core/src/index.ts"], "@x/core/*": ["../core/src/*"]}
    places = layout(
        "core/index.ts", "core/src/index.ts", "core/src/auth/new.ts", "cli/b.ts", "web/c.ts",
        **{
            "core/package.json": CORE,
            "cli/package.json": {"name": "cli"},
            "cli/tsconfig.json": {"compilerOptions": {"paths": paths}},
        },
    )  # fmt: skip
    destination = goal(places, "core/src/auth/new.ts")
    assert spelled(destination, "cli/b.ts", "@x/core", ["./d.js"]) == "@x/core/auth/new.js"
    assert spelled(destination, "web/c.ts", "@x/core") == "../core/src/auth/new"


def test_a_built_file_names_a_built_file() -> None:
    places = layout("p/src/old.ts", "p/src/new.ts", "p/bin/run.js", **{
        "p/package.json": {"name": "p", "type": "module"}
    })  # fmt: skip
    assert spelled(goal(places, "p/src/new.ts"), "p/bin/run.js", "../dist/old.js") == (
        "../dist/new.js"
    )


def test_outside_the_tree_the_manifest_tells() -> None:
    outside = goal(PLAIN, "", module="@acme/kit/store")
    assert spelled(outside, "src/main.ts", "./old.js") == "@acme/kit/store"


def test_symbols_that_a_text_needs() -> None:
    places = layout(
        "core/src/index.ts", "core/src/a.ts", "core/src/b.ts", "cli/b.ts", "cli/c.ts",
        **{"core/package.json": CORE, "cli/package.json": {"name": "cli"}},
    )  # fmt: skip
    assert spell_symbol(places, "core/src/b.ts", "core/src/a.ts", "./x.js") == "./b.js"
    assert spell_symbol(places, "@x/core", "cli/b.ts", "./x") == "@x/core"
    assert spell_symbol(places, "@x/core", "core/src/a.ts", "./x") == "."
    assert spell_symbol(places, "cli/new.ts", "cli/b.ts", "./c") == "./new"
    assert spell_symbol(places, "cli/b.ts", "cli/b.ts", "./c") == ""
    assert spell_symbol(places, "vitest", "cli/b.ts", "./x") == "vitest"


NAMES = st.sampled_from(["a", "b", "index"])
FILES = st.builds(
    lambda folders, name, suffix: "/".join([*folders, name + suffix]),
    st.lists(st.sampled_from(["p", "q", "src", "a"]), max_size=3),
    NAMES,
    st.sampled_from([".ts", ".tsx", ".js", ".mts", ".d.ts", ".cjs"]),
)
OLD = st.sampled_from(["./a", "./a.js", "../b.ts", "@/a", "@x/p", "@x/p/src/a.js", "react", "."])
CONFIGURED = {
    "tsconfig.json": b'{"compilerOptions": {"paths": {"@/*": ["src/*"]}}}',
    "p/package.json": b'{"name": "@x/p", "main": "dist/index.js"}',
    "q/package.json": b'{"name": "@x/q", "exports": {"./*": "./dist/*.js"}}',
}


@given(st.sets(FILES, min_size=2, max_size=8), OLD, st.data())
def test_what_is_spelled_is_found(files: set[str], old: str, data: st.DataObject) -> None:
    places = TypeScriptLayout(MemoryTree(CONFIGURED | dict.fromkeys(files, b"")))
    importer, target = (data.draw(st.sampled_from(sorted(files))) for _ in range(2))
    key = places.key(target)
    spec = spelled(goal(places, key), importer, old)
    if places.key(importer) == key:
        assert spec == ""
    else:
        assert places.find(spec, importer) == key
        assert any(stem in f"'{spec}'" for stem in places.stems(key)), (spec, places.stems(key))
