"""Import and export statements: read, changed and written in the style of their file."""
