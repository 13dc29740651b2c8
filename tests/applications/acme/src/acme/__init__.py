"""Log in to OAuth providers once, and use the tokens in scripts.

>>> import tempfile
>>> from acme import MultiProviderTokenStore
>>> MultiProviderTokenStore(tempfile.mkdtemp()).list_providers()
[]
"""

from acme.auth import AuditedTokenStore, MultiProviderTokenStore

__all__ = ["AuditedTokenStore", "MultiProviderTokenStore"]
