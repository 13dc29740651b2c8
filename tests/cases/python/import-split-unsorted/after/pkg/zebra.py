stripes = 9
