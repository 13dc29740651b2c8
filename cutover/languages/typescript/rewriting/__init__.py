"""Sites become patches, each kind in a module of its own."""
