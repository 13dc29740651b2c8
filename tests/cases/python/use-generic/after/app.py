from pkg.new import NewBox


class Ints(NewBox[int]):
    pass


Boxes = dict[str, NewBox[int] | None]
box: NewBox[str] = NewBox[str]()
