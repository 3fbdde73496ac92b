"""What commands print, and what the rule book and the screen in a browser say."""
