"""The command line: one module a command, `main` the group, `console` the terminal."""
