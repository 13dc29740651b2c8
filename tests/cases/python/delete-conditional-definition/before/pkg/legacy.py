import sys

if sys.platform == "win32":

    class OldStore:
        kind = "dpapi"

else:

    class OldStore:
        kind = "file"
