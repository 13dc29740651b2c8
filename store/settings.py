"""What the environment says about the store; the only module here that reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class StoreSettings(BaseSettings):
    """The service name, the directory and the choice of back ends, from ``STORE_*`` variables."""

    model_config = SettingsConfigDict(env_prefix="STORE_", frozen=True)

    service: str = "store-oauth"
    directory: Path = Field(default_factory=lambda: user_data_path("store", appauthor=False))
    fallback: Literal["allow", "deny"] = "allow"
    backend: Literal["auto", "keyring", "file"] = "auto"
