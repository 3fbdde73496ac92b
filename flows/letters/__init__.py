"""Letters to units, to the desk and to its leader: what they owe, in what words, and what became of each letter."""
