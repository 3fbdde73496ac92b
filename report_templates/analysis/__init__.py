"""The workbook of analysis, a module per sheet."""
