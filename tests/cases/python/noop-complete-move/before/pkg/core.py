class TokenStore:
    pass
