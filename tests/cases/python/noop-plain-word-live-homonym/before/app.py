"""Opens a `Session`."""

from requests import Session

# `Session` of requests, see :class:`requests.Session`.
session = Session()
