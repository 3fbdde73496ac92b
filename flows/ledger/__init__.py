"""The ledger and all that is derived by reading it: what was sent, said about it, issued or closed."""
