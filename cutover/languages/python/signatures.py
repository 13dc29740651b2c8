"""The parameters of a class or function, as a manifest or a ``def`` spells them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace
from tree_sitter import Node

from cutover.languages.python.nodes import descendants, syntax, text_of

ParameterKind = Literal["positional", "either", "keyword", "var_positional", "var_keyword"]


class Parameter(Struct, frozen=True):
    """One parameter; the kinds are those of `inspect.Parameter`."""

    name: str
    kind: ParameterKind
    required: bool


class Signature(Struct, frozen=True):
    """All parameters in order, without ``self`` or ``cls``."""

    parameters: tuple[Parameter, ...]


_PREFIX = b"def f("


def parse_signature(text: str) -> Signature:
    """The signature a manifest spells, as between the parentheses of a ``def``.

    Raises ValueError that names the position (characters from 0) of what is wrong.
    """
    source = _PREFIX + text.encode() + b"\n): pass\n"
    root = syntax(source)
    function = next((node for node in root.children if node.type == "function_definition"), root)
    parameters = function.child_by_field_name("parameters")
    end = len(_PREFIX) + len(text.encode()) + 2
    if root.has_error or parameters is None or parameters.end_byte != end:
        raise _nonsense(source, _first_error(root, parameters), "this is no parameter list")
    try:
        return Signature(parameters_of(parameters))
    except _NonsenseError as error:
        raise _nonsense(source, error.offset, error.what) from None


class _NonsenseError(ValueError):
    """A parameter list that Python would refuse, and at which byte."""

    def __init__(self, offset: int, what: str) -> None:
        super().__init__(what)
        self.offset = offset
        self.what = what


def _nonsense(source: bytes, offset: int, what: str) -> ValueError:
    position = len(source[len(_PREFIX) : offset].decode(errors="replace"))
    return ValueError(f"position {position}: {what}")


def _first_error(root: Node, parameters: Node | None) -> int:
    wrong = [node.start_byte for node in descendants(root) if node.is_error or node.is_missing]
    if parameters is not None:
        wrong.append(parameters.end_byte - 1)
    return max(min(wrong, default=0), len(_PREFIX))


def parameters_of(node: Node) -> tuple[Parameter, ...]:
    """The parameters of a ``parameters`` node; _NonsenseError where Python would refuse them."""
    found: list[Parameter] = []
    state: ParameterKind = "either"
    bare_star: Node | None = None
    for child in node.named_children:
        if child.type in ("comment", "line_continuation"):
            continue
        if found and found[-1].kind == "var_keyword":
            raise _NonsenseError(child.start_byte, "nothing can follow '**'")
        if child.type == "positional_separator":
            if not found or state == "keyword" or found[0].kind == "positional":
                raise _NonsenseError(child.start_byte, "'/' is out of place")
            found = [replace(parameter, kind="positional") for parameter in found]
            continue
        if child.type == "keyword_separator":
            if state == "keyword":
                raise _NonsenseError(child.start_byte, "there can be only one '*'")
            state, bare_star = "keyword", child
            continue
        parameter = _parameter(child, state)
        _check_next(found, parameter, child)
        if parameter.kind == "var_positional":
            state = "keyword"
        found.append(parameter)
    if bare_star is not None and not any(parameter.kind == "keyword" for parameter in found):
        raise _NonsenseError(bare_star.start_byte, "'*' needs a parameter after it")
    return tuple(found)


def _parameter(node: Node, state: ParameterKind) -> Parameter:
    required = node.type not in ("default_parameter", "typed_default_parameter")
    named = node.named_children[0] if node.type == "typed_parameter" else node
    if not required:
        named = node.child_by_field_name("name") or node
    if named.type == "list_splat_pattern":
        return Parameter(text_of(named.named_children[0]), "var_positional", False)
    if named.type == "dictionary_splat_pattern":
        return Parameter(text_of(named.named_children[0]), "var_keyword", False)
    if named.type != "identifier":
        raise _NonsenseError(node.start_byte, "a parameter must be a name")
    return Parameter(text_of(named), state, required)


def _check_next(found: Sequence[Parameter], parameter: Parameter, node: Node) -> None:
    if any(parameter.name == earlier.name for earlier in found):
        raise _NonsenseError(node.start_byte, f"parameter {parameter.name} is there twice")
    if parameter.kind == "var_positional" and any(
        earlier.kind in ("keyword", "var_positional") for earlier in found
    ):
        raise _NonsenseError(node.start_byte, "there can be only one '*'")
    ordered = parameter.kind == "either" and parameter.required
    if ordered and any(not earlier.required for earlier in found):
        raise _NonsenseError(
            node.start_byte, f"parameter {parameter.name} needs a default like those before it"
        )
