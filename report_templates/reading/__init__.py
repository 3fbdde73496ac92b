"""From sheets of cells to filled-in forms: tables, headings, lines, totals, and what must not be overlooked."""
