"""The page for phones: one HTML file."""
