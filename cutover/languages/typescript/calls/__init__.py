"""How the arguments of calls change, and what that may not change."""
