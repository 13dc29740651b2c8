class Connection:
    pass
