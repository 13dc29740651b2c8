"""What a class or function of Python takes, and where the arguments of a call land.

A signature is either proven or None; nothing here guesses at inherited or computed parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace
from tree_sitter import Node

from cutover.languages.python.parsing import parse

ParameterKind = Literal["positional", "either", "keyword", "var_positional", "var_keyword"]


class Parameter(Struct, frozen=True):
    """One parameter; the kinds are those of `inspect.Parameter`."""

    name: str
    kind: ParameterKind
    required: bool


class Signature(Struct, frozen=True):
    """All parameters in order, without ``self`` or ``cls``."""

    parameters: tuple[Parameter, ...]


class Argument(Struct, frozen=True):
    """One argument of a call; ``keyword`` is '' for a positional one."""

    node: Node
    keyword: str
    value: Node


class Binding(Struct, frozen=True):
    """The arguments of a call in order, each after the name of the parameter it lands on."""

    bound: tuple[tuple[str, Argument], ...]


class Misfit(Struct, frozen=True):
    """Why a call cannot be bound or rewritten."""

    reason: str


_PREFIX = b"def f("
_UNPACKED = frozenset({"list_splat", "dictionary_splat", "parenthesized_list_splat"})
_COMPOUND = frozenset(
    {
        "if_statement",
        "try_statement",
        "with_statement",
        "for_statement",
        "while_statement",
        "match_statement",
    }
)
# Decorators that leave the parameters of a function, or the constructor of a class, alone.
_TRANSPARENT = frozenset(
    {
        "abstractmethod",
        "asynccontextmanager",
        "beartype",
        "cache",
        "classmethod",
        "contextmanager",
        "deprecated",
        "final",
        "lru_cache",
        "no_type_check",
        "override",
        "runtime_checkable",
        "staticmethod",
        "total_ordering",
        "typechecked",
        "unique",
        "wraps",
    }
)
_BARE_BASES = frozenset({"object", "Generic", "Protocol", "ABC"})
_ATTRS = frozenset({"define", "frozen", "mutable"})
_CLASS_VARIABLE = re.compile(r"""^["']?(?:\w+\.)*ClassVar\b""")
_KEYWORD_MARK = re.compile(r"""^["']?(?:\w+\.)*KW_ONLY["']?$""")


def syntax(source: bytes) -> Node:
    """The root of the syntax tree of a piece of Python."""
    return parse(source).root


