from .. import core

print(core.load_token("a"))
