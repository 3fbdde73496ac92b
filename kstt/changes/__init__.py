"""What changed between two issues of a report, through whom, why, and what it led to."""
