"""A private D-Bus session with an unlocked gnome-keyring-daemon, for tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CONFIGURATION = """<busconfig><type>session</type><listen>unix:dir={}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""


@contextmanager
def secret_service(home: Path) -> Iterator[dict[str, str]]:
    """Yield the environment of a process that is to use the service under ``home``."""
    absent = [n for n in ("dbus-daemon", "gnome-keyring-daemon") if shutil.which(n) is None]
    if absent:
        reason = f"missing {absent}: install the packages dbus and gnome-keyring"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    runtime = home / "run"
    runtime.mkdir(mode=0o700)
    configuration = home / "bus.conf"
    configuration.write_text(CONFIGURATION.format(runtime))
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL")
    environment = {k: v for k, v in os.environ.items() if k not in hidden}
    environment = {k: v for k, v in environment.items() if not k.startswith(("XDG_", "STORE_"))}
    environment |= {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}
    bus = ["dbus-daemon", f"--config-file={configuration}", "--print-address=1", "--nofork"]
    keyring = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
    started: list[subprocess.Popen[str]] = []
    try:
        with (home / "daemon.log").open("w") as log:
            started.append(
                subprocess.Popen(
                    bus, stdout=subprocess.PIPE, stderr=log, env=environment, text=True
                )
            )
            assert started[0].stdout is not None
            environment["DBUS_SESSION_BUS_ADDRESS"] = started[0].stdout.readline().strip()
            started.append(
                subprocess.Popen(
                    keyring,
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=log,
                    env=environment,
                    text=True,
                )
            )
        assert started[1].stdin is not None
        started[1].stdin.write("pw")
        started[1].stdin.close()
        yield environment
    finally:
        for process in reversed(started):
            process.kill()
            process.wait(5)
            if process.stdout is not None:
                process.stdout.close()
