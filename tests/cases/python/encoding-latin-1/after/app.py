# -*- coding: latin-1 -*-
from pkg.new import NewStore

text = "café"; store = NewStore(); end = "été"  # NewStore à part
