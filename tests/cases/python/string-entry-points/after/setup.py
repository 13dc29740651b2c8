from setuptools import setup

setup(
    name="pkg",
    entry_points={"pkg.stores": ["file = pkg.new:NewStore"]},
)
