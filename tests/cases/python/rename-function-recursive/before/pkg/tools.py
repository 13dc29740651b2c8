from functools import lru_cache


@lru_cache(maxsize=None)
def old_walk(
    depth,  # how far
):
    return depth and old_walk(depth - 1)


walkers = {"deep": old_walk}
