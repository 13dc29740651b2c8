def other(code):
    return code


def third():
    json = 1
    return json
