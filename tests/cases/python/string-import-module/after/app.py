import importlib
import sys
from importlib import import_module

first = import_module("pkg.new").NewStore
second = getattr(importlib.import_module("pkg.new"), "NewStore")
third = sys.modules["pkg.new"].NewStore
