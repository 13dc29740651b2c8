"""Files for one user, and kernel locks."""
