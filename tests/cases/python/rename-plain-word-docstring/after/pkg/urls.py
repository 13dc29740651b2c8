class Link:
    """Url parts. A Url has a scheme; see `Link`."""
