"""A simulated commune, whose forms are known to be true: for the example quarter."""
