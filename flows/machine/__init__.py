"""What the program needs of the machine it runs on: settings, folders, processes, console, log, servers."""