def descendants(node: Node) -> Iterator[Node]:
    """The node and everything under it, in the order of the text."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(current.children))


def text_of(node: Node | None) -> str:
    """The source of a node, '' for None."""
    return (node.text or b"").decode(errors="surrogateescape") if node is not None else ""


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
        return Signature(_parameters(parameters))
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


def _parameters(node: Node) -> tuple[Parameter, ...]:
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


# --- definitions ---------------------------------------------------------------------------------


class _Decorator(Struct, frozen=True):
    """The dotted name of a decorator, and its arguments when it is called."""

    name: str
    arguments: Node | None

    @property
    def last(self) -> str:
        return self.name.rpartition(".")[2]


def signature_of(definition: Node) -> Signature | None:
    """What a call of the class or function takes; None when the definition alone cannot tell."""
    try:
        decorators, inner = _undecorated(definition)
        if inner.type == "function_definition":
            return _of_function(inner, decorators)
        if inner.type == "class_definition":
            return _of_class(inner, decorators)
    except ValueError:
        return None
    return None


def _undecorated(node: Node) -> tuple[list[_Decorator], Node]:
    if node.type != "decorated_definition":
        return [], node
    inner = node.child_by_field_name("definition")
    found = [_decorator(child) for child in node.children if child.type == "decorator"]
    return found, inner if inner is not None else node


def _decorator(node: Node) -> _Decorator:
    expression = node.named_children[0]
    if expression.type != "call":
        return _Decorator(text_of(expression), None)
    return _Decorator(
        text_of(expression.child_by_field_name("function")),
        expression.child_by_field_name("arguments"),
    )


def _of_function(
    node: Node, decorators: Sequence[_Decorator], *, method: bool = False
) -> Signature:
    unknown = [decorator for decorator in decorators if decorator.last not in _TRANSPARENT]
    parameters = node.child_by_field_name("parameters")
    if unknown or parameters is None or parameters.has_error:
        raise ValueError("a decorator or an error hides the parameters")
    found = _parameters(parameters)
    bound = method or any(decorator.last == "classmethod" for decorator in decorators)
    if bound and found and found[0].kind in ("positional", "either"):
        found = found[1:]
    return Signature(found)


def _of_class(node: Node, decorators: Sequence[_Decorator]) -> Signature | None:
    body = node.child_by_field_name("body")
    if body is None:
        return None
    for name in ("__init__", "__new__"):
        own = _method(body, name)
        if own is not None:
            return _of_function(own[1], own[0], method=True)
    bases, metaclass = _bases(node)
    if not metaclass:
        return None
    inherited = [base for base in bases if base not in _BARE_BASES]
    if inherited == ["NamedTuple"]:
        return _generated(body, "named", None)
    others = [decorator for decorator in decorators if decorator.last not in _TRANSPARENT]
    if inherited or len(others) > 1:
        return None
    if not others:
        return Signature(())
    family = _family(others[0])
    if family is None:
        return None
    if not _flag(others[0].arguments, "init", default=True):
        return Signature(())
    return _generated(body, family, others[0])


def _bases(node: Node) -> tuple[list[str], bool]:
    """The last names of the bases, and whether the metaclass is one that changes no call."""
    superclasses = node.child_by_field_name("superclasses")
    bases, plain = [], True
    for argument in arguments_of(superclasses) if superclasses is not None else ():
        name = text_of(argument.value).partition("[")[0].strip().rpartition(".")[2]
        if not argument.keyword:
            bases.append(name)
        elif argument.keyword == "metaclass":
            plain = plain and name == "ABCMeta"
        else:
            plain = False
    return bases, plain


def _method(body: Node, name: str) -> tuple[list[_Decorator], Node] | None:
    """The last definition of a method that is no overload; ValueError where it is conditional."""
    last: tuple[list[_Decorator], Node] | None = None
    for statement in body.named_children:
        if statement.type in _COMPOUND and _defines(statement, name):
            raise ValueError(f"{name} depends on a condition")
        if name in _assigned(statement):
            raise ValueError(f"{name} is assigned")
        decorators, inner = _undecorated(statement)
        overload = any(decorator.last == "overload" for decorator in decorators)
        if inner.type == "function_definition" and _name(inner) == name and not overload:
            last = decorators, inner
    return last


def _name(node: Node) -> str:
    return text_of(node.child_by_field_name("name"))


def _defines(statement: Node, name: str) -> bool:
    return any(
        node.type == "identifier" and text_of(node) == name for node in descendants(statement)
    )


def _assigned(statement: Node) -> list[str]:
    """The names that a statement of a class body assigns to, in ``a = b = …`` all of them."""
    names = []
    assignment = _assignment(statement)
    while assignment is not None and assignment.type == "assignment":
        names.append(text_of(assignment.child_by_field_name("left")))
        assignment = assignment.child_by_field_name("right")
    return names


# --- generated constructors ----------------------------------------------------------------------

_Family = Literal["dataclass", "attrs", "attrs-explicit", "named"]


def _family(decorator: _Decorator) -> _Family | None:
    module = decorator.name.rpartition(".")[0]
    if module in ("attr", "attrs") or (not module and decorator.last in _ATTRS):
        if decorator.last in ("s", "attrs", "attributes"):
            automatic = _flag(decorator.arguments, "auto_attribs", default=False)
            return "attrs" if automatic else "attrs-explicit"
        if decorator.last in (*_ATTRS, "dataclass"):
            automatic = _flag(decorator.arguments, "auto_attribs", default=True)
            return "attrs" if automatic else "attrs-explicit"
        return None
    return "dataclass" if decorator.last == "dataclass" else None


def _options(arguments: Node | None) -> Mapping[str, Node]:
    """The keywords of a decorator or field; ValueError when some are unpacked."""
    found = arguments_of(arguments) if arguments is not None else ()
    if any(argument.node.type in _UNPACKED for argument in found):
        raise ValueError("unpacked options")
    return {argument.keyword: argument.value for argument in found}


def _flag(arguments: Node | None, name: str, *, default: bool) -> bool:
    value = _options(arguments).get(name)
    if value is None:
        return default
    if value.type not in ("true", "false"):
        raise ValueError(f"{name} is computed")
    return value.type == "true"


def _assignment(statement: Node) -> Node | None:
    if statement.type != "expression_statement" or not statement.named_children:
        return None
    inner = statement.named_children[0]
    return inner if inner.type == "assignment" else None


def _generated(body: Node, family: _Family, decorator: _Decorator | None) -> Signature:
    """The constructor that a field-collecting base or decorator writes."""
    options = decorator.arguments if decorator is not None else None
    if "these" in _options(options) or _conditional_fields(body):
        raise ValueError("fields are computed")
    explicit = family == "attrs-explicit" or (family == "attrs" and _has_bare_field(body))
    keyword = _flag(options, "kw_only", default=False)
    fields: dict[str, Parameter | None] = {}
    for statement in body.named_children:
        assignment = _assignment(statement)
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
        if statement.type in _COMPOUND
        for node in descendants(statement)
    )


def _is_field(value: Node | None) -> bool:
    if value is None or value.type != "call":
        return False
    callee = text_of(value.child_by_field_name("function"))
    return callee.rpartition(".")[2] in ("field", "ib", "attrib")


def _has_bare_field(body: Node) -> bool:
    assignments = filter(None, map(_assignment, body.named_children))
    return any(
        node.child_by_field_name("type") is None and _is_field(_value(node)) for node in assignments
    )


def _note_default(statement: Node, fields: dict[str, Parameter | None]) -> None:
    """Honour the ``@field.default`` of attrs."""
    for decorator in _undecorated(statement)[0]:
        if decorator.last == "default":
            _give_default(fields, decorator.name.rpartition(".")[0])


def _give_default(fields: dict[str, Parameter | None], name: str) -> None:
    parameter = fields.get(name)
    if parameter is not None:
        fields[name] = replace(parameter, required=False)


def _field(name: str, value: Node | None, *, keyword: bool, family: _Family) -> Parameter | None:
    """The parameter of one field; None when the constructor does not take it."""
    public = name.lstrip("_") if family.startswith("attrs") else name
    if value is None or not _is_field(value) or family == "named":
        return Parameter(public, "keyword" if keyword else "either", value is None)
    arguments = value.child_by_field_name("arguments")
    options = _options(arguments)
    if not _flag(arguments, "init", default=True):
        return None
    if "alias" in options and family.startswith("attrs"):
        if options["alias"].type != "string":
            raise ValueError("alias is computed")
        public = text_of(options["alias"]).strip("\"'")
    keyword = _flag(arguments, "kw_only", default=keyword)
    return Parameter(public, "keyword" if keyword else "either", not _has_default(options))


def _has_default(options: Mapping[str, Node]) -> bool:
    """Whether a field call gives one; the only positional argument (attr.ib) is the default."""
    given = [
        options[name] for name in ("default", "default_factory", "factory", "") if name in options
    ]
    return any(text_of(value).rpartition(".")[2] not in ("MISSING", "NOTHING") for value in given)


# --- binding -------------------------------------------------------------------------------------


def arguments_of(call: Node) -> tuple[Argument, ...]:
    """The arguments of an argument list, or the one of a call with a bare generator."""
    if call.type == "generator_expression":
        return (Argument(call, "", call),)
    return tuple(
        _argument(node)
        for node in call.named_children
        if node.type not in ("comment", "line_continuation")
    )


def _argument(node: Node) -> Argument:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if node.type != "keyword_argument" or name is None or value is None:
        return Argument(node, "", node)
    return Argument(node, text_of(name), value)


def is_unpacked(argument: Argument) -> bool:
    """Whether the argument is ``*args`` or ``**kwargs``."""
    return argument.node.type in _UNPACKED


def bind(signature: Signature, call: Node) -> Binding | Misfit:
    """The arguments of a call on the parameters they land on, as Python would."""
    arguments = arguments_of(call)
    if call.has_error:
        return Misfit("the arguments cannot be parsed")
    for argument in arguments:
        if is_unpacked(argument):
            return Misfit(f"what {text_of(argument.node)} holds cannot be proven")
    names, problems = place(signature, [argument.keyword for argument in arguments])
    if problems:
        return Misfit(problems[0])
    return Binding(tuple(zip(names, arguments, strict=True)))


def place(signature: Signature, keywords: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The parameter of every argument ('' for none), and what Python would refuse.

    ``keywords`` are those of the arguments in order, '' for a positional one.
    """
    problems = list(shape_problems(keywords))
    names: list[str] = []
    ordered = _of_kind(signature, "positional", "either")
    repeatable = _of_kind(signature, "var_positional", "var_keyword")
    for number, keyword in enumerate(keywords):
        name, problem = _landing(signature, keyword, number, ordered)
        if name and name in names and name not in repeatable and keywords.count(keyword) < 2:
            problem = f"parameter {name} is given twice"
        if problem:
            problems.append(problem)
        names.append(name)
    missing = [each.name for each in signature.parameters if each.required]
    problems += [f"parameter {name} is missing" for name in missing if name not in names]
    return tuple(names), tuple(dict.fromkeys(problems))


