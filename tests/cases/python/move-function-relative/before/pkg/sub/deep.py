from .. import legacy

print(legacy.load_token("a"))
