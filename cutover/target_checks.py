"""Where a plan may write: inside the tree, to plain files that are not marked read-only."""

from __future__ import annotations

import os
import stat

from cutover.errors import ApplyError, PlanError
from cutover.workspace import STATE, Workspace, ancestors


def check_target(workspace: Workspace, path: str) -> None:
    """Refuse a path that is not plainly a file inside the tree, before anything is written."""
    parts = path.split("/")
    if "\0" in path or not {"", ".", "..", ".git", STATE}.isdisjoint(parts):
        raise PlanError(f"{path!r}: not a path that a plan may write", "make the plan again")
    for end in range(1, len(parts) + 1):
        name = "/".join(parts[:end])
        status = workspace.lstat(name)
        if status is None:
            return
        if stat.S_ISLNK(status.st_mode):
            what = "a symbolic link" if end == len(parts) else f"reached through the link {name}"
            raise ApplyError(
                f"{path}: {what}; nothing was written", "change the link's target instead"
            )
    if status is not None and not stat.S_ISREG(status.st_mode):
        raise ApplyError(f"{path}: not a regular file; nothing was written", "move it away")


def check_writable(workspace: Workspace, path: str) -> None:
    """Refuse a file or directory marked read-only; so for root, who could write it."""
    status = workspace.lstat(path)
    if status is not None and not (
        status.st_mode & 0o222 and os.access(workspace.absolute(path), os.W_OK)
    ):
        raise ApplyError(
            f"{path}: read-only; nothing was written", f"chmod u+w {path}, or leave it out"
        )
    directory = next((d for d in ancestors(path) if workspace.lstat(d) is not None), ".")
    if not os.access(workspace.absolute(directory), os.W_OK | os.X_OK):
        raise ApplyError(
            f"{path}: {directory}/ is read-only; nothing was written", f"chmod u+w {directory}"
        )
