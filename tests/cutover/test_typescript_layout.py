"""Where modules of TypeScript and JavaScript are found: paths in, keys out."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutover.languages.base import SearchPath
from cutover.languages.typescript.resolution.jsonc import parse_object
from cutover.languages.typescript.resolution.layout import TypeScriptLayout
from cutover.languages.typescript.resolution.package_exports import match
from cutover.languages.typescript.resolution.paths import joined, normalised, relative
from cutover.languages.typescript.resolution.suffixes import key_of, members
from cutover.model import MemoryTree


def layout(*paths: str, **files: object) -> TypeScriptLayout:
    """A layout of empty files, and of JSON files by their path."""
    return of(dict.fromkeys(paths, "") | files)


def of(files: dict[str, object]) -> TypeScriptLayout:
    data = {
        path: value.encode() if isinstance(value, str) else json.dumps(value).encode()
        for path, value in files.items()
    }
    return TypeScriptLayout(MemoryTree(data))


LOST: dict[str, object] = {
    "src/auth/store.ts": "",
    "src/ui/index.tsx": "",
    "src/react.ts": "",
    "src/zlib.ts": "",
    "node_modules/x/other/thing.js": "",
    "package.json": {
        "name": "me",
        "dependencies": {"react": "1"},
        "devDependencies": {"@types/q": "1"},
    },
    "src/q.ts": "",
}


@pytest.mark.parametrize(
    ("spec", "is_lost"),
    [
        ("@/auth/store", True),
        ("@/auth/store.js", True),
        ("~auth/store", True),
        ("~/ui", True),
        ("$lib/auth/store", True),
        ("auth/store", True),
        ("ui", True),
        ("@scope/auth/store", True),
        ("@/auth/stores", False),
        ("@/tore", False),
        ("@/other/thing", False),
        ("react", False),
        ("react/auth/store", False),
        ("q", False),
        ("zlib", False),
        ("node:auth/store", False),
        ("./gone/auth/store", False),
        ("../auth/store", False),
        ("me/auth/store", False),
        ("lodash", False),
        ("@", False),
    ],
)
def test_an_import_is_lost_if_it_ends_as_a_module_and_is_no_known_package(
    spec: str, is_lost: bool
) -> None:
    tree = of(LOST)
    assert tree.is_lost(spec, "src/deep/app.ts") is is_lost
    assert not tree.is_lost(spec, "README.md")


def test_declared_aliases_come_last_and_hold_everywhere() -> None:
    files = dict.fromkeys(("src/a.ts", "lib/a.ts", "lib/b.ts", "deep/app.ts"), b"")
    configured = b'{"compilerOptions": {"paths": {"@/*": ["src/*"]}}}'
    path = SearchPath(aliases={"@/*": ("lib/*",), "only": ("lib/b.ts",)})
    tree = TypeScriptLayout(MemoryTree(files | {"deep/tsconfig.json": b"{}"}), path)
    assert [tree.find(s, "deep/app.ts") for s in ("@/a", "@/c", "only")] == [
        "lib/a.ts", None, "lib/b.ts",
    ]  # fmt: skip
    tree = TypeScriptLayout(MemoryTree(files | {"tsconfig.json": configured}), path)
    assert [tree.find(s, "deep/app.ts") for s in ("@/a", "@/b")] == ["src/a.ts", "lib/b.ts"]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("a/b.ts", "a/b.ts"),
        ("a/b.tsx", "a/b.ts"),
        ("a/b.jsx", "a/b.ts"),
        ("a/b.d.ts", "a/b.ts"),
        ("a/b.test.js", "a/b.test.ts"),
        ("a/b.mjs", "a/b.mts"),
        ("a/b.d.cts", "a/b.cts"),
        ("a/b.vue", ""),
        ("a/.ts", ""),
        ("ts", ""),
        ("a.json", ""),
    ],
)
def test_keys(path: str, key: str) -> None:
    assert key_of(path) == key
    assert not key or path in members(key)


RELATIVE = [
    ("./store", "src/store.ts"),
    ("./store.js", "src/store.ts"),
    ("./store.ts", "src/store.ts"),
    ("./view.jsx", "src/view.ts"),
    ("./view", "src/view.ts"),
    ("./node.mjs", "src/node.mts"),
    ("./node", "src/node.mts"),
    ("./old.cjs", "src/old.cts"),
    ("./types", "src/types.ts"),
    ("./auth", "src/auth.ts"),
    ("./auth/", "src/auth/index.ts"),
    ("./auth/index", "src/auth/index.ts"),
    ("./auth/index.js", "src/auth/index.ts"),
    (".", "src/index.ts"),
    ("./", "src/index.ts"),
    ("..", "index.ts"),
    ("../src", "src/index.ts"),
    ("../../x", None),
    ("./x.config", "src/x.config.ts"),
    ("./styles.css", "src/styles.css.ts"),
    ("./legacy", "src/legacy/lib/main.ts"),
    ("./store?raw", None),
    ("./data.json", None),
    ("./X.vue", None),
    ("./nothing", None),
    ("", None),
    ("fs", None),
    ("node:fs", None),
    ("react", None),
    ("https://deno.land/x/a.ts", None),
]
TREE = layout(
    "index.ts", "src/index.ts", "src/store.ts", "src/view.tsx", "src/node.mts", "src/old.cts",
    "src/types.d.ts", "src/auth.ts", "src/auth/index.ts", "src/x.config.ts", "src/styles.css.ts",
    "src/data.json", "src/X.vue", "src/legacy/lib/main.js", "src/main.ts",
    **{"src/legacy/package.json": {"main": "lib/main"}},
)  # fmt: skip


@pytest.mark.parametrize(("spec", "key"), RELATIVE)
def test_relative(spec: str, key: str | None) -> None:
    assert TREE.find(spec, "src/main.ts") == key


def test_documents_import_too() -> None:
    assert TREE.find("./src/store", "README.md") == "src/store.ts"
    assert TREE.find("acme.auth.store", "README.md") is None


def test_a_manifest_spells_paths_and_packages() -> None:
    tree = layout(
        "src/a.ts", "p/index.ts", **{"p/package.json": {"name": "@x/p", "main": "dist/index.js"}}
    )
    assert tree.find("src/a.js", "") == tree.find("./src/a.ts", "") == "src/a.ts"
    assert tree.find("@x/p", "") == "p/index.ts"
    assert tree.find("src/a", "") is None
    assert tree.find("src/b.ts", "") is None
    assert tree.find("acme.auth.store", "") is None


def test_aliases_of_the_nearest_configuration() -> None:
    tree = layout(
        "src/a.ts", "src/ui/b.tsx", "gen/c.ts", "app/src/a.ts", "app/test/t.ts", "lib/exact.ts",
        **{
            "tsconfig.json": '\ufeff{ // base\n "compilerOptions": {"paths": {"@/*": ["./gen/*", '
            '"./src/*",], "@/ui/*": ["./src/ui/*"], "exact": ["lib/exact"]}, /* x */ } }',
            "app/tsconfig.json": {"extends": "../tsconfig", "compilerOptions": {
                "baseUrl": ".", "paths": {"~/*": ["src/*"]}}},
        },
    )  # fmt: skip
    assert tree.find("@/a", "x.ts") == "src/a.ts"
    assert tree.find("@/a.js", "src/x.ts") == "src/a.ts"
    assert tree.find("@/ui/b", "src/x.ts") == "src/ui/b.ts"
    assert tree.find("@/c", "src/x.ts") == "gen/c.ts"
    assert tree.find("exact", "src/x.ts") == "lib/exact.ts"
    assert tree.find("~/a", "app/test/t.ts") == "app/src/a.ts"
    assert tree.find("src/a", "app/test/t.ts") == "app/src/a.ts"
    assert tree.find("@/a", "app/test/t.ts") is None
    assert tree.problems == []


def test_configurations_extend_lists_and_packages() -> None:
    tree = layout(
        "a/src/x.ts", "b/src/y.ts",
        **{
            "cfg/package.json": {"name": "@x/cfg"},
            "cfg/base.json": {"compilerOptions": {"paths": {"#/*": ["${configDir}/src/*"]}}},
            "a/tsconfig.json": {"extends": ["./missing", "@x/cfg/base.json"]},
            "b/tsconfig.json": {"extends": "@x/cfg/base"},
        },
    )  # fmt: skip
    assert tree.find("#/x", "a/src/z.ts") == "a/src/x.ts"
    assert tree.find("#/y", "b/src/z.ts") == "b/src/y.ts"


def test_a_solution_lends_its_parts() -> None:
    tree = layout(
        "src/a.ts",
        **{
            "tsconfig.json": {"files": [], "references": [{"path": "./tsconfig.app.json"}]},
            "tsconfig.app.json": {"compilerOptions": {"paths": {"@/*": ["./src/*"]}}},
        },
    )
    assert tree.find("@/a", "src/b.ts") == "src/a.ts"


def test_root_dirs_lay_folders_over_each_other() -> None:
    tree = layout(
        "src/a/x.ts",
        "gen/a/y.ts",
        **{"jsconfig.json": {"compilerOptions": {"rootDirs": ["src", "gen"]}}},
    )
    assert tree.find("./y", "src/a/x.ts") == "gen/a/y.ts"


def test_broken_json_is_a_problem_and_no_more() -> None:
    tree = layout("a.ts", **{"tsconfig.json": "{ nope", "package.json": "[]"})
    assert tree.find("./a", "b.ts") == "a.ts"
    assert tree.find("@x/y", "b.ts") is None
    assert [p.path for p in tree.problems] == ["tsconfig.json", "package.json"]


@pytest.mark.parametrize(
    ("manifest", "source"),
    [
        ({"main": "dist/index.js"}, "src/index.ts"),
        ({"main": "./lib/cjs/index.cjs", "module": "x.mjs"}, "src/index.ts"),
        ({"types": "dist/index.d.ts"}, "src/index.ts"),
        ({"exports": "./dist/index.mjs"}, "src/index.ts"),
        ({"exports": {"import": {"types": "./dist/index.d.mts"}}}, "src/index.ts"),
        ({"exports": {".": [{"browser": "./web.js"}, "./dist/main.js"]}}, "src/main.ts"),
        ({"source": "src/main.ts", "main": "dist/bundle.js"}, "src/main.ts"),
        ({"main": "dist/index.umd.min.js"}, "src/index.ts"),
        ({}, "src/index.ts"),
        ({"exports": {".": None}}, None),
    ],
)
def test_the_source_behind_a_package(manifest: dict[str, object], source: str | None) -> None:
    tree = layout(
        "p/src/index.ts",
        "p/src/main.ts",
        "p/web.js",
        **{"p/package.json": {"name": "p"} | manifest},
    )
    assert tree.find("p", "q/x.ts") == (f"p/{source}" if source else None)


def test_output_folders_lead_back_as_the_configuration_says() -> None:
    core: dict[str, object] = {"name": "@x/core", "main": "dist/index.js"}
    config = {"outDir": "dist", "composite": True}
    paths = ("core/index.ts", "core/src/index.ts", "core/src/a.ts", "core/code/index.ts")
    tree = layout(
        *paths,
        **{
            "core/package.json": core,
            "core/tsconfig.json": {"compilerOptions": config, "include": ["index.ts", "src/**/*"]},
            "cli/tsconfig.json": {
                "compilerOptions": {"paths": {"@x/core": ["../core/src/index.ts"]}}
            },
        },
    )
    assert tree.find("@x/core", "web/x.ts") == "core/index.ts"
    assert tree.find("@x/core", "cli/x.ts") == "core/src/index.ts"
    assert tree.find("@x/core/dist/src/a.js", "cli/x.ts") == "core/src/a.ts"
    assert tree.find("@x/core/src/a", "cli/x.ts") == "core/src/a.ts"
    assert tree.find("../dist/src/a.js", "core/bin/run.js") == "core/src/a.ts"
    tree = layout(
        *paths,
        **{
            "core/package.json": core,
            "core/tsconfig.json": {"compilerOptions": config | {"rootDir": "code"}},
        },
    )
    assert tree.find("@x/core", "web/x.ts") == "core/code/index.ts"


def test_subpaths_self_reference_and_own_imports() -> None:
    tree = layout(
        "p/src/a.ts", "p/src/in/b.ts", "p/src/node.ts", "p/src/web.ts", "p/src/hidden/c.ts",
        **{
            "p/package.json": {
                "name": "p",
                "exports": {
                    "./a": "./dist/a.js", "./env": {"browser": "./dist/web.js",
                    "default": "./dist/node.js"}, "./in/*": "./dist/in/*.js",
                    "./hidden/*": None,
                },
                "imports": {"#in/*": "./dist/in/*.js", "#q": "q"},
            },
            "q/package.json": {"name": "q"}, "q/index.js": "",
        },
    )  # fmt: skip
    assert tree.find("p/a", "p/src/z.ts") == tree.find("p/a", "q/z.ts") == "p/src/a.ts"
    assert tree.find("p/in/b", "q/z.ts") == "p/src/in/b.ts"
    assert tree.find("p/env", "q/z.ts") == "p/src/node.ts"
    assert tree.find("p/hidden/c", "q/z.ts") is None
    assert tree.find("#in/b", "p/src/z.ts") == "p/src/in/b.ts"
    assert tree.find("#q", "p/src/z.ts") == "q/index.ts"
    assert tree.find("#in/b", "q/z.ts") is None


def test_of_two_packages_with_one_name_the_nearer_counts() -> None:
    tree = layout("a/p/index.ts", "b/p/index.ts", "node_modules/p/index.js", **{
        "a/p/package.json": {"name": "p"}, "b/p/package.json": {"name": "p"},
        "node_modules/p/package.json": {"name": "p"},
    })  # fmt: skip
    assert tree.find("p", "b/x/y.ts") == "b/p/index.ts"
    assert tree.find("p", "a/x/y.ts") == "a/p/index.ts"


def test_deno_maps_and_names() -> None:
    tree = layout("src/a.ts", "w/mod.ts", **{
        "deno.jsonc": '{"imports": {"@/": "./src/", "std": "jsr:@std/x"}, /* */ "workspace": ["w"]}',
        "w/deno.json": {"name": "@x/w", "exports": "./mod.ts"},
    })  # fmt: skip
    assert tree.find("@/a.ts", "src/b.ts") == "src/a.ts"
    assert tree.find("@x/w", "src/b.ts") == "w/mod.ts"
    assert tree.find("std", "src/b.ts") is None


def test_absolute_is_a_path_whether_or_not_it_is_there() -> None:
    tree = layout("src/a.tsx", **{
        "tsconfig.json": {"compilerOptions": {"paths": {"@/*": ["src/*"]}}},
        "package.json": {"name": "me", "dependencies": {"lodash": "1"}},
    })  # fmt: skip
    assert tree.absolute("../a.js", "src/x/y.ts") == "src/a.ts"
    assert tree.absolute("./gone.js", "src/y.ts") == "src/gone.ts"
    assert tree.absolute("./gone", "src/y.ts") == "src/gone.ts"
    assert tree.absolute("@/gone", "src/y.ts") == "src/gone.ts"
    assert tree.absolute("react", "src/y.ts") == "react"
    assert tree.absolute("src/gone.js", "") == "src/gone.ts"
    assert tree.owns("src/gone.js") and tree.owns("me/sub") and not tree.owns("react")
    assert not tree.owns("lodash/fp.js") and not tree.owns("@acme/x/y.js")


def test_files_and_names() -> None:
    tree = layout("a.js", "a.d.ts", "b.ts", "node_modules/c/index.js", "x.py")
    assert list(tree.files("a.ts")) == ["a.js", "a.d.ts"]
    assert tree.name("a.ts") == tree.name("a.d.ts") == "a.js"
    assert tree.names() == ["a.js", "b.ts"]
    assert tree.exists("b.ts") and not tree.exists("b.ts/B") and not tree.exists("")
    assert tree.starred("Old") and not tree.starred("default")


def test_what_stays_and_what_cannot_be_made() -> None:
    tree = layout("p/src/index.ts", "p/src/a.ts", "p/src/bin.ts", "p/g.d.ts", "p/t.ts", "p/t.d.ts",
        **{"p/package.json": {"name": "p", "main": "dist/index.js", "bin": {"p": "dist/bin.js"}}},
    )  # fmt: skip
    kept = [path for path in tree.names() if tree.stays(path)]
    assert kept == ["p/g.d.ts", "p/src/bin.ts", "p/src/index.ts"]
    assert tree.new_key("p/src/new.tsx", "p/src/a.ts") == "p/src/new.ts"
    assert tree.no_home("p/src/new/b.ts") == ""
    assert "no folder 'q/src'" in tree.no_home("q/src/x/b.ts")
    assert "end it in" in tree.no_home("p/src/b")
    assert "outside" in tree.no_home("../b.ts")
    assert "is a file" in tree.no_home("p/t.ts/b.ts")


def test_stems_are_in_every_import() -> None:
    tree = layout(
        "p/src/index.ts", "p/src/token-store.ts", "p/src/auth/index.ts", "p/src/a.ts", "q/x.ts",
        "p/test/t.ts",
        **{
            "p/package.json": {"name": "@x/p", "main": "dist/index.js",
                "exports": {".": "./dist/index.js", "./login": "./dist/auth/index.js"}},
            "tsconfig.json": {"compilerOptions": {"paths": {"@/*": ["p/src/*"], "store": [
                "p/src/token-store.ts"]}}},
        },
    )  # fmt: skip
    assert tree.stems("q/x.ts") == ("/x.", "/x'", '/x"', "/x`")
    assert tree.stems("p/src/token-store.ts")[0] == "token-store"
    uses = {
        "p/src/index.ts": ["@x/p", "../src", ".", "./index", "@/index", "../index.js", "@/", ".."],
        "p/src/auth/index.ts": ["./auth", "@/auth", "@x/p/login", "./auth/index.js", "./auth/"],
        "p/src/token-store.ts": ["store", "./token-store.js", "@/token-store"],
        "p/src/a.ts": ["./a", "./a.js", "@/a"],
    }
    for key, specs in uses.items():
        stems = tree.stems(key)
        assert all(stems)
        for spec in specs:
            assert any(stem in f"'{spec}'" for stem in stems), (key, spec)


def test_nothing_is_read_for_what_paths_tell() -> None:
    class Unread(MemoryTree):
        def read(self, path: str) -> bytes:
            raise AssertionError(path)

    tree = TypeScriptLayout(Unread({"a.ts": b"", "tsconfig.json": b"", "package.json": b""}))
    assert tree.find("./a.js", "b.ts") == tree.find("a.ts", "") == "a.ts"


def test_json_with_comments() -> None:
    text = '\ufeff{"a": "//no /* no */ , }", // yes\n "b": [1, 2,], /* , */ }'
    assert parse_object(text.encode()) == {"a": "//no /* no */ , }", "b": [1, 2]}


def test_the_most_specific_pattern_wins() -> None:
    entries = {"./*": "./d/*.js", "./a/*": "./e/*.js", "./a/b": None, "./old/": "./o/"}
    assert match(entries, "./x") == ("./d/x.js",)
    assert match(entries, "./a/x") == ("./e/x.js",)
    assert match(entries, "./a/b") == ()
    assert match(entries, "./old/z.js") == ("./o/z.js",)
    assert match(entries, ".") is None


PARTS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=4)


@given(PARTS, PARTS.filter(bool))
def test_relative_paths_lead_back(folder: list[str], path: list[str]) -> None:
    there, here = "/".join(path), "/".join(folder)
    spec = relative(there, here)
    assert spec.startswith(("./", "../"))
    assert joined(here, spec) == there == normalised(there)
