from pkg.legacy import OldError


def run():
    try:
        raise ExceptionGroup("several", [OldError()])
    except* OldError as group:
        print(group)
