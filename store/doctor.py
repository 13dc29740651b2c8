"""What a store would do now and what is wrong with it; no token and no setting is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.errors import Corrupt, ExitCode, NewerVersion, Outage, StoreError
from store.index import Index, IndexEntry
from store.locks import lock_states
from store.model import OAuthToken

if TYPE_CHECKING:
    from store.secure_store import SecureStore
    from store.settings import StoreSettings
    from store.token_store import KeyringTokenStore


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be, and what to do about it."""

    code: str
    message: str
    remedy: str
    harmless: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The facts in the order in which a person asks for them, the findings, and the exit code."""

    facts: dict[str, object]
    findings: tuple[Finding, ...]
    exit_code: ExitCode


def diagnose(settings: StoreSettings, tokens: KeyringTokenStore) -> Diagnosis:
    """Return the diagnosis of a store; asks a place that does not answer only once."""
    store = tokens.secure_store
    index, damage = _index(store)
    outlook = store.places.outlook(settings.service, index.pin, settings.operation_deadline)
    problem = damage or outlook.problem
    on_save = problem or outlook.target or "nowhere"
    findings = [*_settings_findings(settings)]
    if problem is not None:
        findings.append(_finding(problem))
    elif outlook.keyring is not None:
        note = outlook.keyring
        findings.append(Finding(note.code, note.message, note.remedy, harmless=True))
    findings += _entry_findings(store, index, outlook.keyring)
    findings += _lock_findings(tokens)
    facts: dict[str, object] = {
        "service": settings.service,
        "back_end_asked_for": settings.backend,
        "fallback": settings.fallback,
        "keyring": _keyring_state(settings, store, outlook.keyring),
        "pinned_to": index.pin,
        "on_save": _told(on_save),
        **_counts(index),
        "directory": str(settings.directory),
        "key_directory": str(settings.key_directory),
        "lock_directory": str(tokens.lock_directory),
    }
    once = tuple(dict.fromkeys(findings))
    return Diagnosis(facts, once, _exit_code(problem, findings))


def _index(store: SecureStore) -> tuple[Index, StoreError | None]:
    try:
        return store.index(), None
    except NewerVersion as error:
        return Index(), error
    except Corrupt as error:
        return Index(), Corrupt(error.message, "Run: store doctor --repair")
    except StoreError as error:
        return Index(), error


def _keyring_state(settings: StoreSettings, store: SecureStore, trouble: StoreError | None) -> str:
    keyring = store.places.keyring
    if keyring is None:
        why = "STORE_DISABLE_KEYRING" if settings.disable_keyring else "STORE_BACKEND=file"
        return f"switched off by {why}"
    return f"{keyring.describe()}: {'OK' if trouble is None else trouble.code}"


def _settings_findings(settings: StoreSettings) -> Iterator[Finding]:
    if settings.key_directory.resolve().is_relative_to(settings.directory.resolve()):
        yield Finding(
            "KEY_BESIDE_DATA",
            "the key directory lies inside the data directory: one copy takes both",
            "Set STORE_KEY_DIRECTORY to a directory that is not copied with the data.",
        )


def _entry_findings(
    store: SecureStore, index: Index, trouble: StoreError | None
) -> Iterator[Finding]:
    silent = {store.places.keyring.name} if trouble and store.places.keyring else set[str]()
    outages: dict[str, Finding] = {}
    for account, entry in sorted(index.entries.items()):
        if entry.state == "removed" and not entry.places:
            continue
        if entry.state == "removed":
            yield Finding(
                "REMOVED_AND_STILL_STORED",
                f"{account} was removed while {entry.place} could not be reached",
                f"Where it can be reached (STORE_BACKEND=auto reaches all but keyring_wrapped), run"
                f" again: store delete {_arguments(account)}",
            )
        elif entry.place not in silent:
            try:
                yield from _entry_finding(store, account, entry)
            except Outage as error:
                silent.add(entry.place)
                outages.setdefault(error.code, _finding(error))
    yield from outages.values()


def _entry_finding(store: SecureStore, account: str, entry: IndexEntry) -> Iterator[Finding]:
    remedy = f"Log in again, or run: store delete {_arguments(account)}"
    try:
        text = store.get(account)
        if text is not None:
            OAuthToken.from_json(text)
        elif entry.state == "stored":
            yield Finding("VANISHED", f"{account} is no longer in {entry.place}", remedy)
    except Outage:
        raise
    except StoreError as error:
        yield Finding(error.code, f"{account}: {error.message}", remedy)


def _lock_findings(tokens: KeyringTokenStore) -> Iterator[Finding]:
    for state in lock_states(tokens.lock_directory):
        release = f"To be rid of it now: store lock release {_arguments(state.account)}"
        name = f"the refresh lock of {state.account}"
        if state.damaged:
            remedy = f"A refresh that waits long enough takes it over. {release}"
            yield Finding("DAMAGED_LOCK", f"{name} is damaged", remedy, harmless=True)
        elif state.owner == "dead":
            problem = f"{name} belongs to process {state.pid}, which ended"
            remedy = f"The next refresh takes it over. {release}"
            yield Finding("DEAD_LOCK", problem, remedy, harmless=True)


def _told(on_save: str | StoreError) -> str:
    return f"fails: {on_save.code}" if isinstance(on_save, StoreError) else f"goes to {on_save}"


def _counts(index: Index) -> dict[str, object]:
    stored = [entry.place for entry in index.entries.values() if entry.state == "stored"]
    return {f"tokens_in_{place}": stored.count(place) for place in sorted(set(stored))}


def _exit_code(problem: StoreError | None, findings: list[Finding]) -> ExitCode:
    if problem is not None:
        return problem.exit_code
    return ExitCode.OK if all(each.harmless for each in findings) else ExitCode.FINDINGS


def _finding(error: StoreError) -> Finding:
    return Finding(error.code, error.message, error.remedy)


def _arguments(account: str) -> str:
    provider, _, bucket = account.partition(":")
    return provider if bucket in ("", "default") else f"{provider} --bucket {bucket}"
