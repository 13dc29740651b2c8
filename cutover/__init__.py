"""Take one class out of a living code base and put another in its place."""

__version__ = "0.1.0"