def _of_kind(signature: Signature, *kinds: ParameterKind) -> list[str]:
    return [parameter.name for parameter in signature.parameters if parameter.kind in kinds]


def _landing(
    signature: Signature, keyword: str, number: int, ordered: Sequence[str]
) -> tuple[str, str]:
    """The parameter of one argument and '', or '' and why it has none."""
    if not keyword:
        if number < len(ordered):
            return ordered[number], ""
        rest = _of_kind(signature, "var_positional")
        return (rest[0], "") if rest else ("", f"more than {len(ordered)} positional arguments")
    if keyword in _of_kind(signature, "either", "keyword"):
        return keyword, ""
    options = _of_kind(signature, "var_keyword")
    if options:
        return options[0], ""
    if keyword in ordered:
        return "", f"parameter {keyword} is positional-only"
    return "", f"there is no parameter {keyword}"


def shape_problems(keywords: Sequence[str]) -> Iterator[str]:
    """What is wrong with a list of arguments whatever the signature."""
    named = [keyword for keyword in keywords if keyword]
    if any(keyword and not after for keyword, after in pairwise(keywords)):
        yield "a positional argument follows a keyword"
    yield from (
        f"keyword {keyword} is given twice"
        for keyword in dict.fromkeys(named)
        if named.count(keyword) > 1
    )
