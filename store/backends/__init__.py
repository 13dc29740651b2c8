"""The places a secret can be kept in, one module each."""
