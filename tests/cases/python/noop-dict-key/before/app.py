COLOURS = {"OldStore": "red", "Barn": "green"}
