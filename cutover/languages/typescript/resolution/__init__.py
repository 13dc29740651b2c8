"""Where modules are: relative paths, aliases, packages; and how they are spelled."""
