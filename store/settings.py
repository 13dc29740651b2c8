"""What the environment says about the store; the only module here that reads it."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import RuntimeDirWarning, user_data_path, user_runtime_path, user_state_path
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from store.errors import InvalidName, InvalidSetting
from store.names import check_name

_PREFIX = "STORE_"


def _service(name: str) -> str:
    try:
        return check_name("service", name)
    except InvalidName as error:
        raise ValueError(error.message) from None


def _path(value: Any) -> Any:
    if value is None or not str(value).strip():
        raise ValueError("an empty path")
    return value


def _data_directory() -> Path:
    return user_data_path("store", appauthor=False)


def _key_directory(given: dict[str, Any]) -> Path:
    """Each data directory has its own keys: a rekey of one must not drop those of another."""
    return key_directory_of(given.get("directory") or _data_directory())


def key_directory_of(directory: Path) -> Path:
    """Return the key directory of a data directory, the same for every spelling of its path."""
    real = directory.resolve()
    if real == _data_directory().resolve():
        return user_state_path("store", appauthor=False) / "keys"
    return real.with_name(f"{real.name}-keys")


def _runtime_directory() -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeDirWarning)
        found = user_runtime_path("store", appauthor=False)
    if found.is_relative_to(tempfile.gettempdir()):  # anybody may have made that one first
        return user_state_path("store", appauthor=False) / "run"
    return found


def _absolute(path: Path) -> Path:
    try:
        absolute = path.expanduser().absolute()
    except RuntimeError:
        raise ValueError("there is no such user") from None
    if not absolute.name:
        raise ValueError("the root directory")
    return absolute


Directory = Annotated[Path, BeforeValidator(_path), AfterValidator(_absolute)]
Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]


class StoreSettings(BaseSettings):
    """Service, directories, back end, policy, key source and deadlines, from ``STORE_*``.

    Attributes
    ----------
    service: first part of every key, and the name of the directory under ``directory``.
    directory: index, encrypted entries and refresh locks.
    key_directory: keys of encrypted entries; apart from them, so that a copy of one is harmless.
        For a ``directory`` other than the default it is ``<directory>-keys`` beside it.
    runtime_directory: the lock that serialises this user's calls to the keyring daemon.
    lock_directory: refresh locks; None puts them beside the data that they guard.
    backend: ``auto`` keeps to what worked before, else the keyring, else encrypted files.
    fallback: whether ``auto`` and ``keyring`` may use encrypted files at all.
    disable_keyring: never touch the operating system's keyring in this process.
    keyring_backend: what PYTHON_KEYRING_BACKEND says; heeded when it names a back end on the list.
    key_source: where the fallback's key comes from; ``auto`` is the passphrase if there is one,
        else a key file. (``keyring_wrapped`` always keeps its key in the keyring.)
    passphrase, passphrase_file: the passphrase, or the file whose first line it is.
    interactive: let the keyring ask the user to unlock it, within ``interactive_deadline``.
    deadline, interactive_deadline: seconds that one operation may take.
    lock_stale, lock_wait, lock_poll: of refresh locks, in seconds.
    best_effort: ``remove_token`` and the listings log an outage instead of raising it.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    service: Annotated[str, AfterValidator(_service)] = "store-oauth"
    directory: Directory = Field(default_factory=_data_directory)
    key_directory: Directory = Field(default_factory=_key_directory)
    runtime_directory: Directory = Field(default_factory=_runtime_directory)
    lock_directory: Directory | None = None
    backend: Literal["auto", "keyring", "keyring_wrapped", "file"] = "auto"
    fallback: Literal["allow", "deny"] = "allow"
    disable_keyring: bool = False
    keyring_backend: str | None = Field(default=None, validation_alias="PYTHON_KEYRING_BACKEND")
    key_source: Literal["auto", "passphrase", "file"] = "auto"
    passphrase: SecretStr | None = None
    passphrase_file: Directory | None = None
    interactive: bool = False
    deadline: Seconds = 5.0
    interactive_deadline: Seconds = 60.0
    lock_stale: Seconds = 30.0
    lock_wait: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)] = 10.0
    lock_poll: Annotated[float, Field(ge=0.001, le=10)] = 0.1
    best_effort: bool = False

    @property
    def operation_deadline(self) -> float:
        """The seconds that one operation may take, with a person at the prompt or without."""
        return self.interactive_deadline if self.interactive else self.deadline


def load_settings(**overrides: Any) -> StoreSettings:
    """Read the environment; raises InvalidSetting with the variable's name, never its value."""
    try:
        return StoreSettings(**overrides)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        name = _PREFIX + "_".join(str(part) for part in first["loc"][:1]).upper()
        raise InvalidSetting(f"{name}: {first['msg']}") from None


def llxprt_code(home: Path | None = None, **overrides: Any) -> StoreSettings:
    """Return the settings that the requirements fix for llxprt-code, whose store this replaces."""
    root = (home or Path.home()) / ".llxprt"
    fixed: dict[str, Any] = {
        "service": "llxprt-code-oauth",
        "directory": root / "secure-store",
        "key_directory": root / "secure-store-keys",
        "lock_directory": root / "oauth" / "locks",
        "fallback": "allow",
        "lock_stale": 30.0,
        "lock_wait": 10.0,
        "lock_poll": 0.1,
    }
    return load_settings(**fixed | overrides)
