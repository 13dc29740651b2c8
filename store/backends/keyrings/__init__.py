"""The keyrings of operating systems, in time and one process at a time."""
