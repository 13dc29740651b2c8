# -*- coding: latin-1 -*-
from pkg.legacy import OldStore

café = OldStore()


def ouvrir(clé):
    return café.get(clé) or OldStore().get(clé)
