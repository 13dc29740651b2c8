from pkg import a


def use():
    return a.T()


if __name__ == "__main__":
    use()
