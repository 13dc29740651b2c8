"""The same small programs in every language, for the contract that all adapters keep."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dialect:
    """How one language writes what the contract tests need.

    Modules are called by a bare name (``old``); `path` and `symbol` say where that is.
    """

    name: str
    folder: str
    suffix: str
    mark: str
    module: str
    defined: str
    helped: str
    imported: str
    aliased: str
    reexported: str
    called: str
    used_in: str
    shadowed: str
    commented: str
    broken: str
    empty: str
    keyword: str

    def path(self, module: str) -> str:
        """The file of a module."""
        return f"{self.folder}/{module}{self.suffix}"

    def symbol(self, module: str, name: str) -> str:
        """A symbol as manifests spell it."""
        return self.module.format(module=module) + self.mark + name

    def manifest(self, kind: str = "replace", new: str = "New", module: str = "new") -> str:
        """A manifest that takes ``old``'s ``Old`` away."""
        return (
            'version = 1\n[cutover]\nid = "contract"\n[[symbol]]\n'
            f'legacy = "{self.symbol("old", "Old")}"\n'
            f'replacement = "{self.symbol(module, new)}"\nkind = "{kind}"\n'
        )

    def program(self, **more: str) -> dict[str, bytes]:
        """``Old`` and ``New`` in modules of their own, and the modules given."""
        files = {
            self.path("old"): self.defined.format(name="Old"),
            self.path("new"): self.defined.format(name="New"),
        }
        if self.name == "python":
            files[f"{self.folder}/__init__.py"] = ""
        files |= {self.path(module): text for module, text in more.items()}
        return {path: text.encode() for path, text in files.items()}


PYTHON = Dialect(
    name="python",
    folder="app",
    suffix=".py",
    mark=":",
    module="app.{module}",
    defined="class {name}:\n    def run(self):\n        return 1\n",
    helped=(
        "import os\nimport sys\n\n\n_LIMIT = 3\n\n\ndef _help():\n    return os.sep * _LIMIT\n\n\n"
        "class Old:\n    def run(self):\n        return _help()\n\n\n"
        "def kept():\n    return sys.path\n"
    ),
    imported="from app.{module} import {name}\n",
    aliased="from app.{module} import {name} as {alias}\n",
    reexported="from app.{module} import {name}\n\n__all__ = ['{name}']\n",
    called="\n\ndef make():\n    return {name}()\n",
    used_in="\n\ndef check(x):\n    return isinstance(x, {name})\n",
    shadowed="\n\ndef make({name}):\n    return {name}()\n",
    commented="# {text}\n",
    broken="\n\ndef make(:\n    return {name}(\n",
    empty='"""Nothing here."""\n',
    keyword="class",
)

TYPESCRIPT = Dialect(
    name="typescript",
    folder="src",
    suffix=".ts",
    mark="#",
    module="src/{module}.ts",
    defined="export class {name} {{\n  run(): number {{\n    return 1;\n  }}\n}}\n",
    helped=(
        "import {{ sep }} from 'node:path';\nimport {{ cwd }} from 'node:process';\n\n"
        "const LIMIT = 3;\n\nfunction help(): string {{\n  return sep.repeat(LIMIT);\n}}\n\n"
        "export class Old {{\n  run(): string {{\n    return help();\n  }}\n}}\n\n"
        "export function kept(): string {{\n  return cwd();\n}}\n"
    )
    .replace("{{", "{")
    .replace("}}", "}"),
    imported="import {{ {name} }} from './{module}.js';\n",
    aliased="import {{ {name} as {alias} }} from './{module}.js';\n",
    reexported="export {{ {name} }} from './{module}.js';\n",
    called="\nexport function make() {{\n  return new {name}();\n}}\n",
    used_in="\nexport function check(x: unknown) {{\n  return x instanceof {name};\n}}\n",
    shadowed=("\nexport function make({name}: new () => object) {{\n  return new {name}();\n}}\n"),
    commented="// {text}\n",
    broken="\nexport function make( {{\n  return new {name}(;\n",
    empty="// Nothing here.\n",
    keyword="class",
)

DIALECTS = (PYTHON, TYPESCRIPT)
