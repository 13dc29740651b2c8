import sys

if sys.version_info > (3,):

    class T:
        pass
