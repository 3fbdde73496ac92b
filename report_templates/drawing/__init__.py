"""How our own sheets are laid out and drawn."""
