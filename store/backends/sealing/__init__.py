"""Encryption at rest: envelopes, keys, and the files that hold them."""
