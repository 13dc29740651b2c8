"""What calls give: modules that are loaded, what is waited for, what helpers pass on."""

from __future__ import annotations

from tree_sitter import Node

from cutover.languages.base import Term
from cutover.languages.typescript.facts.pattern_terms import Follow
from cutover.languages.typescript.syntax.call_expressions import arguments, called, module_of_call
from cutover.languages.typescript.syntax.parsing import Parsed
from cutover.languages.typescript.syntax.scopes import lookup


def call_terms(parsed: Parsed, node: Node, depth: int, follow: Follow) -> tuple[Term, ...]:
    """What a call gives; a ``value`` where it is no module or member of one."""
    module = module_of_call(parsed, node)
    if module is not None:
        return module
    name = called(parsed, node).rpartition(".")[2]
    given = arguments(node)
    if name in {"then", "catch", "finally"}:
        return _then_terms(parsed, node, given, depth, follow)
    if name in {"__importStar", "__importDefault", "_interopRequireDefault", "mocked", "default",
                "_interopRequireWildcard", "resolve", "freeze"} and given:  # fmt: skip
        return follow(parsed, given[0], depth + 1)
    return _loaded(parsed, node, depth, follow) or (Term("value", "call"),)


def _loaded(parsed: Parsed, call: Node, depth: int, follow: Follow) -> tuple[Term, ...]:
    """The module that a local ``const load = () => import('x')`` gives when it is called."""
    function = call.child_by_field_name("function")
    if function is None or function.type != "identifier":
        return ()
    for binding in lookup(parsed, parsed.text(function), function):
        value = binding.node.child_by_field_name("value")
        body = value.child_by_field_name("body") if value is not None else None
        if binding.how != "assign" or value is None or value.type != "arrow_function":
            continue
        if body is not None and body.type in {"call_expression", "await_expression"}:
            terms = follow(parsed, body, depth + 1)
            if all(term.origin == "import" and not term.name for term in terms):
                return terms
    return ()


def _then_terms(
    parsed: Parsed, node: Node, given: list[Node], depth: int, follow: Follow
) -> tuple[Term, ...]:
    """What ``import('x').then(m => m.Name)`` gives: the body of its callback."""
    function = node.child_by_field_name("function")
    owner = function.child_by_field_name("object") if function is not None else None
    if not given or parsed.text(function or node).rpartition(".")[2] != "then":
        return follow(parsed, owner, depth + 1)
    body = given[0].child_by_field_name("body")
    if given[0].type == "arrow_function" and body is not None and body.type != "statement_block":
        return follow(parsed, body, depth + 1)
    return (Term("value", "call"),)
