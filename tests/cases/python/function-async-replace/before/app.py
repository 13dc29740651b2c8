from pkg.legacy import old_fetch, other


async def main():
    return await old_fetch("a"), await other("b")
