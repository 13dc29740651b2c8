"""The settings file: flat `key: value` lines, a subset of YAML."""

import importlib
import os
from pathlib import Path


def read_settings() -> dict[str, str]:
    """The settings of `settings.yaml`, or of the file that ACME_SETTINGS names."""
    path = Path(os.environ.get("ACME_SETTINGS", "settings.yaml"))
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    pairs = (line.partition(":") for line in lines if not line.startswith("#"))
    return {key.strip(): value.strip() for key, _, value in pairs if key.strip()}


def store_class(settings: dict[str, str]) -> type:
    """The class that keeps the tokens, as the settings name it."""
    if dotted := settings.get("store"):
        module, _, name = dotted.rpartition(".")
        return getattr(importlib.import_module(module), name)
    return importlib.import_module("acme.auth.token_store").MultiProviderTokenStore
