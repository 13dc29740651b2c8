"""Take one class, function or constant out of a living code base and put another in its place.

::

    manifest + repository --plan--> Plan --apply--> repository after, and a journal
                                                    |                  |
                                                  verify            rollback

`scan` finds every reference and writes the manifest; `plan` decides everything and writes nothing;
`apply` does what the plan says, all of it or none; `verify` says what is left; `rollback` reads the
journal backwards. The command `cutover` has the same verbs; here they are functions::

    import cutover

    loaded = cutover.load(root)
    planning = cutover.plan(root, loaded)
    cutover.apply(root, planning.plan, loaded)
    assert not cutover.verify(root, loaded).findings
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cutover.engine import apply, plan, rollback, scan, verify
    from cutover.sources import load

__version__ = "0.1.0"
__all__ = ["__version__", "apply", "load", "plan", "rollback", "scan", "verify"]


def __getattr__(name: str) -> object:
    """The functions of the engine, imported when somebody asks for one."""
    if name in __all__:
        from cutover import engine, sources

        return getattr(sources if name == "load" else engine, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
