def _h(y):
    return -y


print(_h(1))
