"""One module per change, never edited once released."""
