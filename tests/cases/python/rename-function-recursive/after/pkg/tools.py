from functools import lru_cache


@lru_cache(maxsize=None)
def new_walk(
    depth,  # how far
):
    return depth and new_walk(depth - 1)


walkers = {"deep": new_walk}
