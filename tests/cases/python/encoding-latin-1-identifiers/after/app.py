# -*- coding: latin-1 -*-
from pkg.new import NewStore

café = NewStore()


def ouvrir(clé):
    return café.get(clé) or NewStore().get(clé)
