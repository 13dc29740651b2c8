"""The command `cutover`: common options, commands imported when used, one error door."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from cutover import __version__
from cutover.cli.console import Console, complain, whisper
from cutover.errors import CutoverError, ExitCode

COMMANDS = {
    "scan": "Find every reference and write the manifest.",
    "plan": "Show what would change; write nothing.",
    "apply": "Execute a plan, run the checks, restore if one fails.",
    "verify": "Check that nothing is left (the CI gate).",
    "rollback": "Undo a run.",
    "recover": "Take back what an interrupted run wrote.",
    "status": "Say where things stand.",
    "explain": "Say why a place is, or is not, a reference.",
    "show": "Show a plan file.",
    "validate": "Check the manifest.",
    "schema": "Print the JSON schema of the manifest.",
}
CODES = """\b
Exit codes:
  0  clean                         5  apply failed, tree restored
  1  findings, or changes pending  6  recovery needed
  2  usage or manifest error       7  locked by another run
  3  stale plan                  130  interrupted, tree restored
  4  blocked: a person must decide"""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command; click does the complaining about unknown ones."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"cutover.cli.{cmd_name}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """The command named first, or a usage error that names the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            ctx.fail(f"No such command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    epilog=CODES,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "CUTOVER"},
)
@click.version_option(__version__, prog_name="cutover")
@click.option("-C", "--directory", default=".", metavar="DIR", help="Run as if started in DIR.")
@click.option(
    "-f", "--manifest", metavar="FILE", help="Manifest [cutover.toml, configs/cutover.toml]."
)
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour stdout."
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors.")
@click.option("--within", hidden=True, default="")
@click.pass_context
def cli(
    ctx: click.Context, directory: str, manifest: str | None, color: str, quiet: bool, within: str
) -> None:
    """Replace a class, function or constant by another over a whole repository.

    scan -> plan -> apply -> verify, and rollback.
    """
    root = Path(directory)
    ctx.obj = Console(root, root / manifest if manifest else None, color, quiet, within)


def run(args: Sequence[str] | None = None) -> int:
    """Run a command; every error ends here as one message and an exit code."""
    try:
        return int(cli.main(args, prog_name="cutover", standalone_mode=False) or 0)
    except CutoverError as error:
        complain(error)
        return int(error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        whisper(error.format_message())
        return int(ExitCode.USAGE)
    except click.ClickException as error:
        error.show()
        return int(ExitCode.USAGE)
    except (click.Abort, KeyboardInterrupt):
        whisper("interrupted")
        return int(ExitCode.INTERRUPTED)
    except OSError as error:
        whisper(f"error: {error}")
        return int(ExitCode.USAGE)
    except Exception:
        import traceback

        whisper(traceback.format_exc() + "error: this is a bug in cutover; nothing else is known")
        return int(ExitCode.USAGE)


def main() -> NoReturn:
    """The installed command; it ends before there is garbage worth a collection."""
    gc.disable()
    code = run()
    # The interpreter collects once more when it ends: of what is frozen, nothing.
    gc.freeze()
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        sys.exit(code)
    # It would free each object, one by one, before the system frees all the memory at once.
    os._exit(code)


if __name__ == "__main__":
    main()
