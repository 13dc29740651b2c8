"""The sealed files of one service in one folder, and the mark that names the key in use."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from store.backends.files.private_files import (
    check_directory,
    move_private,
    read_private,
    remove_private,
    translated,
    write_private,
)
from store.backends.sealing import envelope
from store.backends.sealing.envelope import Envelope
from store.errors import StoreError
from store.names import directory_of


@dataclass(frozen=True, slots=True)
class EntryFiles:
    """``<root>/<service>/<folder>``, which need not exist."""

    service: str
    directory: Path

    @classmethod
    def of(cls, root: Path, service: str, folder: str) -> EntryFiles:
        """Return the files of a service; raises InvalidName."""
        return cls(service, root / directory_of(service) / folder)

    @property
    def lock(self) -> Path:
        """The kernel lock that every writer holds."""
        return self.directory.parent / "keys.lock"

    def path(self, account: str) -> Path:
        """Return the file of an account; neither case nor length nor ``:`` makes two meet."""
        return self.directory / f"{envelope.entry_id(self.service, account)}.tok"

    def paths(self) -> tuple[Path, ...]:
        """Return all entries' files, sorted."""
        with translated(self.directory):
            there = check_directory(self.directory)
            return tuple(sorted(self.directory.glob("*.tok"))) if there else ()

    def read(self, path: Path) -> Envelope | None:
        """Return the envelope in a file, None without the file; raises Corrupt, Denied."""
        with translated(self.directory):
            if not check_directory(self.directory):
                return None
        content = read_private(path)
        return None if content is None else envelope.parse(content)

    def kids(self) -> frozenset[str] | None:
        """Return the ids of the keys that the entries name, None when one cannot be read."""
        try:
            found = [self.read(path) for path in self.paths()]
        except StoreError:
            return None
        return frozenset(each.kid for each in found if each is not None)

    def set_aside(self, path: Path) -> None:
        """Keep what does not open beside the new value that is about to take its name."""
        move_private(path, _kept(path))

    def remove(self, path: Path) -> bool:
        """Unlink the file and what was set aside for it; say whether the file was there."""
        remove_private(_kept(path))
        return remove_private(path)

    def has(self, path: Path) -> bool:
        """Say whether anything lies there, be it damaged, a link or only set aside."""
        with translated(path):
            if not check_directory(self.directory):
                return False
            return any(each.is_symlink() or each.exists() for each in (path, _kept(path)))

    def active(self) -> str | None:
        """Return the id of the key in use, None when the mark is not there or says nothing."""
        try:
            content = read_private(self._mark)
        except StoreError:
            return None
        return None if content is None else content.decode(errors="replace")

    def mark_active(self, kid: str) -> None:
        """Tell the other processes which key is in use."""
        if self.active() != kid:
            write_private(self._mark, kid.encode())

    @property
    def _mark(self) -> Path:
        return self.directory / "active.kid"


def _kept(path: Path) -> Path:
    return path.with_suffix(".corrupt")
