"""The narrative report as content: chapters, sentences filled from the tables, what they stand on."""
