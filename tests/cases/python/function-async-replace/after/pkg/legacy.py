async def other(key):
    return key
