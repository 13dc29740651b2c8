import functools


def old_retry(function):
    @functools.wraps(function)
    def call(*args):
        return function(*args)

    return call
