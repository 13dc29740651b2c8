"""A definition as text of another module."""
