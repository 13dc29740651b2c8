import importlib
import sys
from importlib import import_module

first = import_module("pkg.legacy").OldStore
second = getattr(importlib.import_module("pkg.legacy"), "OldStore")
third = sys.modules["pkg.legacy"].OldStore
