def new_retry(function):
    return function
