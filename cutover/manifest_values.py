"""What keeps a value of a manifest from being what its table declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import Meta, Struct, ValidationError, convert, structs

from cutover.manifest_words import hint, label, nearest, place_of, shown
from cutover.toml_places import KeyPath

NATIVE = (date, datetime, time)
_NOUNS: dict[object, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    date: "a date without quotes, such as 2027-01-31",
    tuple: "an array",
    Mapping: "a table such as { import = 1, call = 2 }",
}


def check_value(value: object, wanted: Any, path: KeyPath, found: dict[KeyPath, str]) -> None:
    """Note what keeps a value from being ``wanted``, deepest places only.

    An empty message marks a key whose problem is already told elsewhere.
    """
    core = _core(wanted)
    if isinstance(value, dict) and isinstance(core, type) and issubclass(core, Struct):
        _check_table(value, core, path, found)
    elif isinstance(value, dict) and get_origin(core) is Mapping:
        _check_mapping(value, get_args(core), path, found)
    elif isinstance(value, list) and value and get_origin(core) is tuple:
        for index, item in enumerate(value):
            check_value(item, get_args(core)[0], (*path, index), found)
    elif not _fits(value, wanted):
        offender = shown(value) + hint(_nearest(value, wanted))
        found[path] = f"{place_of(path)} must be {_must(wanted)}, got {offender}"


def _check_table(
    value: dict[str, object], table: type[Struct], path: KeyPath, found: dict[KeyPath, str]
) -> None:
    types = _types(table)
    for key in (key for key in value if key not in types):
        near = nearest(key, types)
        found[(*path, key)] = f"unknown key {shown(key)} in {label(path)}{hint(near)}"
        if near and near not in value:  # the typo of a required key is one problem, not two
            found.setdefault((*path, near), "")
    for info in structs.fields(table):
        place = (*path, info.name)
        if info.name in value:
            check_value(value[info.name], types[info.name], place, found)
        elif info.required:
            written = _written(info.name, types[info.name])
            found.setdefault(place, f"missing {written} in {label(path)}")


def _check_mapping(
    value: dict[str, object], wanted: Sequence[Any], path: KeyPath, found: dict[KeyPath, str]
) -> None:
    for key, item in value.items():
        if _fits(key, wanted[0]):
            check_value(item, wanted[1], (*path, key), found)
        elif _choices(wanted[0]):
            near = hint(_nearest(key, wanted[0]))
            found[(*path, key)] = f"unknown key {shown(key)} in {label(path)}{near}"
        else:
            offender = shown(key) + hint(_nearest(key, wanted[0]))
            found[(*path, key)] = (
                f"a key of {label(path)} must be {_must(wanted[0])}, got {offender}"
            )


def _fits(value: object, wanted: Any) -> bool:
    try:
        convert(value, wanted, builtin_types=NATIVE)
    except (ValidationError, ValueError):  # msgspec lets ValueError out for huge integers
        return False
    return True


@cache
def _types(table: type[Struct]) -> dict[str, Any]:
    return get_type_hints(table, include_extras=True)


def _core(wanted: Any) -> Any:
    """A type without its annotations and without None, which TOML has not."""
    while get_origin(wanted) in (Annotated, Union, UnionType):
        wanted = get_args(wanted)[0]
    return wanted


def _choices(wanted: Any) -> list[object]:
    core = _core(wanted)
    if isinstance(core, type) and issubclass(core, Enum):
        return [member.value for member in core]
    return list(get_args(core)) if get_origin(core) is Literal else []


def _must(wanted: Any) -> str:
    """The words that complete "must be"."""
    core = _core(wanted)
    if choices := _choices(wanted):
        return ("one of " if len(choices) > 1 else "") + ", ".join(map(shown, choices))
    if get_origin(wanted) in (Union, UnionType):
        return _must(get_args(wanted)[0])
    if get_origin(wanted) is Annotated:
        return next(_told(wanted.__metadata__), "") or _must(get_args(wanted)[0])
    if get_origin(core) is tuple:
        item = _core(get_args(core)[0])
        if isinstance(item, type) and issubclass(item, Struct):
            return "an array of tables, written with [[ ]]"
        return "an array"
    return _NOUNS.get(get_origin(core) or core, "a table")


def _told(metas: Sequence[object]) -> Iterator[str]:
    for meta in metas:
        if isinstance(meta, Meta) and meta.extra:
            yield str(meta.extra["must"])


def _nearest(value: object, wanted: Any) -> str:
    """The nearest valid name, or the text with its usual slip repaired."""
    if not isinstance(value, str):
        return ""
    if choices := _choices(wanted):
        return nearest(value, [choice for choice in choices if isinstance(choice, str)])
    colon = value if "/" in value else ":".join(value.rsplit(".", 1))
    repairs = (colon, value.replace("\\", "/").removeprefix("./"))
    tried = (text for text in repairs if text != value and _core(wanted) is str)
    return next((text for text in tried if _fits(text, wanted)), "")


def _written(name: str, wanted: Any) -> str:
    """A missing key the way it would be written."""
    core = _core(wanted)
    if isinstance(core, type) and issubclass(core, Struct):
        return f"table [{name}]"
    item = _core(get_args(core)[0]) if get_origin(core) is tuple else None
    if isinstance(item, type) and issubclass(item, Struct):
        return f"table [[{name}]]"
    return f"key '{name}'"
