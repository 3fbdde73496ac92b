"""What changed from one issue to the next, and why."""
