for OldStore in "ab":
    print(OldStore)

OldStore: str = "c"
print(OldStore)
