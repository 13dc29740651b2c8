"""How long a lock file counts as unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.lock_watches import Watch


@given(st.lists(st.floats(0.01, 9.9), max_size=30))
def test_short_looks_add_up(gaps: list[float]) -> None:
    watch, now = Watch(None, 0.0), 0.0  # type: ignore[arg-type]
    for gap in gaps:
        now += gap
        assert watch.look(now, 30.0) is (watch.seconds >= 30.0)
    assert watch.seconds == pytest.approx(sum(gaps))


def test_who_was_suspended_lets_the_holder_beat_first() -> None:
    watch = Watch(None, 0.0)  # type: ignore[arg-type]
    assert not watch.look(9.0, 30.0)
    assert not watch.look(18.0, 30.0)
    assert not watch.look(27.0, 30.0)
    # The lid was closed: a holder of the same machine beats now, and whoever sees no change for
    # a quarter of the limit more may go on.
    assert not watch.look(9000.0, 30.0)
    assert not watch.look(9000.1, 30.0)
    assert watch.look(9007.6, 30.0)


def test_who_looks_rarely_gets_there_too() -> None:
    watch = Watch(None, 0.0)  # type: ignore[arg-type]
    assert [watch.look(60.0 * number, 30.0) for number in (1, 2)] == [False, True]
