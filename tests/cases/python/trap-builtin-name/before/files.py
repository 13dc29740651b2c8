import pkg.legacy as L


def text(path):
    with open(path) as file:
        return file.read() + L.open(path)
