"""Lists of dossiers: read, held against reports as a workbook, and made into apology slips."""
