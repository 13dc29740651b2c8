"""The command ``store``: look after stored tokens without ever showing one."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from store.cli.console import say
from store.cli.diagnosis import doctor, pin
from store.cli.keys import rekey
from store.cli.refresh_locks import lock
from store.cli.tokens import delete, list_, show
from store.errors import ExitCode, StoreError


class _OneDoor(click.Group):
    """Turns every StoreError into two lines on stderr and the exit code of its kind."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StoreError as error:
            say(f"{error.code}: {error.message}")
            if error.remedy:
                say(error.remedy)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            raise
        except OSError as error:
            say(f"UNAVAILABLE: the output cannot be written: {error.strerror}")
            _discard_output()
            ctx.exit(ExitCode.UNAVAILABLE)
        except KeyboardInterrupt:
            say("interrupted")
            ctx.exit(ExitCode.INTERRUPTED)


@click.group(name="store", cls=_OneDoor)
@click.version_option(package_name="cutover-toolkit")
@click.option("--service", default=None, help="The service; STORE_SERVICE when left out.")
@click.pass_context
def main(ctx: click.Context, service: str | None) -> None:
    """Look after stored OAuth tokens; a secret is never shown.

    \b
    Exit codes: 0 all is well, 1 findings, 2 usage, 3 not found, 4 unavailable, 5 locked,
    6 denied, 7 timeout, 8 corrupt, 9 conflict, 10 a lock is held, 130 interrupted.
    """
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s: %(message)s")
    _no_core_dumps()
    ctx.obj = service


def _discard_output() -> None:
    # What is still buffered would fail again when the interpreter ends.
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _no_core_dumps() -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


for _command in (doctor, list_, show, delete, lock, rekey, pin):
    main.add_command(_command)
