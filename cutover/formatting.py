"""The user's formatter, run on copies of what a plan is about to write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cutover import commands, planner
from cutover.errors import CutoverError
from cutover.globs import matches
from cutover.language_table import LANGUAGES, language_of_symbol
from cutover.manifest import FormatTable, Manifest
from cutover.model import Tree
from cutover.workspace import Workspace, ancestors, parent_of

_STYLES = (
    *("pyproject.toml", "setup.cfg", "tox.ini", ".editorconfig"),
    *("ruff.toml", ".ruff.toml", ".isort.cfg", ".style.yapf", ".flake8"),
    *("package.json", ".prettierrc", ".prettierrc.json", ".prettierrc.json5", ".prettierrc.yaml"),
    *(
        ".prettierrc.yml",
        ".prettierrc.toml",
        ".prettierrc.js",
        ".prettierrc.cjs",
        ".prettierrc.mjs",
    ),
    *("prettier.config.js", "prettier.config.cjs", "prettier.config.mjs", "prettier.config.ts"),
    *(
        ".prettierignore",
        ".gitignore",
        "biome.json",
        "biome.jsonc",
        "dprint.json",
        "deno.json",
        "deno.jsonc",
    ),
)
_INSTALLED = "node_modules"
_STAND_INS = (".py", ".pyi", ".ipynb")


def formatter_of(workspace: Workspace, tree: Tree, manifest: Manifest) -> planner.Formatter | None:
    """The formatters that a manifest names, one after the other; None without any."""
    if not manifest.format:
        return None
    languages = {language_of_symbol(table.legacy) for table in manifest.symbol}
    code = tuple(f"*{s}" for entry in LANGUAGES if entry.name in languages for s in entry.suffixes)

    def formatted(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        done = dict(files)
        for table in manifest.format:
            done |= _formatted(workspace, tree, table, table.files or code, done)
        return done

    return formatted


def _formatted(
    workspace: Workspace,
    tree: Tree,
    table: FormatTable,
    globs: Sequence[str],
    files: Mapping[str, bytes],
) -> dict[str, bytes]:
    """What the formatter makes of the files, run on copies in a directory that is thrown away."""
    import tempfile

    mine = {path: data for path, data in sorted(files.items()) if _is_formatted(path, globs)}
    if not mine:
        return {}
    with tempfile.TemporaryDirectory(prefix="cutover-") as directory:
        scratch = Workspace(Path(directory))
        _furnish(scratch, workspace, tree, mine)
        command = _with_files((_program(workspace, table.command[0]), *table.command[1:]), mine)
        done = commands.run(command, scratch.root, table.timeout)
        if done.returncode or done.timed_out:
            how = f"after {table.timeout:g} s" if done.timed_out else f"with {done.returncode}"
            raise CutoverError(
                f"the formatter failed {how}: {' '.join(table.command)}\n"
                + commands.last_lines(done.stderr or done.stdout),
                "make it work on these files, or correct [[format]]",
            )
        return {path: scratch.read(path) for path in mine}


def _program(workspace: Workspace, name: str) -> str:
    """A program of the tree by its whole name, since the formatter runs elsewhere."""
    inside = "/" in name and not name.startswith("/") and workspace.lstat(name) is not None
    return workspace.absolute(name) if inside else name


def _is_formatted(path: str, globs: Sequence[str]) -> bool:
    """Whether the formatter takes a file; a glob without a slash is about the file's own name."""
    name = path.rpartition("/")[2]
    return any(matches(path if "/" in glob else name, (glob,)) for glob in globs)


def _with_files(command: Sequence[str], files: Iterable[str]) -> tuple[str, ...]:
    if "{files}" not in command:
        return (*command, *files)
    return tuple(p for part in command for p in (files if part == "{files}" else (part,)))


def _furnish(
    scratch: Workspace, workspace: Workspace, tree: Tree, files: Mapping[str, bytes]
) -> None:
    """Copies of the files and of what configures a formatter, and empty stand-ins for packages.

    Import sorters tell first-party names by the files and directories beside them; formatters for
    JavaScript find their plug-ins in the installed packages.
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
    if workspace.lstat(_INSTALLED) is not None:
        scratch.link(_INSTALLED, workspace.absolute(_INSTALLED))
    for path in tree.paths():
        if path.endswith(_STAND_INS):
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
