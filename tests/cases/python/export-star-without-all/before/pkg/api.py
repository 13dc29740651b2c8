from .facade import *
