"""What goes with a definition."""
