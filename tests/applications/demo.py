"""The main job on the embedded application, each command shown as it runs.

Started by ``make demo``. Works in a temporary folder; ends at the first surprise, with exit code 1.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
MANIFEST = HERE.parent.parent / "configs" / "acme.toml"
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*_cache")


class Demo:
    """A copy of the application under git, and the commands run in it."""

    def __init__(self, folder: Path) -> None:
        self.tree = folder / "acme"
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        self.environment = {
            **os.environ,
            "PATH": path,
            "HOME": str(folder),
            "GIT_AUTHOR_NAME": "demo",
            "GIT_AUTHOR_EMAIL": "demo@example.org",
            "GIT_COMMITTER_NAME": "demo",
            "GIT_COMMITTER_EMAIL": "demo@example.org",
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        self.environment.pop("PYTEST_ADDOPTS", None)

    def run(self, command: str, *, code: int = 0, tail: int | None = None) -> str:
        """Show and run one command; ``tail`` shows only the last lines of what it says."""
        print(f"\n$ {command}", flush=True)
        done = subprocess.run(
            command.split(),
            cwd=self.tree,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        lines = done.stdout.splitlines()
        hidden = 0 if tail is None else max(len(lines) - tail, 0)
        if hidden and done.returncode == code:
            print(f"  ... {hidden} lines ...")
        shown = lines[hidden:] if done.returncode == code else lines
        print("".join(f"{line}\n" for line in shown), end="", flush=True)
        if done.returncode != code:
            surprise(f"`{command}` ended with {done.returncode}, not with {code}")
        return done.stdout


def surprise(what: str) -> None:
    print(f"\nThe demo did not go as it should: {what}.", file=sys.stderr)
    sys.exit(1)


def say(what: str) -> None:
    print(f"\n# {what}", flush=True)


def play(demo: Demo) -> None:
    say("An application that keeps OAuth tokens in plaintext files, and its tests.")
    demo.run("git init --quiet")
    demo.run("git add --all")
    demo.run("git commit --quiet --message before")
    demo.run("python -m pytest -q", tail=1)

    say("Find every reference to the class, and write the manifest that lists them.")
    demo.run(
        "cutover scan --legacy acme.auth.token_store:MultiProviderTokenStore "
        "--replacement store:KeyringTokenStore -o draft.toml"
    )
    print((demo.tree / "draft.toml").read_text(encoding="utf-8"), end="")

    say("A person completes it (configs/acme.toml): what changes, may stay, must pass.")
    (demo.tree / "draft.toml").unlink()
    shutil.copy(MANIFEST, demo.tree / "cutover.toml")
    demo.run("git add cutover.toml")
    demo.run("git commit --quiet --message manifest")
    demo.run("cutover scan --check")

    say("Before: the gate is closed. The plan is made, read, and kept in a file.")
    demo.run("cutover verify", code=1, tail=1)
    demo.run("cutover plan -o ../plan.json", tail=15)

    say("Execute exactly that plan; the application's tests are the check that must pass.")
    demo.run("cutover apply ../plan.json")
    demo.run("cutover verify")
    demo.run("python -m pytest -q", tail=1)
    demo.run("git diff --stat", tail=1)

    say("The way back: every byte as it was. And forth again.")
    demo.run("cutover rollback")
    if demo.run("git status --porcelain"):
        surprise("the tree is not what it was before")
    demo.run("cutover apply ../plan.json")
    demo.run("cutover verify", tail=1)
    demo.run("cutover status")
    say("Done: the class is gone, its tests pass, and `cutover verify` keeps it so.")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="cutover-demo-") as folder:
        shutil.copytree(HERE / "acme", Path(folder, "acme"), ignore=LEFT_OUT)
        play(Demo(Path(folder)))


if __name__ == "__main__":
    main()
