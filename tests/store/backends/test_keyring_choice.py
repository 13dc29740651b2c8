"""Which keyring is taken, and what the errors of keyrings are taken for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError, PasswordSetError

from store.backends.keyrings import choice, error_mapping
from store.backends.keyrings.choice import KWALLET, LIBSECRET, MACOS, OFF, SECRET_SERVICE, WINDOWS
from store.backends.os_keyring import OSKeyring
from store.deadlines import Deadline
from store.errors import Unavailable
from tests.store.fakes.keyrings import Win32Error
from tests.store.secret_service import SecretService

NOWHERE = "unix:path=/none"
IMPORTED = """
import sys
from pathlib import Path
from store.backends.os_keyring import OSKeyring
from store.deadlines import Deadline
ring = OSKeyring(Path(sys.argv[1]), bus=sys.argv[2])
assert ring.get("svc", "a:x", Deadline.after(20)) is None
assert not [name for name in sys.modules if name.startswith(("keyring", "gi", "dbus"))]
"""


def soon() -> Deadline:
    return Deadline.after(20)


@pytest.mark.parametrize(
    ("platform", "preferred", "names"),
    [
        ("linux", None, (SECRET_SERVICE,)),
        ("freebsd14", "", (SECRET_SERVICE,)),
        ("win32", None, (WINDOWS,)),
        ("darwin", None, (MACOS,)),
        ("linux", KWALLET, (KWALLET,)),
        ("linux", LIBSECRET, (LIBSECRET,)),
        ("linux", "keyrings.alt.file.PlaintextKeyring", (SECRET_SERVICE,)),
        ("win32", "keyring.backends.chainer.ChainerBackend", (WINDOWS,)),
        *[("linux", name, ()) for name in sorted(OFF)],
    ],
)
def test_candidates(platform: str, preferred: str | None, names: tuple[str, ...]) -> None:
    assert choice.candidates(platform, preferred) == names


@given(preferred=st.text())
def test_no_text_leads_to_another_keyring(preferred: str) -> None:
    assert set(choice.candidates("linux", preferred)) <= set(choice.WORDS)


@pytest.mark.parametrize("name", sorted(OFF))
def test_a_keyring_that_is_switched_off_is_unavailable(tmp_path: Path, name: str) -> None:
    with SecretService(tmp_path / "home") as service:
        ring = OSKeyring(tmp_path / "lock", bus=service.address, preferred=name)
        with pytest.raises(Unavailable, match="switched off") as caught:
            ring.set("svc", "a:x", "s3cret", soon())
        assert "PYTHON_KEYRING_BACKEND" in caught.value.remedy
        assert "switched off" in ring.describe()
        assert OSKeyring(tmp_path / "lock", bus=service.address).get("svc", "a:x", soon()) is None


@pytest.mark.parametrize("name", [KWALLET, LIBSECRET, WINDOWS])
def test_a_preferred_keyring_that_is_not_there_is_not_replaced(tmp_path: Path, name: str) -> None:
    with SecretService(tmp_path / "home") as service:
        ring = OSKeyring(tmp_path / "lock", bus=service.address, preferred=name)
        with pytest.raises(Unavailable):
            ring.get("svc", "a:x", soon())


def test_an_ignored_preference_is_told(tmp_path: Path) -> None:
    ring = OSKeyring(tmp_path / "lock", platform="linux", preferred="keyrings.alt.file.X")
    assert "keyrings.alt.file.X" in ring.describe()
    assert "Secret Service" in ring.describe()


@pytest.mark.parametrize(
    ("platform", "word"), [("win32", "Credential"), ("darwin", "Keychain"), ("linux", "Secret")]
)
def test_the_description_touches_nothing(tmp_path: Path, platform: str, word: str) -> None:
    assert word in OSKeyring(tmp_path / "lock", bus=NOWHERE, platform=platform).describe()


def test_a_foreign_keyring_of_any_priority_is_never_asked(tmp_path: Path) -> None:
    asked: list[str] = []

    class Foreign(KeyringBackend):
        priority = 100.0

        def get_password(self, service: str, username: str) -> str | None:
            asked.append(service)
            return "s3cret-foreign"

        def set_password(self, service: str, username: str, password: str) -> None:
            asked.append(service)

    try:
        ring = OSKeyring(tmp_path / "lock", bus=NOWHERE, preferred=f"{__name__}.Foreign")
        for act in (ring.get, ring.delete):
            with pytest.raises(Unavailable):
                act("svc", "a:x", soon())
        with pytest.raises(Unavailable):
            ring.set("svc", "a:x", "s3cret", soon())
    finally:
        KeyringBackend._classes.discard(Foreign)
    assert asked == []


def test_the_secret_service_needs_no_python_keyring(tmp_path: Path) -> None:
    with SecretService(tmp_path / "home") as service:
        command = [sys.executable, "-c", IMPORTED, str(tmp_path / "lock"), service.address]
        subprocess.run(command, check=True, timeout=60)


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


class DBusException(Exception):  # noqa: N818
    """The exception of dbus-python, as far as it matters."""

    def __init__(self, name: str) -> None:
        super().__init__("it is locked, PermissionDenied")
        self.get_dbus_name = lambda: name


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyringLocked("Failed to unlock the item!"), "LOCKED"),
        (PasswordSetError("Cancelled by user"), "DENIED"),
        (KeyringError("the call was blocked"), "UNAVAILABLE"),
        (InitError("unlocked, then not found"), "UNAVAILABLE"),
        (NoKeyringError("denied"), "UNAVAILABLE"),
        (Exception("Couldn't access platform storage: PermissionDenied"), "UNAVAILABLE"),
        (Exception("operation was cancelled: timeout"), "UNAVAILABLE"),
        (PermissionError(13, "Permission denied"), "UNAVAILABLE"),
        (FileNotFoundError(2, "not found"), "UNAVAILABLE"),
        (ConnectionResetError(104, "reset"), "UNAVAILABLE"),
        (TimeoutError(), "TIMEOUT"),
        (BlockingIOError(11, "again"), "TIMEOUT"),
        (UnicodeDecodeError("utf-8", b"s3cret\xff", 6, 7, "no"), "CORRUPT"),
        (Win32Error(5), "DENIED"),
        (Win32Error(1783), "TOO_LARGE"),
        (Win32Error(1312), "UNAVAILABLE"),
        (DBusException("org.freedesktop.DBus.Error.AccessDenied"), "DENIED"),
        (DBusException("org.freedesktop.DBus.Error.LimitsExceeded"), "UNAVAILABLE"),
        (DBusException("org.freedesktop.DBus.Error.NoReply"), "TIMEOUT"),
        (DBusException("org.freedesktop.DBus.Error.ServiceUnknown"), "UNAVAILABLE"),
        (DBusException("org.freedesktop.DBus.Error.TimedOut"), "TIMEOUT"),
        (DBusException("org.freedesktop.Secret.Error.IsLocked"), "LOCKED"),
        (
            caused(InitError("x"), DBusException("org.freedesktop.DBus.Error.AccessDenied")),
            "DENIED",
        ),
    ],
    ids=repr,
)
def test_errors_are_told_apart_by_what_they_are(error: Exception, code: str) -> None:
    meant = error_mapping.of_keyring(error, soon())
    assert meant.code == code
    assert "s3cret" not in f"{meant!r}"


@pytest.mark.parametrize("name", ["AccessDenied", "NoReply", "LimitsExceeded", "TimedOut"])
def test_a_secret_service_answers_by_the_same_names(name: str) -> None:
    from jeepney import DBusErrorResponse

    from store.backends.keyrings.secret_bus import meaning

    whole = f"org.freedesktop.DBus.Error.{name}"
    message = SimpleNamespace(header=SimpleNamespace(fields={4: whole}), body=("s3cret",))
    theirs = meaning(DBusErrorResponse(message), soon())
    assert theirs.code == error_mapping.of_dbus(whole).code
    assert "s3cret" not in str(theirs)
