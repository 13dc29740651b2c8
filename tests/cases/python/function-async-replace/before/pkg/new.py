async def new_fetch(key):
    return key
