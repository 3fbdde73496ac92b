"""The nouns and the sums of administrative-procedure reporting: pure, no file, no clock."""
