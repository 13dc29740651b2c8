"""Tokens: keeping them, watching them change, renewing them."""

from .audit import AuditedTokenStore
from .token_store import MultiProviderTokenStore, oauth_directory, reveal

__all__ = ["AuditedTokenStore", "MultiProviderTokenStore", "oauth_directory", "reveal"]
