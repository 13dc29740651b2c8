import code
import json


class OldStore:
    shell = code, json


def other(code):
    return code


def third():
    json = 1
    return json
