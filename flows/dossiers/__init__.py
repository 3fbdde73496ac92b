"""Lists of dossiers from the one-stop systems: held against the reports, and apology slips made of them."""
