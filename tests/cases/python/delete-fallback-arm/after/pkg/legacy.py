"""Casts."""

FLAG = False
