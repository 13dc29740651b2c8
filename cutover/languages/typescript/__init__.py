"""TypeScript and JavaScript: reading, resolving and rewriting them."""
