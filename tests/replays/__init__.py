"""Cutovers that people made by hand in public repositories, made again by the tool."""
