async def old_fetch(key):
    return key


async def other(key):
    return key
