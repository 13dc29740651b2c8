"""The names that make a key: service, provider and bucket."""

from __future__ import annotations

import hashlib
import re

from store.errors import InvalidName

DEFAULT_BUCKET = "default"
_NAME = re.compile(r"[A-Za-z0-9._@-]{1,64}")
_DOTS = re.compile(r"\.+")
_SHOWN = 80
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)


def account_of(provider: str, bucket: str | None = None) -> str:
    """Return the key ``provider:bucket``; raises InvalidName before anything is touched."""
    name = DEFAULT_BUCKET if bucket is None else bucket
    return f"{check_name('provider', provider)}:{check_name('bucket', name)}"


def split_account(account: str) -> tuple[str, str]:
    """Return provider and bucket of a key; raises InvalidName for anything else."""
    provider, _, bucket = account.partition(":")
    return check_name("provider", provider), check_name("bucket", bucket)


def directory_of(service: str) -> str:
    """Return the directory name of a service; raises InvalidName.

    It is the service's name, unless another one would meet it where case is folded, or Windows has
    a device or no file of that name.
    """
    check_name("service", service)
    lower = service.lower()
    if service == lower and not service.endswith(".") and lower.split(".")[0] not in _DEVICES:
        return service
    return f"@{digest_of(service)}.{lower.rstrip('.')}"


def check_account(account: str) -> str:
    """Return a key of one name, or of two with a colon between; raises InvalidName else."""
    for part in str(account).split(":", 1):
        check_name("key", part)
    return account


def check_name(kind: str, name: str) -> str:
    """Return the name, or raise InvalidName with the bad value and the allowed set."""
    if not isinstance(name, str) or _NAME.fullmatch(name) is None or _DOTS.fullmatch(name):
        raise InvalidName(
            f"invalid {kind} {_shown(name)}: allowed is [A-Za-z0-9._@-], 1 to 64 of them,"
            " and not dots alone"
        )
    return name


def digest_of(account: str) -> str:
    """Return what a log may say of a key: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(account.encode()).hexdigest()[:16]


def _shown(name: object) -> str:
    text = repr(name)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}... ({len(text)} characters)"
