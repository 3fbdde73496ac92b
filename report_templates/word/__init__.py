"""Word documents: official paper, and templates filled in."""
