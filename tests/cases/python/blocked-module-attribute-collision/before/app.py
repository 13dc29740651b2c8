from pkg import layers


class Next:
    pass


print(layers.Next, layers.Other, Next)
