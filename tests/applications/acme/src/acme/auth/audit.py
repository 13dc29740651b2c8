"""A token store that logs who changed what."""

import logging
from pathlib import Path

from store import OAuthToken

from .token_store import MultiProviderTokenStore

logger = logging.getLogger(__name__)


class AuditedTokenStore(MultiProviderTokenStore):
    """A `MultiProviderTokenStore` that logs each change, never the token."""

    def __init__(self, base_path: str | Path, actor: str = "acme") -> None:
        super().__init__(base_path)
        self.actor = actor

    def save_token(self, provider: str, token: OAuthToken, bucket: str | None = None) -> None:
        super().save_token(provider, token, bucket)
        logger.info("%s saved %s:%s", self.actor, provider, bucket or "default")
