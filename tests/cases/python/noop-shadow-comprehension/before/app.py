values = [OldStore for OldStore in "ab"]
names = {OldStore: key for key, OldStore in {}.items()}
lazy = (OldStore for row in [] for OldStore in row)
