def OldStore():
    return 1


value = OldStore()
