from .legacy import load_token

print(load_token("a"))
