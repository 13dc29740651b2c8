"""Python: every file that Python's import system or a type checker reads."""
