"""A run as values: what is asked of it, what it gathered, and what it leaves in its folder for others to read."""
