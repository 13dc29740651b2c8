"""What a plan says of files that will not offer the replacement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from cutover.manifest_toml import parse_manifest
from cutover.model import MemoryTree
from cutover.planner import make_plan

OLD = "const T = () => 1;\nmodule.exports = { T, z: 2 };\n"


def warnings(files: Mapping[str, str], kind: str = "move") -> tuple[str, ...]:
    goal = "src/old.js#New" if kind == "rename" else "src/new.js#T"
    manifest = parse_manifest(
        f'version = 1\n[cutover]\nid = "x"\n[[symbol]]\nlegacy = "src/old.js#T"\n'
        f'replacement = "{goal}"\nkind = "{kind}"\n'
        f'[sites]\n"src/old.js" = {{ export = 1 }}\n'.encode(),
        "m.toml",
    )
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    plan = make_plan(tree, manifest, manifest_sha256="0" * 64, today=date(2026, 1, 1)).plan
    return tuple(plan.warnings)


@pytest.mark.parametrize(
    "barrel",
    [
        "module.exports = Object.assign({}, require('./old'));\n",
        "module.exports = require('./old');\n",
        "module.exports = { ...require('./old'), y: 1 };\n",
        "const o = require('./old');\nfor (const k of Object.keys(o)) exports[k] = o[k];\n",
    ],
)
def test_a_barrel_that_loses_the_name_is_told_of(barrel: str) -> None:
    assert warnings({"src/old.js": OLD, "src/index.js": barrel}) == (
        "src/index.js passes on all of src/old.js, and will not offer T in the place of T",
    )


@pytest.mark.parametrize(
    ("barrel", "kind"),
    [
        ("module.exports = require('./old');\n", "rename"),
        ("module.exports = require('./other');\n", "move"),
        ("exports.z = require('./old').z;\n", "move"),
        ("require('./old');\n", "move"),
    ],
)
def test_no_warning_where_nothing_is_lost(barrel: str, kind: str) -> None:
    files = {"src/old.js": OLD, "src/other.js": "exports.a = 1;\n", "src/index.js": barrel}
    assert warnings(files, kind) == ()
