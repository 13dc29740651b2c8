"""The commands on a small repository: every exit code, what goes to stdout, what to stderr."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from repository import MANIFEST, PAIR, Repository

from cutover import engine
from cutover.run_lock import run_lock

Make = Callable[[], Repository]


# --- the way through ------------------------------------------------------------------------------


def test_scan_plan_apply_verify_rollback(tree: Repository) -> None:
    (tree.root / "cutover.toml").unlink()
    before = tree.snapshot()
    assert tree("scan", *PAIR, "-o", "cutover.toml").code == 0
    assert tree("validate").out == "cutover.toml: valid\n"
    template = "\n\n[[symbol.call]]\narguments = '{path}'\ndrop = ['create']\n"
    text = tree.read("cutover.toml").replace('NewStore"\n', 'NewStore"' + template, 1)
    tree.write("cutover.toml", text)
    before["cutover.toml"] = text.encode()

    planned = tree("plan", "-o", "stores.plan")
    assert planned.code == 0, planned.err
    assert "-from app.old import OldStore" in planned.out
    assert "Plan: 5 sites to rewrite in 4 files, 1 class to delete, " in planned.out
    assert tree("verify").code == 1

    applied = tree("apply", "stores.plan")
    assert applied.code == 0, applied.err
    assert applied.out.startswith("Applied 4 files as run ")
    assert "cutover rollback" in applied.out
    assert tree.read("app/use.py") == (
        'from app.new import NewStore\n\n\ndef make():\n    return NewStore("here")\n'
    )
    assert not (tree.root / "app/old.py").exists()

    verified = tree("verify")
    assert verified.code == 0, verified.out
    assert "Verified: nothing refers to app.old:OldStore." in verified.out
    again = tree("plan")
    assert (again.code, again.out.splitlines()[-1]) == (
        0,
        "Cutover complete: nothing refers to app.old:OldStore.",
    )
    assert "not defined" in tree("status").out

    assert tree("rollback").code == 0
    after = tree.snapshot()
    after.pop("stores.plan")
    assert after == before


def test_data_goes_to_stdout_and_messages_to_stderr(tree: Repository) -> None:
    planned = tree("plan", "--format", "json", "-o", "plan.json")
    assert planned.out == tree.read("plan.json")
    assert json.loads(planned.out)["summary"]["rewrite"] == 5
    assert planned.err.startswith("plan.json: written")
    assert tree("-q", "plan", "-o", "plan.json").err == ""
    scanned = tree("scan", *PAIR, "--format", "json")
    assert scanned.err == ""
    hits = json.loads(scanned.out)["references"]
    data = (tree.root / hits[0]["path"]).read_bytes()
    assert {data[h["start"] : h["end"]] for h in hits if h["path"] == hits[0]["path"]} == {
        b"OldStore"
    }
    assert {"class", "kind", "rule", "chain", "line", "column", "scope", "symbol"} <= set(hits[0])


def test_colour_only_where_it_is_wanted(tree: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in tree("plan").out
    assert "\x1b[31m-from app.old" in tree("--color", "always", "plan").out
    monkeypatch.setenv("CUTOVER_COLOR", "always")
    assert "\x1b[31m" in tree("plan").out


# --- plans ----------------------------------------------------------------------------------------


def test_a_plan_does_not_depend_on_when_and_where_it_is_made(make: Make) -> None:
    one, other = make(), make()
    one("plan", "-o", "plan.json")
    first = one.read("plan.json")
    one("plan", "-o", "plan.json")
    assert one.read("plan.json") == first
    done = other.process("plan", "--format", "json", env={**os.environ, "PYTHONHASHSEED": "7"})
    assert done.stdout == first
    assert str(one.root) not in first


def test_show_prints_what_plan_printed(tree: Repository) -> None:
    planned = tree("plan", "-o", "plan.json").out
    assert tree("show", "plan.json").out == planned
    tree.add("app/use.py", "# newer\n")
    assert "app/use.py: changed since this plan was made" in tree("show", "plan.json").out


def test_target_plans_a_part_and_the_definition_waits(tree: Repository) -> None:
    part = json.loads(tree("plan", "--target", "lib/", "--format", "json").out)
    assert [change["path"] for change in part["changes"]] == ["lib/other.py"]
    assert part["deletions"] == [] or all(d["what"] == "import" for d in part["deletions"])
    tree("plan", "--target", "./lib", "-o", "part.json")
    assert tree("apply", "part.json").code == 0
    assert "class OldStore" in tree.read("app/old.py")
    assert "OldStore" not in tree.read("lib/other.py")


def test_a_target_that_is_not_there_is_a_usage_error(tree: Repository) -> None:
    result = tree("plan", "--target", "libs")
    assert (result.code, result.out) == (2, "")
    assert "libs" in result.err


def test_exit_codes_that_say_whether_changes_are_pending(tree: Repository) -> None:
    assert [tree("plan", *o).code for o in ([], ["--check"], ["--detailed-exitcode"])] == [0, 1, 2]
    assert tree("apply", "--yes").code == 0
    tree.write("cutover.toml", MANIFEST.partition("[sites]")[0])
    assert [tree("plan", *o).code for o in ([], ["--check"], ["--detailed-exitcode"])] == [0, 0, 0]
    tree.write("cutover.toml", "")
    assert tree("plan", "--detailed-exitcode").code == 1


# --- exit 2 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args",
    [
        ["pln"],
        ["plan", "--nope"],
        ["plan", "--format", "yaml"],
        ["apply"],
        ["apply", "none.plan"],
        ["show", "cutover.toml"],
        ["scan", "--legacy", "app.old:OldStore"],
        ["scan", "--legacy", "app.old.OldStore", "--replacement", "b:B"],
        ["scan", "--legacy", "app.old:OdlStore", "--replacement", "app.new:NewStore"],
        ["scan", *PAIR, "--update"],
        ["scan", "--root", "src"],
        ["scan", *PAIR, "-o", "cutover.toml"],
        ["scan", *PAIR, "-o", "no/such/place.toml"],
        ["explain", "app/use.py"],
        ["explain", "app/nothing.py:1"],
        ["rollback"],
        ["rollback", "nothing"],
        ["-f", "none.toml", "plan"],
        ["-C", "nowhere", "plan"],
    ],
)
def test_wrong_usage_ends_in_2_with_a_message_and_no_data(
    tree: Repository, args: list[str]
) -> None:
    before = tree.snapshot()
    result = tree(*args)
    assert (result.code, result.out) == (2, ""), result.err
    assert result.err and "Traceback" not in result.err
    assert tree.snapshot() == before


def test_a_command_misspelt_is_answered_with_the_nearest(tree: Repository) -> None:
    assert "Did you mean 'verify'?" in tree("verfy").err


def test_without_a_manifest_the_message_names_both_places(tree: Repository) -> None:
    (tree.root / "cutover.toml").unlink()
    result = tree("plan")
    assert result.code == 2
    assert "cutover.toml nor configs/cutover.toml" in result.err
    assert "cutover scan" in result.err


def test_a_manifest_in_the_other_place_or_outside(tree: Repository, tmp_path: Path) -> None:
    (tree.root / "configs").mkdir()
    (tree.root / "cutover.toml").rename(tree.root / "configs/cutover.toml")
    inside = tree("plan", "--format", "json").out
    (tree.root / "configs/cutover.toml").rename(tmp_path / "stores.toml")
    outside = tree("-f", str(tmp_path / "stores.toml"), "plan", "--format", "json").out
    assert json.loads(inside)["changes"] == json.loads(outside)["changes"]
    assert str(tmp_path) not in outside


def test_an_unknown_key_is_named_with_its_line_and_the_nearest(tree: Repository) -> None:
    tree.write("cutover.toml", MANIFEST.replace("replacement =", "replacment =", 1))
    result = tree("plan")
    assert result.code == 2
    assert "cutover.toml:8: " in result.err
    assert "'replacement'" in result.err


def test_a_symbol_that_is_not_there_is_named_with_its_line(tree: Repository) -> None:
    tree.write("cutover.toml", MANIFEST.replace("app.new:NewStore", "app.new:NewSotre"))
    result = tree("plan")
    assert result.code == 2
    assert "cutover.toml:8: replacement 'app.new:NewSotre'" in result.err
    assert "app.new:NewStore" in result.err


def test_a_reference_that_is_not_listed_is_an_error(tree: Repository) -> None:
    tree.write("app/more.py", "from app.old import OldStore\n")
    result = tree("plan")
    assert result.code == 2
    assert "app/more.py:1: " in result.err
    assert "scan --update" in result.err


# --- scan -----------------------------------------------------------------------------------------


def test_check_and_update_agree(tree: Repository) -> None:
    tree("scan", "--update")
    assert tree("scan", "--check").code == 0
    tree.write("app/more.py", "from app.old import OldStore\n\nOldStore('a')\n")
    assert tree("scan", "--check").code == 1
    assert tree("scan", "--update", "cutover.toml").code == 0
    assert '"app/more.py" = { import = 1, call = 1 }' in tree.read("cutover.toml")
    assert tree("scan", "--check").code == 0
    assert tree("plan").code == 0


def test_an_allowed_reference_is_not_listed(tree: Repository) -> None:
    tree.write("cutover.toml", MANIFEST.replace('"README.md" = { mention = 1 }\n', "") + ALLOW)
    assert tree("scan", "--update").code == 0
    assert '"README.md" =' not in tree.read("cutover.toml")
    assert tree("plan").code == 0


def test_scan_writes_the_layout_it_was_told(tree: Repository) -> None:
    result = tree("scan", *PAIR, "--root", ".", "--exclude", "lib/**")
    assert 'roots = ["."]\nexclude = ["lib/**"]\n' in result.out
    assert '"lib/other.py"' not in result.out


def test_strict_blocks_when_a_file_could_not_be_analysed(tree: Repository) -> None:
    assert tree("scan", *PAIR, "--strict").code == 0
    (tree.root / "app/wide.txt").write_bytes("OldStore".encode("utf-16"))
    for args in (["scan", *PAIR], ["plan"], ["scan"]):
        assert (tree(*args).code, tree(*args, "--strict").code) == (0, 4)
    assert "app/wide.txt: not analysed" in tree("plan").out


# --- exit 3 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/use.py", "# newer\n"),
        ("README.md", "newer\n"),
        ("cutover.toml", "# newer\n"),
    ],
)
def test_a_stale_plan_is_refused_and_says_what_moved(
    tree: Repository, path: str, text: str
) -> None:
    tree("plan", "-o", "plan.json")
    tree.add(path, text)
    before = tree.snapshot()
    result = tree("apply", "plan.json")
    assert (result.code, result.out) == (3, "")
    assert path in result.err
    assert tree.snapshot() == before


def test_a_new_file_with_the_name_makes_a_plan_stale(tree: Repository) -> None:
    tree("plan", "-o", "plan.json")
    tree.write("app/late.py", "from app.old import OldStore\n")
    result = tree("apply", "plan.json")
    assert result.code == 3
    assert "app/late.py" in result.err
    tree.write("app/late.py", "from app.old import MyOldStore\n")
    assert tree("apply", "plan.json").code == 0


def test_an_edited_plan_is_no_plan(tree: Repository) -> None:
    tree("plan", "-o", "plan.json")
    tree.write("plan.json", tree.read("plan.json").replace("NewStore", "EvilStore"))
    result = tree("apply", "plan.json")
    assert result.code == 2
    assert "was changed since" in result.err


def test_a_plan_of_another_format_is_refused(tree: Repository) -> None:
    tree("plan", "-o", "plan.json")
    text = tree.read("plan.json").replace('"format_version": "1.0"', '"format_version": "9.0"')
    tree.write("plan.json", text)
    assert "format '9.0'" in tree("show", "plan.json").err


# --- exit 4 ---------------------------------------------------------------------------------------

UNDECIDED = "def pick(module):\n    return getattr(module, 'OldStore')\n"
SITE = '\n[[site]]\npath = "app/pick.py"\nscope = "pick"\nkind = "dynamic"\n'
ALLOW = (
    '\n[[allow]]\npaths = ["README.md"]\nowner = "me"\nreason = "history"\nexpires = 2999-01-01\n'
)


def test_a_blocked_plan_names_its_sites_and_is_not_applied(tree: Repository) -> None:
    tree.write("app/pick.py", UNDECIDED)
    tree("scan", "--update")
    assert 'action = "manual"' in tree.read("cutover.toml")
    planned = tree("plan", "-o", "plan.json")
    assert planned.code == 4
    assert "app/pick.py:2:" in planned.out and "help: [[site]]" in planned.out
    assert "1 manual. Blocked." in planned.out
    before = tree.snapshot()
    for args in (["apply", "plan.json"], ["apply", "--yes"]):
        result = tree(*args)
        assert result.code == 4
        assert "app/pick.py:2:" in result.err
    assert tree.snapshot() == before


def test_what_is_undecided_blocks_verify_until_it_is_waived(tree: Repository) -> None:
    assert tree("apply", "--yes").code == 0
    tree.write("app/pick.py", UNDECIDED)
    assert tree("verify").code == 4
    tree.add("cutover.toml", SITE + 'action = "keep"\nreason = "a plug-in of another product"\n')
    assert tree("verify").code == 0


def test_an_expired_allowance_blocks(tree: Repository) -> None:
    expired = ALLOW.replace("2999", "1999")
    tree.write("cutover.toml", MANIFEST.replace('"README.md" = { mention = 1 }\n', "") + expired)
    planned = tree("plan")
    assert planned.code == 4
    line = tree.read("cutover.toml").split("\n").index("[[allow]]") + 1
    assert f"cutover.toml:{line}:1 expired-allowance" in planned.out
    assert tree("apply", "--yes").code == 4


def test_a_kept_reference_of_code_is_not_waived(tree: Repository) -> None:
    site = '\n[[site]]\npath = "lib/other.py"\nkind = "import"\naction = "keep"\nreason = "no"\n'
    tree.write("cutover.toml", MANIFEST + site)
    tree("scan", "--update")
    result = json.loads(tree("verify", "--format", "json").out)
    assert result["exit_code"] == 1
    assert any(f["path"] == "lib/other.py" for f in result["findings"])


# --- exit 5 ---------------------------------------------------------------------------------------


def test_a_failed_check_restores_the_tree_and_shows_its_last_lines(tree: Repository) -> None:
    tree.check(sys.executable, "-c", "print(*range(40), sep=chr(10)); raise SystemExit(9)")
    before = tree.snapshot()
    result = tree("apply", "--yes")
    assert result.code == 5
    assert "check 'tests' failed (exit 9)" in result.err
    assert "\n39" in result.err and "\n20\n" in result.err and "\n19\n" not in result.err
    assert tree.snapshot() == before
    assert "restored" in tree("status").out


def test_keep_keeps_in_spite_of_a_failed_check(tree: Repository) -> None:
    tree.check("no-such-program")
    result = tree("apply", "--yes", "--keep")
    assert result.code == 1
    assert "no-such-program" in result.out
    assert "NewStore" in tree.read("app/use.py")
    assert tree("rollback").code == 0


def test_verify_can_be_a_check(tree: Repository) -> None:
    tree.check(sys.executable, "-m", "cutover.cli.main", "verify")
    result = tree("apply", "--yes")
    assert result.code == 0, result.err


# --- exit 6 and 7 ---------------------------------------------------------------------------------

KILLED = """
import os, sys
from pathlib import Path
from cutover import applier, engine, sources
from cutover.workspace import Workspace

