# -*- coding: latin-1 -*-
from pkg.legacy import OldStore

text = "café"; store = OldStore(); end = "été"  # OldStore à part
