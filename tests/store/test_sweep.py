"""The sweep for secrets finds one that is planted, wherever it is shown."""

from __future__ import annotations

import pytest

from store.errors import Denied
from store.model import OAuthToken
from store.token_store import KeyringTokenStore

pytest_plugins = ["pytester"]

PLANTED = {
    "stdout": "print(SECRET)",
    "stderr": "print(SECRET, file=sys.stderr)",
    "a child's stderr": "subprocess.run(['sh', '-c', 'echo s3' + 'cret >&2'], check=True)",
    "a warning": "logging.getLogger('store.x').warning('token %s', SECRET)",
    "a debug record": "logging.getLogger('store.x').debug('token %s', SECRET)",
    "an info record": "logging.getLogger('filelock').info(SECRET)",
    "an error": "Denied(f'refused: {SECRET}')",
    "a remedy": "Denied('refused', f'say {SECRET}')",
}
CLEAN = {
    "nothing": "pass",
    "what is kept": "value = SECRET",
    "other words": "print('secret'); logging.getLogger('store.x').debug('%s', 1); Denied('refused')",
}
TESTS = """
import logging, subprocess, sys
from store.errors import Denied
SECRET = 's3' + 'cret-planted'
"""


def test_a_test_fails_if_it_shows_a_secret_and_only_then(
    pytester: pytest.Pytester, capfd: pytest.CaptureFixture[str]
) -> None:
    tests = [f"def test_planted_{n}():\n    {line}" for n, line in enumerate(PLANTED.values())]
    tests += [f"def test_clean_{n}():\n    {line}" for n, line in enumerate(CLEAN.values())]
    pytester.makepyfile("\n".join([TESTS, *tests]))
    result = pytester.runpytest_subprocess("-p", "tests.store.sweep", "-p", "no:cacheprovider")
    # The one that runs is swept too.
    capfd.readouterr()
    result.assert_outcomes(failed=len(PLANTED), passed=len(CLEAN))
    said = "\n".join(result.outlines)
    assert "::test_clean" not in said
    assert "a secret was shown: the log (debug)" in said


def test_the_sweep_looks_at_the_tests_of_the_store(
    heard: list[tuple[str, str]], tokens: KeyringTokenStore, token: OAuthToken
) -> None:
    tokens.save_token("anthropic", token)
    Denied("refused", "ask")
    assert heard[-1] == ("an error", "Denied('refused') ask")
