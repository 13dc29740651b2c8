def use():
    return T()


class T:
    pass


if __name__ == "__main__":
    use()
