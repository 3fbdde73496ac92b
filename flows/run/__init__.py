"""A run from settled files to outputs in place: of a quarter, and of quarters added up to a longer period."""
