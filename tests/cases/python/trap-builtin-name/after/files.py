import pkg.new as L


def text(path):
    with open(path) as file:
        return file.read() + L.unlock(path)
