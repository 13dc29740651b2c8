"""Trees, scopes and forms of TypeScript and JavaScript; knows nothing of other files."""
