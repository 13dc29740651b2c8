"""The constructors that dataclasses, attrs and named tuples write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from msgspec.structs import replace
from tree_sitter import Node

from cutover.languages.python.decorators import (
    COMPOUND,
    Decorator,
    assignment_of,
    flag,
    options_of,
    undecorated,
)
from cutover.languages.python.nodes import descendants, text_of
from cutover.languages.python.signatures import Parameter, Signature

Family = Literal["dataclass", "attrs", "attrs-explicit", "named"]
_ATTRS = frozenset({"define", "frozen", "mutable"})
_CLASS_VARIABLE = re.compile(r"""^["']?(?:\w+\.)*ClassVar\b""")
_KEYWORD_MARK = re.compile(r"""^["']?(?:\w+\.)*KW_ONLY["']?$""")


def family_of(decorator: Decorator) -> Family | None:
    """Which way of making a constructor a decorator stands for, if any."""
    module = decorator.name.rpartition(".")[0]
    if module in ("attr", "attrs") or (not module and decorator.last in _ATTRS):
        if decorator.last in ("s", "attrs", "attributes"):
            automatic = flag(decorator.arguments, "auto_attribs", default=False)
            return "attrs" if automatic else "attrs-explicit"
        if decorator.last in (*_ATTRS, "dataclass"):
            automatic = flag(decorator.arguments, "auto_attribs", default=True)
            return "attrs" if automatic else "attrs-explicit"
        return None
    return "dataclass" if decorator.last == "dataclass" else None


def generated_signature(body: Node, family: Family, decorator: Decorator | None) -> Signature:
    """The constructor that a field-collecting base or decorator writes."""
    options = decorator.arguments if decorator is not None else None
    if "these" in options_of(options) or _conditional_fields(body):
        raise ValueError("fields are computed")
    explicit = family == "attrs-explicit" or (family == "attrs" and _has_bare_field(body))
    keyword = flag(options, "kw_only", default=False)
    fields: dict[str, Parameter | None] = {}
    for statement in body.named_children:
        assignment = assignment_of(statement)
        if assignment is None:
            _note_default(statement, fields)
            continue
        left, value = text_of(assignment.child_by_field_name("left")), _value(assignment)
        annotation = text_of(assignment.child_by_field_name("type"))
        if family == "dataclass" and _KEYWORD_MARK.match(annotation):
            keyword = True
        elif _CLASS_VARIABLE.match(annotation):
            continue
        elif _is_field(value) if explicit else annotation:
            fields[left] = _field(left, value, keyword=keyword, family=family)
        elif not annotation and family == "dataclass":
            _give_default(fields, left)
    found = [parameter for parameter in fields.values() if parameter is not None]
    return Signature(tuple(sorted(found, key=lambda parameter: parameter.kind == "keyword")))


def _value(assignment: Node) -> Node | None:
    return assignment.child_by_field_name("right")


def _conditional_fields(body: Node) -> bool:
    return any(
        node.type == "assignment"
        for statement in body.named_children
        if statement.type in COMPOUND
        for node in descendants(statement)
    )


def _is_field(value: Node | None) -> bool:
    if value is None or value.type != "call":
        return False
    callee = text_of(value.child_by_field_name("function"))
    return callee.rpartition(".")[2] in ("field", "ib", "attrib")


def _has_bare_field(body: Node) -> bool:
    assignments = filter(None, map(assignment_of, body.named_children))
    return any(
        node.child_by_field_name("type") is None and _is_field(_value(node)) for node in assignments
    )


def _note_default(statement: Node, fields: dict[str, Parameter | None]) -> None:
    """Honour the ``@field.default`` of attrs."""
    for decorator in undecorated(statement)[0]:
        if decorator.last == "default":
            _give_default(fields, decorator.name.rpartition(".")[0])


def _give_default(fields: dict[str, Parameter | None], name: str) -> None:
    parameter = fields.get(name)
    if parameter is not None:
        fields[name] = replace(parameter, required=False)


def _field(name: str, value: Node | None, *, keyword: bool, family: Family) -> Parameter | None:
    """The parameter of one field; None when the constructor does not take it."""
    public = name.lstrip("_") if family.startswith("attrs") else name
    if value is None or not _is_field(value) or family == "named":
        return Parameter(public, "keyword" if keyword else "either", value is None)
    arguments = value.child_by_field_name("arguments")
    options = options_of(arguments)
    if not flag(arguments, "init", default=True):
        return None
    if "alias" in options and family.startswith("attrs"):
        if options["alias"].type != "string":
            raise ValueError("alias is computed")
        public = text_of(options["alias"]).strip("\"'")
    keyword = flag(arguments, "kw_only", default=keyword)
    return Parameter(public, "keyword" if keyword else "either", not _has_default(options))


def _has_default(options: Mapping[str, Node]) -> bool:
    """Whether a field call gives one; the only positional argument (attr.ib) is the default."""
    given = [
        options[name] for name in ("default", "default_factory", "factory", "") if name in options
    ]
    return any(text_of(value).rpartition(".")[2] not in ("MISSING", "NOTHING") for value in given)
