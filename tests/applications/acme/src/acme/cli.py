"""The command line."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from acme import commands
from acme.auth.refresh import RefreshError


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="acme", description="Keep OAuth tokens for scripts.")
    verbs = top.add_subparsers(required=True, metavar="COMMAND")
    for verb, run in (
        ("login", commands.login),
        ("logout", commands.logout),
        ("refresh", commands.refresh),
    ):
        command = verbs.add_parser(verb)
        command.set_defaults(run=run)
        command.add_argument("provider")
        command.add_argument("--bucket")
        if verb == "login":
            command.add_argument("--token", required=True)
            command.add_argument("--refresh-token")
            command.add_argument("--expires-in", type=int, default=3600)
    verbs.add_parser("status").set_defaults(run=commands.status)
    verbs.add_parser("prune").set_defaults(run=commands.prune_expired)
    copy = verbs.add_parser("backup")
    copy.set_defaults(run=commands.backup)
    copy.add_argument("target", type=Path)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    options = vars(parser().parse_args(arguments))
    try:
        print(options.pop("run")(**options))
    except RefreshError as error:
        print(f"acme: {error}", file=sys.stderr)
        return 1
    return 0
