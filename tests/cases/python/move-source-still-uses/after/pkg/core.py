"""Core."""

SIZE = 1


class TokenStore:
    pass
