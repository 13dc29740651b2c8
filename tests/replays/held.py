"""A manifest in which the calls of some files wait for people: what `plan` must refuse to apply."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

_SITE = re.compile(r"^\[\[site\]\]\n(?:(?!\[\[?[a-z]).*\n?)*", re.MULTILINE)
_CALLS = re.compile(r",?\s*\bcall = \d+")


def held_back(manifest: bytes, files: Sequence[str]) -> bytes:
    """The manifest with every call in the files declared manual, made from its own text."""
    text = manifest.decode()
    held: list[str] = []

    def singled_out(match: re.Match[str]) -> str:
        site = tomllib.loads(match[0])["site"][0]
        if site["path"] not in files or site.get("kind") != "call":
            return match[0]
        held.append(_manual(site["path"], site.get("count", 1), site.get("reason", "")))
        return ""

    text = _SITE.sub(singled_out, text)
    for path, kinds in tomllib.loads(text).get("sites", {}).items():
        if path in files and "call" in kinds:
            line = re.search(rf"^{re.escape(json.dumps(path))} = .*$", text, re.MULTILINE)
            text = text.replace(line[0], _CALLS.sub("", line[0])) if line else text
            held.append(_manual(path, kinds["call"], ""))
    return f"{text.rstrip()}\n{''.join(held)}".encode()


def unheld(manifest: bytes, said: str) -> Iterator[str]:
    """What the plan of a manifest with manual sites does not say, or does before its time."""
    data: dict[str, Any] = tomllib.loads(manifest.decode())
    for site in data["site"]:
        if site.get("action") == "manual":
            line = rf"^{re.escape(site['path'])}:\d+:\d+ {site['kind']} needs a person: "
            if len(re.findall(line, said, re.MULTILINE)) != site.get("count", 1):
                yield f"{site['path']} is not named {site.get('count', 1)} times"
    for symbol in data["symbol"]:
        path, _, name = symbol["legacy"].partition("#")
        if re.search(rf"^-.*\bclass {name}\b", said, re.MULTILINE):
            yield f"{path} loses {name} already"


def _manual(path: str, count: int, reason: str) -> str:
    return (
        f'\n[[site]]\npath = {json.dumps(path)}\nkind = "call"\ncount = {count}\n'
        f'action = "manual"\nreason = {json.dumps(reason or "people decide about it")}\n'
    )
