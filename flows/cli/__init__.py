"""The command line: one module per group of commands. Heavy libraries load in the command that needs them."""
