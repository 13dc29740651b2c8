class Url:
    """Url parts. A Url has a scheme; see `Url`."""
