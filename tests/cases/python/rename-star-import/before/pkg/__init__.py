from .store import *
