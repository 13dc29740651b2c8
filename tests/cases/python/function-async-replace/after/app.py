from pkg.legacy import other
from pkg.new import new_fetch


async def main():
    return await new_fetch("a"), await other("b")
