"""A private D-Bus session with a real gnome-keyring-daemon in any state, for tests."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from jeepney import (
    DBusAddress,
    DBusErrorResponse,
    HeaderFields,
    Message,
    MessageType,
    new_method_call,
    new_method_return,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg

NAME = "org.freedesktop.secrets"
SERVICE = DBusAddress("/org/freedesktop/secrets", NAME, "org.freedesktop.Secret.Service")
BACK_DOOR = DBusAddress(
    "/org/freedesktop/secrets", NAME, "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"
)
BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
PROMPTER = "org.gnome.keyring.SystemPrompter"
PASSWORD = b"s3cret-login"
PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon")
PATIENCE = 20.0
HIDDEN = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL")
PREFIXES = ("XDG_", "STORE_", "KEYRING_", "PYTHON_KEYRING_")
CONFIGURATION = """<busconfig><type>session</type><listen>unix:dir={runtime}</listen>
<auth>EXTERNAL</auth>{services}<policy context="default"><allow send_destination="*"
eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""
ACTIVATION = """[D-BUS Service]
Name=org.freedesktop.secrets
Exec={daemon} --start --foreground --components=secrets
"""


class SecretService:
    """A session bus and a keyring daemon below ``home``; both end with the ``with`` block.

    ``activation``: the bus starts a killed daemon again, which then is locked; without it, nobody
    owns the name any more. ``unlocked=False``: a home in which no keyring was ever made; with
    ``activation`` the daemon is then started by the first who asks for it.
    """

    def __init__(self, home: Path, *, activation: bool = False, unlocked: bool = True) -> None:
        self.home = home
        self.activation = activation
        self.unlocked = unlocked
        self.address = ""
        self.environment: dict[str, str] = {}
        self.processes: list[subprocess.Popen[bytes]] = []
        self._runtime: Path | None = None

    def __enter__(self) -> Self:
        absent = [name for name in PROGRAMS if shutil.which(name) is None]
        if absent:
            pytest.skip(f"missing {absent}: install the packages dbus and gnome-keyring")
        try:
            self._start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with suppress(Exception):
            os.kill(self.pid, signal.SIGKILL)
        for process in reversed(self.processes):
            process.kill()
            process.wait(PATIENCE)
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
        if self._runtime is not None:
            shutil.rmtree(self._runtime, ignore_errors=True)

    @property
    def pid(self) -> int:
        """The process id of the daemon; raises LookupError when nobody owns its name."""
        try:
            with self.connection() as connection:
                return int(ask(connection, BUS, "GetConnectionUnixProcessID", "s", NAME)[0])
        except DBusErrorResponse as error:
            raise LookupError(error.name) from None

    @contextmanager
    def connection(self) -> Iterator[DBusConnection]:
        """A connection of the test's own, for what an application does not do."""
        with closing(open_dbus_connection(self.address)) as connection:
            yield connection

    def lock(self) -> None:
        """Lock the default collection, as a desktop does."""
        with self.connection() as connection:
            ask(connection, SERVICE, "Lock", "ao", [self._collection(connection)])

    def unlock(self) -> None:
        """Unlock the default collection with its password, without a prompt."""
        from secretstorage.util import format_secret, open_session

        with self.connection() as connection:
            path = self._collection(connection)
            secret = format_secret(open_session(connection), PASSWORD, "text/plain")
            ask(connection, BACK_DOOR, "UnlockWithMasterPassword", "o(oayays)", path, secret)

    def pause(self) -> None:
        """Freeze the daemon; the bus goes on."""
        pid = self.pid
        os.kill(pid, signal.SIGSTOP)
        wait_until(lambda: _state(pid) == "T", "the daemon to stop")

    def resume(self) -> None:
        """Let a frozen daemon go on."""
        os.kill(self.pid, signal.SIGCONT)

    def kill(self) -> None:
        """Kill the daemon and wait until the bus has noticed."""
        pid = self.pid
        os.kill(pid, signal.SIGKILL)
        for process in self.processes:
            if process.pid == pid:
                process.wait(PATIENCE)
        wait_until(lambda: not self._is_owned(), "the daemon's name to be free")

    def died(self) -> bool:
        """Say whether the daemon that this object started has ended."""
        return any(process.poll() is not None for process in self.processes[1:])

    def _start(self) -> None:
        # Not below home: the path of a socket has at most 107 characters.
        runtime = self._runtime = Path(tempfile.mkdtemp(prefix="store-"))
        self.home.mkdir(parents=True, exist_ok=True)
        environment = {k: v for k, v in os.environ.items() if k not in HIDDEN}
        environment = {k: v for k, v in environment.items() if not k.startswith(PREFIXES)}
        self.environment = environment | {"HOME": str(self.home), "XDG_RUNTIME_DIR": str(runtime)}
        configuration = self.home / "bus.conf"
        configuration.write_text(
            CONFIGURATION.format(runtime=runtime, services=self._service_directory())
        )
        bus = ["dbus-daemon", f"--config-file={configuration}", "--print-address=1", "--nofork"]
        process = self._spawn(bus)
        assert process.stdout is not None
        self.address = process.stdout.readline().decode().strip()
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.address
        if self.unlocked or not self.activation:
            self._start_daemon()

    def _start_daemon(self) -> None:
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        process = self._spawn([*command, "--unlock"] if self.unlocked else command)
        assert process.stdin is not None
        if self.unlocked:
            process.stdin.write(PASSWORD)
        process.stdin.close()
        wait_until(self._is_owned, "the daemon")
        if self.unlocked:
            wait_until(self._has_collection, "the login keyring")

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        with (self.home / "daemons.log").open("a") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if command[0] == "dbus-daemon" else log,
                stderr=log,
                env=self.environment,
            )
        self.processes.append(process)
        return process

    def _service_directory(self) -> str:
        if not self.activation:
            return ""
        directory = self.home / "services"
        directory.mkdir()
        daemon = shutil.which("gnome-keyring-daemon")
        (directory / f"{NAME}.service").write_text(ACTIVATION.format(daemon=daemon))
        return f"<servicedir>{directory}</servicedir>"

    def _is_owned(self) -> bool:
        with self.connection() as connection:
            return bool(ask(connection, BUS, "NameHasOwner", "s", NAME)[0])

    def _has_collection(self) -> bool:
        with self.connection() as connection:
            return self._collection(connection) != "/"

    def _collection(self, connection: DBusConnection) -> str:
        return str(ask(connection, SERVICE, "ReadAlias", "s", "default")[0])


