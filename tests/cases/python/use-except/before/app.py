from pkg import legacy
from pkg.legacy import OldError


def load(key):
    try:
        raise OldError(key)
    except OldError:
        return 1
    except (KeyError, OldError) as error:
        raise legacy.OldError from error
