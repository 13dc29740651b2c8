import io


def text(path):
    with open(path) as file, io.open(path) as other:
        return file.read() + other.read()