class Prompter:
    """The program that would show the password dialog: it takes the request and nobody answers.

    ``answering``: it acknowledges that the dialog is open; else it does not react at all.
    """

    def __init__(self, service: SecretService, *, answering: bool) -> None:
        self.service = service
        self.answering = answering
        self.asked = threading.Event()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._ready = threading.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join(PATIENCE)

    def _serve(self) -> None:
        with self.service.connection() as connection:
            ask(connection, BUS, "RequestName", "su", PROMPTER, 4)
            self._ready.set()
            while not self._end.is_set():
                with suppress(TimeoutError):
                    self._react(connection, connection.receive(timeout=0.02))

    def _react(self, connection: DBusConnection, message: Message) -> None:
        if message.header.message_type != MessageType.method_call:
            return
        if message.header.fields[HeaderFields.member] == "BeginPrompting":
            self.asked.set()
        if self.answering:
            connection.send(new_method_return(message))


def ask(
    connection: DBusConnection, address: DBusAddress, method: str, signature: str, *body: Any
) -> tuple[Any, ...]:
    """Call a method and return the body of its reply."""
    message = new_method_call(address, method, signature, body)
    return tuple(unwrap_msg(connection.send_and_get_reply(message, timeout=PATIENCE)))


def wait_until(reached: Callable[[], bool], what: str) -> None:
    """Poll until ``reached``; fails naming ``what`` it waited for."""
    end = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.002)


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
