"""OAuth tokens of several providers, one plaintext JSON file each."""

import contextlib
import json
import os
import tempfile
import time
from pathlib import Path

from store import OAuthToken

_FIELDS = ("access_token", "refresh_token", "expiry", "token_type", "scope")
_LOCK_LIFETIME = 30.0


def oauth_directory() -> Path:
    """The directory of the tokens: `oauth` in ACME_HOME, or else in `~/.acme`."""
    return Path(os.environ.get("ACME_HOME") or Path.home() / ".acme") / "oauth"


def reveal(secret: object) -> str:
    """The text of a secret, wrapped (pydantic's `SecretStr`) or not."""
    unwrap = getattr(secret, "get_secret_value", None)
    return str(unwrap() if unwrap else secret)


def _token_path(base: Path, provider: str, bucket: str | None, suffix: str = ".json") -> Path:
    name = provider if bucket in (None, "default") else f"{provider}-{bucket}"
    return base / f"{name}{suffix}"


def _write_plaintext(path: Path, token: OAuthToken) -> None:
    values = {name: getattr(token, name) for name in _FIELDS}
    for name in ("access_token", "refresh_token"):
        values[name] = reveal(values[name]) if values[name] is not None else None
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(values, file, indent=2)
    os.replace(temporary, path)


class MultiProviderTokenStore:
    """Keeps a token per provider and bucket in `{provider}[-{bucket}].json`.

    >>> store = MultiProviderTokenStore(tempfile.mkdtemp())
    >>> store.get_token("github") is None
    True
    """

    def __init__(self, base_path: str | Path, create: bool = True) -> None:
        self._base = Path(base_path)
        if create:
            self._base.mkdir(mode=0o700, parents=True, exist_ok=True)

    def save_token(self, provider: str, token: OAuthToken, bucket: str | None = None) -> None:
        _write_plaintext(_token_path(self._base, provider, bucket), token)

    def get_token(self, provider: str, bucket: str | None = None) -> OAuthToken | None:
        try:
            text = _token_path(self._base, provider, bucket).read_text(encoding="utf-8")
            return OAuthToken(**json.loads(text))
        except (FileNotFoundError, ValueError):
            return None

    def remove_token(self, provider: str, bucket: str | None = None) -> None:
        _token_path(self._base, provider, bucket).unlink(missing_ok=True)

    def list_providers(self) -> list[str]:
        return sorted({path.stem.partition("-")[0] for path in self._base.glob("*.json")})

    def list_buckets(self, provider: str) -> list[str]:
        names = (path.stem.partition("-") for path in self._base.glob("*.json"))
        return sorted(bucket or "default" for name, _, bucket in names if name == provider)

    def acquire_refresh_lock(self, provider: str, bucket: str | None = None) -> bool:
        lock = _token_path(self._base, provider, bucket, ".lock")
        with contextlib.suppress(FileNotFoundError):
            if time.time() - lock.stat().st_mtime > _LOCK_LIFETIME:
                lock.unlink()
        try:
            lock.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            return False
        return True

    def release_refresh_lock(self, provider: str, bucket: str | None = None) -> None:
        _token_path(self._base, provider, bucket, ".lock").unlink(missing_ok=True)
