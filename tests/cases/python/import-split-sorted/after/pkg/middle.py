centre = 5
