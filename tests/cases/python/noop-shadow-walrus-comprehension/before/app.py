def find(rows):
    if any((OldStore := row) for row in rows):
        return OldStore
