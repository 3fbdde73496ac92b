"""What a run shows of its figures: tables and targets, sources, analysis, narrative; blanks and PDFs beside it."""
