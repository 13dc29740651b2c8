"""What a file says about names: hits, terms, exports."""
