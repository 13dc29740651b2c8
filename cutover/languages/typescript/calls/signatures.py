"""The parameters of a class or function, as a manifest or its definition spells them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace
from tree_sitter import Node

from cutover.languages.nodes import descendants
from cutover.languages.typescript.syntax.parsing import Parsed, parse

__all__ = ["Parameter", "Signature", "merged", "parameters_of", "parse_signature"]

_PREFIX = b"function f("


class Parameter(Struct, frozen=True):
    """One parameter; a destructured one is called by its text; ``rest`` takes all that follow."""

    name: str
    required: bool
    rest: bool = False


class Signature(Struct, frozen=True):
    """All parameters in order, without ``this``."""

    parameters: tuple[Parameter, ...]

    @property
    def least(self) -> int:
        """How many arguments a call needs."""
        needed = [at for at, each in enumerate(self.parameters, 1) if each.required]
        return max(needed, default=0)

    @property
    def most(self) -> int | None:
        """How many arguments a call can have; None for any number."""
        if any(each.rest for each in self.parameters):
            return None
        return len(self.parameters)


def parse_signature(text: str) -> Signature:
    """The signature a manifest spells, with or without its parentheses.

    Raises ValueError that names the position (characters from 0) of what is wrong.
    """
    inner = text.strip()
    if inner.startswith("(") and inner.endswith(")"):
        inner = inner[1:-1]
    source = _PREFIX + inner.encode() + b"\n) {}\n"
    parsed = parse(source, "f.ts")
    found = [node for node in parsed.root.children if node.type == "function_declaration"]
    parameters = found[0].child_by_field_name("parameters") if len(found) == 1 else None
    end = len(_PREFIX) + len(inner.encode()) + 2
    if parsed.root.has_error or parameters is None or parameters.end_byte != end:
        raise _nonsense(parsed, _first_error(parsed.root, parameters), "this is no parameter list")
    _check(parsed, parameters)
    return Signature(parameters_of(parsed, parameters))


def _nonsense(parsed: Parsed, offset: int, what: str) -> ValueError:
    position = len(parsed.data[len(_PREFIX) : offset].decode(errors="replace"))
    return ValueError(f"position {position}: {what}")


def _first_error(root: Node, parameters: Node | None) -> int:
    wrong = [node.start_byte for node in descendants(root) if node.is_error or node.is_missing]
    if parameters is not None:
        wrong.append(parameters.end_byte - 1)
    return max(min(wrong, default=0), len(_PREFIX))


def _check(parsed: Parsed, parameters: Node) -> None:
    seen: set[str] = set()
    optional = ""
    last: Parameter | None = None
    for node, parameter in _each(parsed, parameters):
        if last is not None and last.rest:
            raise _nonsense(parsed, node.start_byte, f"nothing can follow '...{last.name}'")
        if parameter.name in seen:
            raise _nonsense(parsed, node.start_byte, f"parameter {parameter.name} is there twice")
        if node.type == "optional_parameter":
            optional = parameter.name
        elif optional and parameter.required:
            what = f"parameter {parameter.name} is required but follows the optional {optional}"
            raise _nonsense(parsed, node.start_byte, what)
        seen.add(parameter.name)
        last = parameter


def parameters_of(parsed: Parsed, node: Node, *, loose: bool = False) -> tuple[Parameter, ...]:
    """The parameters of a ``formal_parameters`` node, or of the one name of an arrow function.

    ``loose`` is for JavaScript, where every parameter may be left out.
    """
    if node.type == "identifier":
        return (Parameter(parsed.text(node), not loose),)
    found = tuple(parameter for _, parameter in _each(parsed, node))
    return tuple(replace(each, required=False) for each in found) if loose else found


def _each(parsed: Parsed, node: Node) -> Iterator[tuple[Node, Parameter]]:
    for child in node.named_children:
        pattern = child.child_by_field_name("pattern")
        if child.type not in {"required_parameter", "optional_parameter"} or pattern is None:
            continue
        if pattern.type == "this":
            continue
        if pattern.type == "rest_pattern":
            named = [each for each in pattern.named_children if each.type != "comment"]
            yield child, Parameter(_name(parsed, named[0]) if named else "", False, rest=True)
            continue
        given = child.type == "optional_parameter" or child.child_by_field_name("value") is not None
        yield child, Parameter(_name(parsed, pattern), not given)


def _name(parsed: Parsed, pattern: Node) -> str:
    return " ".join(parsed.text(pattern).split())


def merged(signatures: list[Signature]) -> Signature | None:
    """One signature that takes whatever one of the overloads takes; None without any."""
    if not signatures:
        return None
    longest = max(signatures, key=lambda each: len(each.parameters))
    least = min(each.least for each in signatures)
    return Signature(
        tuple(
            replace(each, required=each.required and at < least)
            for at, each in enumerate(longest.parameters)
        )
    )
