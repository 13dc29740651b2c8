from pkg.new import NewError


def run():
    try:
        raise ExceptionGroup("several", [NewError()])
    except* NewError as group:
        print(group)
