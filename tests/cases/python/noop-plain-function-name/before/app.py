import json

from pkg.new import read


class Loader:
    # load the file first
    def load(self, text):
        """Under load, load less."""
        return json.loads(text) or json.load(text) or self.load(read(text))
