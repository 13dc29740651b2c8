from __future__ import annotations

import subprocess
import sys

import store

LIGHT = "import sys, store; print(sorted({'keyring', 'cryptography'} & set(sys.modules)))"


def test_every_exported_name_can_be_imported() -> None:
    for name in store.__all__:
        assert getattr(store, name) is not None


def test_import_is_light() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, timeout=20)
    assert done.stdout.strip() == "[]", done.stderr
