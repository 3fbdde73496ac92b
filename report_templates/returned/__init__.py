"""The returned copy: a unit's own workbook with the faults marked in its cells."""
