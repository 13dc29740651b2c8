"""Path globs as manifests write them."""

from __future__ import annotations

import re
from functools import lru_cache

_SPELT = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


@lru_cache(maxsize=512)
def glob_pattern(glob: str) -> re.Pattern[str]:
    """A path glob for `fullmatch`: ``**`` spans directories, a directory means all below."""
    tokens = re.split(r"(\*\*/|\*\*|\*|\?)", glob.removeprefix("./").rstrip("/"))
    return re.compile(
        "".join(_SPELT.get(t) or re.escape(t) for t in tokens) + "(?:/.*)?", re.DOTALL
    )


def matches(path: str, globs: tuple[str, ...]) -> bool:
    """Whether a path fits one of the globs."""
    return any(glob_pattern(glob).fullmatch(path) for glob in globs)
