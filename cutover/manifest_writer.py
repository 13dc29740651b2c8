"""Write a manifest, and bring one up to date without disturbing what people wrote in it.

Both are one operation: small insertions, deletions and number changes at places that `scan_toml`
names, so every byte outside them comes back as it was. A new manifest is an empty one, updated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from cutover.drafts import (
    Draft,
    DraftSite,
    claims,
    decided,
    needs_person,
    new_entries,
    selector_of,
    writable,
)
from cutover.manifest_edits import file_edits, site_edits
from cutover.manifest_lines import inline_table, quoted, site_lines, slug, symbol_lines, table_text
from cutover.manifest_page import Page
from cutover.manifest_toml import parse_manifest

NEW_NAME = "cutover.toml"
_HEAD = """\
# Written by `cutover scan`. [sites] counts, by file, the references that go the default way; a
# [[site]] claims its references first and says what else becomes of them.
# `cutover scan --update` adds, corrects and removes sites; all other text, comments too, is yours.
version = 1

[cutover]
id = {id}
# owner = "team"
# roots = ["src"]
"""
_STUBS = """\

# References that may stay for a while:
# [[allow]]
# paths = ["docs/**"]
# kinds = ["mention"]
# owner = "team"
# reason = "describes the migration"
# expires = 2027-01-31

# The old plaintext files, as paths the code would spell:
# [data]
# paths = ["~/.acme/tokens.json"]

# A formatter for changed files:
# [[format]]
# command = ["ruff", "format", "{files}"]

# A command that must pass after apply:
# [[check]]
# name = "tests"
# command = ["pytest", "-q"]
"""


def write_manifest(draft: Draft) -> str:
    """A new manifest for what a scan found."""
    symbols = "".join(
        "\n" + table_text("[[symbol]]", symbol_lines(symbol)) for symbol in draft.symbols
    )
    head = _HEAD.format(id=quoted(slug(draft.symbols)))
    return update_manifest(f"{head}{symbols}\n[sites]\n{_STUBS}", draft, NEW_NAME)


def update_manifest(text: str, draft: Draft, name: str = NEW_NAME) -> str:
    """The manifest with its sites as a scan found them; what people decided and wrote stays.

    Raises `ManifestError`, whose lines begin with ``name``, for a manifest that cannot be read or
    whose sites are not written as ``[sites]`` and ``[[site]]``.
    """
    body = text.removeprefix("\ufeff")
    manifest = parse_manifest(body.encode(), name)
    page = Page(body, name)
    sites = writable(draft.sites)
    known = [selector_of(site) for site in manifest.site]
    _, unclaimed = claims(known, sites)
    new = new_entries(unclaimed, named=len(draft.symbols) > 1)
    counts, rest = claims([*known, *map(selector_of, new)], sites)
    edits = [*site_edits(page, manifest.site, counts), *file_edits(page, manifest, rest)]
    fresh = zip(new, counts[len(known) :], strict=True)
    blocks = [["", *site_lines(site, count)] for site, count in fresh]
    edits += [page.add(page.after_sites(), block) for block in blocks]
    return text[: len(text) - len(body)] + page.apply(edits)


def site_line(site: DraftSite, listed: Mapping[str, int] | None = None) -> str:
    """What to write for a reference that the manifest does not list.

    A line of ``[sites]`` (which takes the place of the file's line, if ``listed`` holds its
    counts), or a ``[[site]]`` table for a reference that needs a person.
    """
    if needs_person(site):
        return "\n".join(site_lines(decided(site), site.count))
    counts = Counter(listed or {})
    counts[str(site.kind)] += site.count
    return f"{quoted(site.path)} = {inline_table(counts)}"
