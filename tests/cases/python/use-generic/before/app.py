from pkg.legacy import OldBox


class Ints(OldBox[int]):
    pass


Boxes = dict[str, OldBox[int] | None]
box: OldBox[str] = OldBox[str]()
