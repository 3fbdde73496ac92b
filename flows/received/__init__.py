"""Files that units sent: looked for, read, judged, put on the shelf, kept unchanged, handed back with marks."""