renames = 0
def step(what):
    global renames
    renames += what.startswith("rename") and ".cutover/" not in what
    if renames == 2:
        os._exit(9)

root = Path(sys.argv[1])
loaded = sources.load(root)
plan = engine.plan(root, loaded).plan
applier.apply_plan(Workspace(root, step), plan, manifest_sha256=loaded.sha256)
"""


@pytest.fixture
def killed(tree: Repository) -> tuple[Repository, dict[str, bytes]]:
    tree("plan", "-o", "plan.json")
    before = tree.snapshot()
    done = subprocess.run([sys.executable, "-c", KILLED, str(tree.root)], check=False)
    assert done.returncode == 9
    assert tree.snapshot() != before
    return tree, before


@pytest.mark.parametrize("args", [["plan"], ["verify"], ["scan", *PAIR]])
def test_an_interrupted_run_must_be_recovered_first(
    killed: tuple[Repository, dict[str, bytes]], args: list[str]
) -> None:
    tree, before = killed
    result = tree(*args)
    assert (result.code, result.out) == (6, "")
    assert "cutover recover" in result.err
    assert tree("status").code == 6
    recovered = tree("recover")
    assert recovered.code == 0 and recovered.out.startswith("Restored ")
    assert tree.snapshot() == before
    assert tree("recover").out == "Nothing to recover.\n"
    assert tree("status").code == 0


def test_apply_recovers_by_itself_and_says_so(
    killed: tuple[Repository, dict[str, bytes]],
) -> None:
    tree, _ = killed
    result = tree("apply", "plan.json")
    assert result.code == 0
    assert result.err.startswith("recovered: ")


def test_a_locked_tree_names_its_holder(tree: Repository) -> None:
    tree("plan", "-o", "plan.json")
    before = tree.snapshot()
    with run_lock(tree.root, "apply somewhere"):
        result = tree("apply", "plan.json")
    assert result.code == 7
    assert "apply somewhere" in result.err and str(os.getpid()) in result.err
    assert tree.snapshot() == before


# --- exit 130, pipes, cost ------------------------------------------------------------------------


def test_an_interrupt_restores_the_tree(tree: Repository) -> None:
    script = "import os, signal, time; os.kill(os.getppid(), signal.SIGINT); time.sleep(20)"
    tree.check(sys.executable, "-c", script)
    before = tree.snapshot()
    done = tree.process("apply", "--yes", timeout=60)
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr
    assert tree.snapshot() == before


def test_a_reader_that_leaves_is_no_tragedy(tree: Repository) -> None:
    command = [sys.executable, "-m", "cutover.cli.main", "plan"]
    process = subprocess.Popen(
        command, cwd=tree.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert (process.stderr.read(), process.wait(timeout=60)) == (b"", 0)
    process.stderr.close()


def test_apply_asks_and_takes_only_yes_for_yes(
    tree: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal:
        def __init__(self, answer: str) -> None:
            self.readline = lambda: answer
            self.isatty = lambda: True

    before = tree.snapshot()
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    result = tree("apply")
    assert result.code == 1
    assert "Plan: 5 sites" in result.out and "yes" in result.err
    assert tree.snapshot() == before
    monkeypatch.setattr(sys, "stdin", Terminal("yes\n"))
    assert tree("apply").code == 0
    assert tree.snapshot() != before


@pytest.mark.parametrize("command", ["--help", "plan"])
def test_commands_import_only_what_they_use(tree: Repository, command: str) -> None:
    script = (
        "import sys; from cutover.cli.main import run; run([sys.argv[1]]); "
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, command], cwd=tree.root, capture_output=True, check=True
    )
    modules = set(done.stderr.decode().split())
    unwanted = {"pydantic", "tomlkit", "rich", "importlib.metadata", "keyring", "store"}
    assert not unwanted & modules
    if command == "--help":
        assert "cutover.engine" not in modules and "tree_sitter" not in modules


def test_schema_and_version(tree: Repository) -> None:
    assert json.loads(tree("schema").out)["title"] == "Manifest of cutover"
    assert tree("--version").out.startswith("cutover, version ")


# --- explain, format ------------------------------------------------------------------------------


def test_explain_prints_class_rule_and_chain(tree: Repository) -> None:
    result = tree("explain", "app/use.py:5:12")
    assert result.code == 0
    assert "class: edit, kind: call, in make" in result.out
    assert "app/old.py:4: defines OldStore" in result.out
    assert "manifest: rewrite, by [sites]" in result.out
    assert tree("explain", "app/use.py:2").code == 1
    (tree.root / "cutover.toml").unlink()
    assert tree("explain", "--legacy", "app.old:OldStore", "app/use.py:1").code == 0


def test_the_formatter_works_on_copies_with_its_configuration(tree: Repository) -> None:
    script = (
        "import pathlib, sys\n"
        "assert pathlib.Path('setup.cfg').read_text() == '[x]\\n'\n"
        "assert pathlib.Path('lib').is_dir() and sys.argv[1:] == ['app/use.py', 'lib/other.py']\n"
        "for name in sys.argv[1:]:\n"
        "    path = pathlib.Path(name)\n"
        "    path.write_text(path.read_text() + '# formatted\\n')\n"
    )
    tree.write("setup.cfg", "[x]\n")
    tree.write("shape.py", script)
    path = tree.root / "shape.py"
    tree.add("cutover.toml", f"\n[[format]]\ncommand = ['{sys.executable}', '{path}']\n")
    before = tree.snapshot()
    planned = tree("plan", "-o", "plan.json")
    assert planned.code == 0, planned.err
    assert planned.out.count("+# formatted") == 2
    assert {k: v for k, v in tree.snapshot().items() if k != "plan.json"} == before
    assert tree("apply", "plan.json").code == 0
    assert tree.read("app/use.py").endswith("# formatted\n")


def test_a_formatter_that_fails_is_named_with_what_it_said(tree: Repository) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('no such style')"]
    words = ", ".join(f'"{word}"' for word in command)
    tree.add("cutover.toml", f"\n[[format]]\ncommand = [{words}]\n")
    result = tree("plan")
    assert (result.code, result.out) == (2, "")
    assert "the formatter failed with 1" in result.err and "no such style" in result.err


def test_the_python_door(tree: Repository) -> None:
    import cutover

    loaded = cutover.load(tree.root)
    plan = cutover.plan(tree.root, loaded).plan
    report = cutover.apply(tree.root, plan, loaded)
    assert report is not None and len(report.files) == 4
    assert not cutover.verify(tree.root, loaded).findings
    cutover.rollback(tree.root)
    assert cutover.verify(tree.root, loaded).findings
    assert engine.pending(tree.root) is None
    with pytest.raises(AttributeError):
        _ = cutover.nothing


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    import os
    import stat
    import threading

    from cutover.user_files import write_file

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    seen: list[bytes] = []
    reader = threading.Thread(target=lambda: seen.append(pipe.read_bytes()))
    reader.start()
    write_file(pipe, b"plan")
    reader.join(10)
    assert seen == [b"plan"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_manifest_above_is_pointed_to(tmp_path: Path) -> None:
    from cutover.errors import ManifestError
    from cutover.sources import load

    (tmp_path / "cutover.toml").write_text("version = 1\n")
    (tmp_path / "below").mkdir()
    with pytest.raises(ManifestError) as caught:
        load(tmp_path / "below")
    assert f"cutover -C {tmp_path} " in caught.value.remedy


def test_status_tells_a_run_that_goes_on_from_one_that_waits(tmp_path: Path) -> None:
    from cutover import engine
    from cutover.run_lock import run_lock

    assert not engine.is_busy(tmp_path)
    with run_lock(tmp_path):
        assert engine.is_busy(tmp_path)
