from .core import load_token

print(load_token("a"))
