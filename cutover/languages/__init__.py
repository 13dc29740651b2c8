"""What a language is for the engine, and the languages there are."""
